"""What the channels tell us unasked (通知): believed when it is theirs, counted once, in whatever order it comes."""

import asyncio
from contextlib import suppress

import pytest

from backend import payments
from backend.gateways.payments import RefundAsk, Way
from backend.payments import MerchantUnknown, NoticeForged
from backend.payments.models import Charge, NoticeSeen
from tests.payments.till import ADMINISTRATOR, FEE, SERVICES, Till, credentials

CHANNELS = ("wechat", "alipay")


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_notice_settles_once_however_often_it_comes(till: Till, channel: str):
    order = await till.opens()
    charge = await till.shows(order, channel)
    till.pays(charge)
    assert [await till.hears(charge.number, channel) for _ in range(3)] == ["applied", "duplicate", "duplicate"]
    seen = await till.sees(order)
    assert (seen.state, seen.paid_fen, await NoticeSeen.all().count()) == ("settled", FEE, 1)


@pytest.mark.parametrize("channel", CHANNELS)
async def test_many_notices_at_once_are_each_applied_once(till: Till, channel: str):
    orders = [await till.opens() for _ in range(4)]
    charges = [await till.shows(order, channel) for order in orders]
    for charge in charges:
        till.pays(charge)
    messages = [till.message(charge.number, channel) for charge in charges] * 2
    outcomes = await asyncio.gather(
        *(
            payments.receive_notice(
                till.tools, channel, till.merchants[channel], {name.lower(): text for name, text in heads.items()}, body
            )
            for heads, body in messages
        )
    )
    assert sorted(outcomes) == ["applied"] * 4 + ["duplicate"] * 4
    assert {(await till.sees(order)).state for order in orders} == {"settled"}


async def test_whoever_hangs_up_takes_nobody_else_along(till: Till):
    await till.opens()
    for ticks in range(0, 30, 3):
        charges = [await till.shows(await till.another(), "alipay", f"{ticks}-{at}") for at in range(3)]
        for charge in charges:
            till.pays(charge)
        with till.at_once():
            first, *others = [asyncio.ensure_future(till.hears(charge.number, "alipay")) for charge in charges]
            await asyncio.sleep(ticks / 1000)
            first.cancel()
            assert [await one for one in others] == ["applied", "applied"]
            with suppress(asyncio.CancelledError):
                await first
        assert await till.hears(charges[0].number, "alipay") in ("applied", "duplicate")


@pytest.mark.parametrize(
    ("channel", "spoil", "reason"),
    [
        ("wechat", "wrong_signature", "signature"),
        ("wechat", "corrupt_byte", ""),
        ("wechat", "stale", "stale"),
        ("wechat", "wrong_serial", "key"),
        ("wechat", "probe", "probe"),
        ("alipay", "corrupt", ""),
        ("alipay", "sha1", ""),
        ("alipay", "foreign_app", "merchant"),
        ("alipay", "rotated_key", ""),
    ],
)
async def test_a_forged_notice_changes_nothing_and_is_counted(till: Till, channel: str, spoil: str, reason: str):
    order = await till.opens()
    charge = await till.shows(order, channel)
    till.pays(charge)
    with pytest.raises(NoticeForged) as refused:
        await till.hears(charge.number, channel, spoil)
    assert reason in ("", refused.value.facts["reason"])
    assert ((await till.sees(order)).state, await NoticeSeen.all().count()) == ("due", 0)


async def test_a_notice_of_another_merchants_order_settles_nothing(till: Till):
    other = await payments.add_merchant(
        till.tools.channels,
        ADMINISTRATOR,
        channel="wechat",
        name="福州仓山",
        credentials=credentials(till.sandbox, "wechat", "fuzhou"),
        station="st" + "1" * 18,
    )
    order = await till.opens()
    charge = await till.shows(order, "wechat")
    till.pays(charge)
    till.merchants["wechat"] = other
    with pytest.raises(NoticeForged):
        await till.hears(charge.number, "wechat")
    assert (await till.sees(order)).state == "due"


async def test_another_sum_is_disputed_and_never_settles(till: Till):
    order = await till.opens()
    charge = await till.shows(order, "wechat")
    till.pays(charge)
    assert await till.hears(charge.number, "wechat", "wrong_amount") == "disputed"
    seen = await till.sees(order)
    assert (seen.state, seen.charges[0].state) == ("due", "disputed")
    assert [one.kind for one in await payments.till_alarms(order.station)] == ["disputed"]


async def test_a_late_notice_revives_no_payment_that_went_back(till: Till):
    order = await till.opens()
    charge = await till.shows(order, "alipay")
    till.pays(charge)
    heads, body = till.message(charge.number, "alipay")
    # As when the payer found the code between our close and our cancel, which gave the money back.
    channel = await till.tools.channels.named(till.merchants["alipay"])
    await channel.end(charge.number, way=Way.CODE)
    await till.asks(payments.cancel_charge, charge.number)
    heard = await payments.receive_notice(till.tools, "alipay", till.merchants["alipay"], heads, body)
    await till.works()
    seen = await till.sees(order)
    assert (heard, seen.state, [one.state for one in seen.charges]) == ("asked", "due", ["closed"])


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_notice_about_a_closed_charge_is_believed_once_the_channel_says_the_same(till: Till, channel: str):
    order = await till.opens()
    charge = await till.shows(order, channel)
    till.pays(charge)
    await Charge.filter(number=charge.number).update(state="closed", next_ask_at=None)
    till.sandbox.misbehave(SERVICES[channel], "server_error", 1)
    assert await till.hears(charge.number, channel) == "asked"
    await till.works()
    assert (await till.sees(order)).state == "due"
    await till.waits(10)
    assert (await till.sees(order)).state == "settled"


async def test_the_truth_ends_a_dispute(till: Till):
    order = await till.opens()
    charge = await till.shows(order, "wechat")
    till.pays(charge)
    await till.hears(charge.number, "wechat", "wrong_amount")
    await payments.ask_again(till.tools, charge.number)
    assert (await till.sees(order)).state == "settled"


async def test_a_dispute_is_asked_about_each_hour_until_the_channel_corrects_itself(till: Till):
    order = await till.opens()
    charge = await till.shows(order, "wechat")
    till.pays(charge)
    await till.hears(charge.number, "wechat", "wrong_amount")
    till.sandbox.misbehave(SERVICES["wechat"], "server_error", 1)
    await till.waits(3_610, 3_610)
    assert (await till.sees(order)).charges[0].state == "disputed"
    await till.waits(60)
    assert (await till.sees(order)).state == "settled"


async def test_a_dispute_whose_money_went_back_at_the_channels_platform_is_over(till: Till):
    order = await till.opens()
    charge = await till.shows(order, "alipay")
    till.pays(charge)
    await Charge.filter(number=charge.number).update(state="disputed", seen={"fen": FEE + 1})
    # A manager gives it back at the channel's own platform, by a number that we never hear of.
    channel = await till.tools.channels.named(till.merchants["alipay"])
    await channel.refund(RefundAsk("PLATFORM1", charge.number, FEE, FEE, "核对后退回"))
    await payments.ask_again(till.tools, charge.number)
    assert (await till.sees(order)).charges[0].state == "closed"
    assert await payments.till_alarms(order.station) == []
    assert (await till.scans(order, till.code())).state == "paid"


async def test_a_notice_about_a_number_that_nobody_knows_is_kept_for_the_reconciliation(till: Till):
    order = await till.opens()
    charge = await till.shows(order, "alipay")
    till.pays(charge)
    heads, body = till.message(charge.number, "alipay")
    await payments_forget(charge.number)
    heard = await payments.receive_notice(till.tools, "alipay", till.merchants["alipay"], heads, body)
    row = await NoticeSeen.get()
    assert (heard, row.outcome, row.facts["fen"]) == ("orphan", "orphan", FEE)


async def test_a_merchant_that_we_do_not_have_is_not_found(till: Till):
    with pytest.raises(MerchantUnknown):
        await payments.receive_notice(till.tools, "wechat", "0" * 20, {}, b"{}")


async def test_a_refund_told_before_it_was_answered_is_done_once(till: Till):
    order = await till.opens()
    charge = await till.scans(order, till.code())
    till.sandbox.misbehave(SERVICES["wechat"], "error_after", 1)
    refund = await till.refunds(charge, FEE)
    await till.works()
    assert await till.hears(refund.number, "wechat") == "applied"
    await till.waits(10)
    seen = await till.sees(order)
    assert (seen.state, seen.refunded_fen, seen.refunding_fen) == ("refunded", FEE, 0)


async def payments_forget(number: str) -> None:
    """As if the database were older than the notice."""
    from backend.payments.models import Order, OrderLine

    charge = await Charge.get(number=number)
    await OrderLine.filter(order=charge.order).delete()
    await Order.filter(public_id=charge.order).delete()
    await charge.delete()
