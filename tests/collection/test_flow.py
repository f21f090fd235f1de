"""From login to the access code (采集流程)."""

import asyncio
from datetime import UTC, datetime

import pytest

from backend import collection
from backend.collection import errors
from backend.collection.answers.errors import CardExpired
from backend.collection.models import Collection, Owner
from backend.kit.actor import ANYONE
from backend.kit.clock import held_at
from backend.kit.database import unit_of_work
from tests.collection.cast import Phone, at_the_phone


class TestLogIn:
    async def test_it_works(self, seller: Phone):
        assert seller.actor.kind == "owner"
        assert await Owner.all().count() == 1

    async def test_the_same_person_comes_back_as_the_same_owner(self, seller: Phone):
        again = await at_the_phone("lin-mai")
        assert again.actor.id == seller.actor.id

    async def test_mini_program_and_h5_are_one_owner_by_their_unionid(self, seller: Phone):
        async with unit_of_work(ANYONE) as work:
            openid, union = seller.who.openid("mini"), seller.who.unionid
            assert await collection.owner_from_wechat(work, "mini", openid, union) == seller.actor.id
            # From now on the openid alone is enough.
            assert await collection.owner_from_wechat(work, "mini", openid) == seller.actor.id

    async def test_two_first_logins_at_once_are_one_owner(self, kit):
        first, second = await asyncio.gather(at_the_phone("he-pei"), at_the_phone("he-pei"))
        assert first.actor.id == second.actor.id and await Owner.all().count() == 1

    async def test_somebody_else_is_somebody_else(self, seller: Phone, outsider: Phone):
        assert seller.actor.id != outsider.actor.id

    async def test_an_unknown_subject_is_nobody(self, kit):
        assert await collection.owner_actor("nobody") is None

    async def test_the_database_holds_no_openid_in_clear(self, seller: Phone):
        row = await Owner.get(public_id=seller.actor.id)
        assert seller.who.openid("h5") not in (row.h5_index or "", row.union_index or "")


class TestSubmit:
    async def test_it_works(self, seller: Phone):
        await seller.fills("seller")
        listed = await seller.does(collection.task_list, seller.collection)
        assert listed.can_submit and listed.next is None and listed.done == listed.total
        code = await seller.submits()
        assert len(code.replace("-", "")) == 16
        assert (await collection.party_facts(seller.collection)).state == "submitted"

    async def test_sending_twice_is_sending_once(self, sent: Phone):
        first = await sent.does(collection.access_code, sent.collection)
        await sent.does(collection.submit, sent.collection)
        assert await sent.does(collection.access_code, sent.collection) == first

    async def test_it_names_what_is_left(self, buyer: Phone):
        await buyer.fills("buyer")
        picture = await buyer.photographs("selfie")
        assert picture
        await buyer.does(collection.withdraw_consent, buyer.collection, "face")
        async with unit_of_work(buyer.actor) as work:
            version = collection.consent_text("face").version
            await collection.decide(work, buyer.collection, "face", "given", version)
        with pytest.raises(errors.NotFinished) as refusal:
            await buyer.submits()
        assert refusal.value.field == "selfie" and "拍摄本人照片" in refusal.value.sentence

    async def test_nothing_can_be_changed_afterwards(self, sent: Phone):
        for change in (sent.photographs("id_front"), sent.confirms("identity"), sent.signs(), sent.is_a("buyer")):
            with pytest.raises(errors.AlreadySubmitted):
                await change

    async def test_it_refuses_an_outsider(self, seller: Phone, outsider: Phone):
        await seller.fills("seller")
        with pytest.raises(errors.CollectionUnknown):
            await outsider.does(collection.submit, seller.collection)

    async def test_it_refuses_a_card_that_expired_meanwhile(self, seller: Phone):
        await seller.fills("seller")
        with held_at(datetime(2038, 4, 1, tzinfo=UTC)), pytest.raises(CardExpired):
            await seller.submits()


class TestComingBack:
    async def test_another_device_continues_where_it_stopped(self, seller: Phone):
        await seller.begins_as("seller")
        await seller.photographs("id_front")
        other_device = await at_the_phone("lin-mai")
        cards = await other_device.does(collection.mine)
        assert [card.id for card in cards] == [seller.collection]
        other_device.collection = seller.collection
        states = await other_device.tasks()
        assert states["phone"] == "done" and states["id_front"] == "done" and states["id_back"] == "todo"
        assert (await other_device.does(collection.task_list, seller.collection)).next == "id_back"

    async def test_beginning_twice_gives_the_same_untouched_collection(self, seller: Phone):
        assert await seller.begins() == await seller.begins()

    async def test_a_touched_collection_is_left_alone_by_a_new_one(self, seller: Phone):
        first = await seller.begins()
        await seller.agrees()
        assert await seller.begins() != first

    async def test_nobody_opens_collections_without_end(self, seller: Phone):
        for _ in range(30):
            await Collection.filter(owner=seller.actor.id).update(version=1)
            await seller.begins()
        await Collection.filter(owner=seller.actor.id).update(version=1)
        with pytest.raises(errors.TooManyCollections):
            await seller.begins()


class TestChooseParty:
    async def test_it_works(self, buyer: Phone):
        await buyer.begins()
        await buyer.is_a("buyer", "company")
        listed = await buyer.does(collection.task_list, buyer.collection)
        assert (listed.role, listed.party_kind, listed.by_agent) == ("buyer", "company", False)

    async def test_it_refuses_what_there_is_not(self, buyer: Phone):
        await buyer.begins()
        for role, kind in (("thief", "person"), ("buyer", "ghost")):
            with pytest.raises(errors.PartyUnfit):
                await buyer.is_a(role, kind)

    async def test_who_a_side_is_follows_the_answers_that_apply(self, buyer: Phone):
        await buyer.begins_as("buyer")
        await buyer.confirms("identity")
        as_person = (await Collection.get(public_id=buyer.collection)).identity_index
        await buyer.is_a("buyer", "company")
        assert as_person and (await Collection.get(public_id=buyer.collection)).identity_index == ""
        await buyer.is_a("buyer", "person")
        assert (await Collection.get(public_id=buyer.collection)).identity_index == as_person

    async def test_a_side_given_by_a_transfer_stays(self, buyer: Phone):
        await buyer.begins("buyer")
        async with unit_of_work(buyer.actor) as work:
            await collection.bind(work, buyer.collection, "transfer000000000001")
        await buyer.is_a("buyer", "person")
        with pytest.raises(errors.RoleFixed):
            await buyer.is_a("seller", "person")


class TestReviewRows:
    async def test_it_shows_every_answer_with_where_to_change_it(self, seller: Phone):
        await seller.fills("seller")
        rows = await seller.does(collection.review_rows, seller.collection)
        by_label = {row.label: row for row in rows}
        assert by_label["姓名"].value == "林卖" and by_label["姓名"].task == "identity"
        assert by_label["号牌号码"].value == "闽A7F36Q" and by_label["号牌号码"].task == "vehicle"
        assert by_label["办理身份"].value == "卖方 · 个人 · 本人办理"
        assert by_label["手机号"].value == seller.who.phone
        assert by_label["身份证人像面"].evidence
        assert all(row.task and row.value for row in rows)

    async def test_it_says_what_is_missing(self, seller: Phone):
        await seller.begins_as("seller")
        rows = await seller.does(collection.review_rows, seller.collection)
        assert {row.task for row in rows if row.value == "未完成"} >= {"id_front", "identity", "vehicle", "signature"}
