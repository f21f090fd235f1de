"""Sending single items back (退回补充)."""

import pytest

from backend import collection
from backend.collection import Resubmitted, errors
from backend.kit.database import unit_of_work
from backend.kit.events import _subscribers, on
from tests.collection.cast import CLERK, Phone

TRANSFER = "transfer000000000001"


async def send_back(phone: Phone, *items: tuple[str, str]) -> None:
    async with unit_of_work(CLERK) as work:
        await collection.send_back(work, phone.collection, list(items))


@pytest.fixture
async def claimed(sent: Phone) -> Phone:
    """林卖 in a transfer."""
    async with unit_of_work(CLERK) as work:
        code = await sent.does(collection.access_code, sent.collection)
        await collection.claim(work, code.text, TRANSFER)
    return sent


@pytest.fixture
def resubmitted():
    """Every Resubmitted that was published."""
    heard: list[Resubmitted] = []

    @on(Resubmitted)
    async def listen(work, event):
        heard.append(event)

    yield heard
    _subscribers[Resubmitted].remove(listen)


class TestSendBack:
    async def test_it_works(self, claimed: Phone, resubmitted):
        await send_back(claimed, ("car_vin", "车架号反光看不清"))
        listed = await claimed.does(collection.task_list, claimed.collection)
        assert listed.state == "returned" and listed.next == "car_vin" and not listed.can_submit
        assert [task.key for task in listed.tasks if task.state == "returned"] == ["car_vin"]
        await claimed.photographs("car_vin")
        await claimed.does(collection.submit, claimed.collection)
        facts = await collection.party_facts(claimed.collection)
        assert facts.state == "claimed" and facts.returned[0].answered_at is not None
        assert resubmitted == [Resubmitted(claimed.collection, TRANSFER)]

    async def test_the_owner_is_told(self, claimed: Phone):
        await send_back(claimed, ("car_vin", "车架号反光看不清"), ("id_back", "缺角"))
        notice = (await claimed.does(collection.notices))[0]
        assert notice.title == "有资料需要补充" and "2 项" in notice.sentence and not notice.read
        await claimed.does(collection.mark_read, notice.id)
        assert (await claimed.does(collection.notices))[0].read
        assert await claimed.does(collection.notices, unread_only=True) == []

    async def test_only_what_was_sent_back_can_be_changed(self, claimed: Phone):
        await send_back(claimed, ("car_vin", "车架号反光看不清"))
        for act in (claimed.photographs("id_back"), claimed.confirms("identity"), claimed.signs()):
            with pytest.raises(errors.AlreadySubmitted):
                await act

    async def test_a_card_sent_back_opens_its_fields_too(self, claimed: Phone):
        await send_back(claimed, ("id_back", "有效期看不清"))
        await claimed.photographs("id_back")
        await claimed.confirms("identity")
        await claimed.does(collection.submit, claimed.collection)

    async def test_fields_sent_back_open_their_photographs_too(self, claimed: Phone):
        await send_back(claimed, ("identity", "住址不完整"))
        await claimed.photographs("id_front")
        with pytest.raises(errors.NotFinished):
            await claimed.submits()
        await claimed.confirms("identity")
        await claimed.does(collection.submit, claimed.collection)

    async def test_a_second_round_opens_only_its_own_items(self, claimed: Phone):
        await send_back(claimed, ("car_vin", "反光"))
        await claimed.photographs("car_vin")
        await claimed.does(collection.submit, claimed.collection)
        await send_back(claimed, ("signature", "签名与姓名不符"))
        with pytest.raises(errors.AlreadySubmitted):
            await claimed.photographs("car_vin")
        await claimed.signs()
        await claimed.does(collection.submit, claimed.collection)

    async def test_a_new_reason_replaces_the_old_one(self, claimed: Phone):
        await send_back(claimed, ("car_vin", "反光"))
        await send_back(claimed, ("car_vin", "还是反光"))
        listed = await claimed.does(collection.task_list, claimed.collection)
        assert [task.hint for task in listed.tasks if task.state == "returned"] == ["工作人员退回：还是反光"]

    @pytest.mark.parametrize(
        "items",
        [
            [],
            [("car_vin", "  ")],
            [("business_licence", "企业才有")],
            [("consent_privacy", "请同意")],
            [("car_vin", "长" * 201)],
        ],
    )
    async def test_it_refuses_what_cannot_be_sent_back(self, claimed: Phone, items):
        with pytest.raises(errors.ReturnUnfit):
            await send_back(claimed, *items)

    async def test_it_refuses_a_collection_that_no_station_has(self, sent: Phone):
        with pytest.raises(errors.NotAtStation):
            await send_back(sent, ("car_vin", "反光"))


async def test_a_notice_with_a_missing_fact_is_our_fault_at_once(claimed: Phone):
    with pytest.raises(KeyError):
        async with unit_of_work(CLERK) as work:
            await collection.notify(work, claimed.collection, "refused")
