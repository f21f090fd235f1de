"""The fee of a transfer (服务费): due when both have signed, paid before it is completed, given back before it ends."""

import pytest

from backend import collection, payments, transfers
from backend.kit import clock
from backend.payments import MoneyHeld, OrderUnpaid
from tests.collection.cast import Phone
from tests.stations.team import Member
from tests.transfers.desk import Desk

FEE = 30_000


@pytest.fixture
async def tariff(team: dict[str, Member]) -> None:
    """300 yuan a transfer, whatever the car."""
    await team["admin"].does(payments.add_tariff, item="过户服务费", fen=FEE, valid_from=clock.today())


async def order_of(desk: Desk) -> payments.OrderView:
    order = await payments.order_of(desk.transfer)
    assert order is not None
    return order


async def history(desk: Desk) -> list[str]:
    return [line.sentence for line in (await desk.looks()).history]


async def test_a_transfer_is_completed_once_its_fee_is_paid(tariff: None, settling: Desk):
    assert (await settling.looks()).next == "请收取服务费 300.00 元"
    with pytest.raises(OrderUnpaid, match=r"300\.00"):
        await settling.changes(transfers.complete)
    await settling.does(payments.take_pos, (await order_of(settling)).id, FEE, "key", "000123")
    await settling.changes(transfers.complete)
    assert any("服务费已结清，实收 300.00 元" in line for line in await history(settling))


async def test_the_buyer_is_asked_for_it_until_it_is_paid(tariff: None, settling: Desk, buyer: Phone):
    async def new() -> list[str]:
        return [notice.title for notice in await buyer.does(collection.notices, unread_only=True)]

    assert await new() == ["请支付服务费"]
    await settling.does(payments.take_pos, (await order_of(settling)).id, FEE, "key", "000123")
    assert await new() == []


async def test_paying_does_not_make_the_clerks_page_old(tariff: None, settling: Desk):
    version = settling.version
    await settling.does(payments.take_pos, (await order_of(settling)).id, FEE, "key", "000123")
    assert (await settling.looks()).version == version


async def test_a_transfer_is_cancelled_once_its_fee_went_back(tariff: None, settling: Desk, team: dict[str, Member]):
    charge = await settling.does(payments.take_pos, (await order_of(settling)).id, FEE, "key", "000123")
    with pytest.raises(MoneyHeld, match=r"300\.00"):
        await settling.changes(transfers.cancel, "买方不要了")
    await team["manager"].does(payments.refund, charge.number, FEE, "买方不要了", "key")
    await settling.changes(transfers.cancel, "买方不要了")
    assert any("退回服务费 300.00 元" in line for line in await history(settling))


async def test_a_transfer_that_nobody_paid_for_is_cancelled_with_its_order(tariff: None, settling: Desk):
    await settling.changes(transfers.cancel, "买方不要了")
    assert (await order_of(settling)).state == "closed"


async def test_without_a_tariff_nothing_is_owed_and_nothing_is_said(settling: Desk):
    assert (await order_of(settling)).state == "settled"
    assert not any("服务费" in line for line in await history(settling))
