"""What may go goes, what must stay is named with its reason; twice is once, and a crash half-way is no harm."""

from datetime import timedelta

import pytest

from backend import archive, collection, transfers, verification
from backend.archive import verify_all
from backend.collection.models import Answer, Collection, Evidence, Owner, PhoneProof
from backend.documents.models import Document
from backend.kit import audit, clock
from backend.kit.models import AuditEntry, Job, Session
from backend.rights import Fate
from backend.transfers import State
from backend.transfers.models import SearchTerm, Transfer
from backend.verification.models import Block, Check, PictureMark
from tests.collection.cast import at_the_phone
from tests.support.cuts import PowerCut, cut
from tests.support.story import submitted_seller
from tests.transfers.acting import CHEN, sent_for
from tests.transfers.desk import run_jobs, sent

JOBS = ("collection.dispose", "documents.forget", "verification.let_go_of_frames")


def fates(items) -> dict[str, list[str]]:
    """Fate -> first word of everything that has it."""
    return {fate.name: [item.what for item in items if item.fate is fate] for fate in Fate}


async def nothing_names(who) -> None:
    assert await Answer.all().count() == 0 and await PhoneProof.all().count() == 0
    assert await Evidence.filter(disposed_at=None).count() == 0
    for row in await Collection.all():
        assert (row.phone, row.phone_index, row.identity_index) == (None, "", "")
    text = repr([dict(row) for row in await AuditEntry.all().values()])
    assert all(one not in text for one in (who.name, who.id_number, who.phone))


class TestWithoutATransfer:
    async def test_everything_goes(self, kit, seller, erases, plans):
        await sent(seller, "seller")
        decided = await erases(seller.who.id_number)
        assert len(fates(decided)["GOES"]) == 2 and fates(decided)["STAYS"] == ["审计记录", "备份中的副本"]
        await run_jobs(*JOBS)
        await nothing_names(seller.who)
        assert [key async for key in kit.objects.keys("")] == []
        owner = await Owner.get(public_id=seller.actor.id)
        assert (owner.h5_index, owner.h5_openid, owner.union_index) == (None, None, None)
        assert not await Session.filter(subject=seller.actor.id).exists()
        assert (await audit.verify(kit.objects))[1] is None

    async def test_saying_so_changes_nothing(self, kit, seller, plans):
        await sent(seller, "seller")
        before = await AuditEntry.all().count()
        told = await plans(seller.who.id_number)
        assert [one for one in told if one.fate is Fate.GOES]
        assert await AuditEntry.all().count() == before and await Answer.all().count() > 0

    async def test_twice_is_once(self, kit, seller, erases):
        await sent(seller, "seller")
        await erases(seller.who.id_number)
        lines = await AuditEntry.all().count()
        assert await erases(seller.who.id_number) == [] and await erases(seller.actor.id) == []
        assert await AuditEntry.all().count() == lines

    async def test_the_same_person_comes_back_as_somebody_new(self, kit, seller, erases):
        await sent(seller, "seller")
        await erases(seller.who.id_number)
        again, code = await submitted_seller()
        assert again.actor.id != seller.actor.id and code

    async def test_the_administrator_stands_in_the_audit_and_the_number_does_not(self, kit, team, seller, erases):
        await sent(seller, "seller")
        await erases(seller.who.id_number)
        line = await AuditEntry.get(action="person.erased")
        assert line.actor == f"staff:{team['admin'].id}" and line.subject.startswith("person:")
        assert seller.who.id_number not in line.subject + line.facts

    async def test_the_access_code_opens_nothing_any_more(self, desk, seller, erases):
        code = await sent(seller, "seller")
        await erases(seller.who.id_number)
        with pytest.raises(collection.CollectionUnknown):
            await desk.scans(code)


class TestInATransfer:
    async def test_a_running_one_blocks_and_says_why(self, reviewing, seller, erases):
        decided = await erases(seller.who.id_number)
        (side,) = [one for one in decided if one.what.startswith("卖方资料")]
        assert side.fate is Fate.STAYS and "待审核" in side.reason and "第四十七条" in side.reason
        assert (await collection.party_facts(seller.collection)).principal

    async def test_the_face_goes_even_from_a_running_one(self, kit, reviewing, seller, erases):
        decided = await erases(seller.who.id_number)
        assert fates(decided)["GOES"] == [f"本人照片和真人检测画面（卖方资料 {seller.collection}）"]
        party = await collection.party_facts(seller.collection)
        assert party.face_in_person and "selfie" not in {one.kind for one in party.evidence}
        assert not await PictureMark.filter(collection=seller.collection, kind="selfie").exists()
        assert {row.score for row in await Check.filter(collection=seller.collection, kind="face_match")} <= {None}
        view = await reviewing.looks()
        assert view.state is State.REVIEWING
        assert fates(await erases(seller.who.id_number))["GOES"] == []

    async def test_an_archived_one_stays_until_its_day(self, kit, archived, seller, erases):
        decided = await erases(seller.who.id_number)
        (kept,) = [one for one in decided if "电子档案" in one.what]
        closed = await archive.archive_of(archived.transfer)
        assert closed and kept.until == closed.keep_until and "保存" in kept.reason
        assert fates(decided)["GOES"] == []
        assert (await verify_all(kit)).wrong == ""

    async def test_a_legal_hold_is_named(self, archived, team, seller, plans):
        closed = await archive.archive_of(archived.transfer)
        await team["manager"].does(archive.place_hold, closed.id, "法院调取")
        told = await plans(seller.who.id_number)
        assert [one for one in told if "暂缓销毁" in one.reason] and "法院" not in repr(told)

    async def test_a_cancelled_one_lets_go_of_one_side_only(self, kit, signing, seller, buyer, erases):
        await signing.changes(transfers.cancel, "双方协商不再交易")
        await erases(seller.who.id_number)
        await run_jobs(*JOBS)
        row = await Transfer.get(public_id=signing.transfer)
        assert (row.seller_name, row.buyer_name) == ("", buyer.who.name)
        assert {one.data for one in await Document.all()} == {"{}"}
        assert (await collection.party_facts(buyer.collection)).principal
        assert (await signing.does(transfers.search, seller.who.name)).rows == ()
        assert [one.id for one in (await signing.does(transfers.search, buyer.who.name)).rows] == [signing.transfer]
        assert await SearchTerm.filter(transfer=signing.transfer).exists()
        view = await signing.looks()
        assert "清除了卖方的个人信息" in view.history[0].sentence
        assert await erases(seller.who.id_number) == []

    async def test_an_agent_who_goes_takes_the_unfinished_side_along(self, kit, seller, erases):
        agent = await at_the_phone("wang-dai")
        await sent_for(agent, "buyer", CHEN)
        assert fates(await erases(agent.who.id_number))["GOES"]
        assert await erases(CHEN.id_number) == []

    async def test_an_account_that_is_needed_stays(self, archived, seller, plans):
        told = await plans(seller.actor.id)
        (account,) = [one for one in told if one.what.startswith("微信账号")]
        assert account.fate is Fate.STAYS and "查看" in account.reason


class TestBlocks:
    async def test_one_in_force_stays_and_one_that_is_over_goes(self, team, seller, erases):
        await seller.fills("seller")
        number, phone = seller.who.id_number, seller.who.phone
        await team["manager"].does(verification.block, "id_number", number, "证件疑似伪造", 30)
        await team["manager"].does(verification.block, "phone", phone, "多次冒名", 3)
        with clock.held_at(clock.now() + timedelta(days=10)):
            decided = await erases(number)
        (kept,) = [one for one in decided if one.what.startswith("黑名单")]
        assert kept.fate is Fate.STAYS and kept.until
        over, stands = await Block.get(kind="phone"), await Block.get(kind="id_number")
        assert phone not in over.value + over.reason and over.value_index == "" and stands.value == number


class TestPowerCuts:
    async def test_whenever_the_power_goes_the_next_run_ends_it(self, kit, seller, erases):
        await sent(seller, "seller")
        deaths = 0
        for at in range(1, 2000, 7):
            try:
                with cut(at) as steps:
                    await erases(seller.who.id_number)
                break
            except PowerCut:
                deaths += 1
                # All of it or nothing: half a person is never left behind.
                row = await Collection.get(public_id=seller.collection)
                answers = await Answer.filter(collection=seller.collection).count()
                assert (row.state == "withdrawn") == (answers == 0), steps.last
        assert deaths > 5
        await nothing_names(seller.who)
        # The files are deleted by jobs, which were written with it and outlive a crash.
        assert await Job.filter(name="collection.dispose", state="waiting").count() == await Evidence.all().count()
        await run_jobs(*JOBS)
        assert [key async for key in kit.objects.keys("")] == []
        assert await AuditEntry.filter(action="person.erased").count() == 1
