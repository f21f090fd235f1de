"""Giving money back (退款): by a manager, with a reason, above a limit by two, each number once."""

import pytest

from backend import payments
from backend.payments import (
    AmountUnfit,
    ChargeUnknown,
    ManagerNeeded,
    NotRefundable,
    ReasonMissing,
    RefundOutOfOrder,
    RefundTooLarge,
    SecondPersonNeeded,
)
from tests.payments.till import ADMINISTRATOR, CLERK, FEE, MANAGER, SECOND, STRANGER, Till

CHANNELS = ("wechat", "alipay")
DEAR = 80_000


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_part_and_then_the_rest_go_back(till: Till, channel: str):
    order = await till.opens()
    charge = await till.scans(order, till.code(channel))
    await till.refunds(charge, 10_000)
    await till.waits(10)
    part = await till.sees(order)
    await till.refunds(charge, FEE - 10_000, "refund-2")
    await till.waits(10)
    whole = await till.sees(order)
    assert (part.state, part.refunded_fen) == ("part_refunded", 10_000)
    assert (whole.state, whole.refunded_fen) == ("refunded", FEE)


async def test_the_same_key_twice_gives_back_once(till: Till):
    order = await till.opens()
    charge = await till.scans(order, till.code())
    first = await till.refunds(charge, 10_000)
    assert (await till.refunds(charge, 10_000)).number == first.number


async def test_no_more_goes_back_than_came_in(till: Till):
    order = await till.opens()
    charge = await till.scans(order, till.code())
    await till.refunds(charge, 20_000)
    with pytest.raises(RefundTooLarge, match=r"100\.00"):
        await till.refunds(charge, 10_001, "refund-2")


@pytest.mark.parametrize("fen", [0, -1])
async def test_nothing_and_less_is_refused(till: Till, fen: int):
    order = await till.opens()
    charge = await till.scans(order, till.code())
    with pytest.raises(AmountUnfit):
        await till.refunds(charge, fen)


async def test_a_clerk_gives_nothing_back_and_a_stranger_knows_no_charge(till: Till):
    order = await till.opens()
    charge = await till.scans(order, till.code())
    with pytest.raises(ManagerNeeded):
        await till.refunds(charge, FEE, by=CLERK)
    with pytest.raises(ChargeUnknown):
        await till.refunds(charge, FEE, by=STRANGER)


async def test_a_reason_is_needed(till: Till):
    order = await till.opens()
    charge = await till.scans(order, till.code())
    with pytest.raises(ReasonMissing):
        await till.does(payments.refund, charge.number, FEE, " ", "key", by=MANAGER)


async def test_what_was_not_paid_is_not_given_back(till: Till):
    order = await till.opens()
    charge = await till.shows(order, "wechat")
    with pytest.raises(NotRefundable):
        await till.refunds(charge, FEE)


async def test_above_the_limit_a_second_person_confirms(till: Till):
    order = await till.opens(DEAR)
    charge = await till.scans(order, till.code("alipay"))
    refund = await till.refunds(charge, DEAR)
    assert refund.state == "proposed"
    await till.waits(5)
    assert (await till.sees(order)).state == "settled"
    with pytest.raises(SecondPersonNeeded):
        await till.does(payments.confirm_refund, refund.number, by=MANAGER)
    await till.does(payments.confirm_refund, refund.number, by=SECOND)
    await till.waits(10)
    assert (await till.sees(order)).state == "refunded"


async def test_a_proposal_is_withdrawn_and_cannot_be_confirmed(till: Till):
    order = await till.opens(DEAR)
    charge = await till.scans(order, till.code())
    refund = await till.refunds(charge, DEAR)
    await till.does(payments.withdraw_refund, refund.number, by=MANAGER)
    with pytest.raises(RefundOutOfOrder):
        await till.does(payments.confirm_refund, refund.number, by=ADMINISTRATOR)
    assert (await payments.charge_of(charge.number)).refundable_fen == DEAR


@pytest.mark.parametrize(("service", "fault"), [("wechatpay", "error_after"), ("alipay", "error_after")])
async def test_a_refund_without_an_answer_is_asked_about_and_goes_once(till: Till, service: str, fault: str):
    order, channel = await till.opens(), "alipay" if service == "alipay" else "wechat"
    charge = await till.scans(order, till.code(channel))
    till.sandbox.misbehave(service, fault, 1)
    await till.refunds(charge, 10_000)
    await till.waits(15)
    assert (await till.sees(order)).refunded_fen == 10_000
    (trade,) = till.sandbox.get("wechatpay/trades.json" if channel == "wechat" else "alipay/trades.json")
    assert trade["refunded_fen"] == 10_000


async def test_a_merchant_without_funds_is_an_alarm_and_tried_again_by_a_person(till: Till):
    order = await till.opens()
    charge = await till.scans(order, till.code())
    till.sandbox.misbehave("wechatpay", "refund_poor", 1)
    refund = await till.refunds(charge, FEE)
    await till.waits(5)
    assert [one.kind for one in await payments.till_alarms(order.station)] == ["refund_refused"]
    await till.does(payments.repeat_refund, refund.number, by=MANAGER)
    await till.waits(10)
    assert ((await till.sees(order)).state, await payments.till_alarms(order.station)) == ("refunded", [])


async def test_an_abnormal_refund_is_an_alarm_and_stays_on_its_way(till: Till):
    order = await till.opens()
    charge = await till.scans(order, till.code())
    till.sandbox.misbehave("wechatpay", "refund_abnormal", 1)
    await till.refunds(charge, FEE)
    await till.waits(10)
    assert [one.kind for one in await payments.till_alarms(order.station)] == ["refund_abnormal"]
    assert (await till.sees(order)).refunding_fen == FEE


async def test_a_slow_refund_is_done_when_the_channel_says_so(till: Till):
    order = await till.opens()
    charge = await till.scans(order, till.code())
    till.sandbox.misbehave("wechatpay", "refund_slow", 1)
    await till.refunds(charge, FEE)
    await till.waits(10)
    assert [one.state for one in (await payments.charge_of(charge.number)).refunds] == ["processing"]
    till.sandbox.post("wechatpay/refunds/finish")
    await till.waits(10)
    assert (await till.sees(order)).state == "refunded"
