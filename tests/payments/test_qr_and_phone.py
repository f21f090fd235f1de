"""QR codes at the desk and paying on the phone (收款码、手机支付): the payer finishes, two may be paid, one counts."""

import pytest

from backend import payments
from backend.gateways.payments import Way
from backend.payments import ChannelDown, NoMerchant, NothingToEnd
from backend.sandbox.people import person
from tests.payments.till import ADMINISTRATOR, FEE, MANAGER, Till

CHANNELS = ("wechat", "alipay")


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_paid_qr_code_settles_even_when_its_notice_is_lost(till: Till, channel: str):
    order = await till.opens()
    charge = await till.shows(order, channel)
    assert charge.qr and charge.state == "waiting"
    till.pays(charge)
    await till.waits(10)
    assert (await till.sees(order)).state == "settled"


@pytest.mark.parametrize("first", CHANNELS)
async def test_of_two_paid_codes_the_second_goes_back_by_itself(till: Till, first: str):
    order = await till.opens()
    codes = {channel: await till.shows(order, channel) for channel in CHANNELS}
    second = next(channel for channel in CHANNELS if channel != first)
    for channel in (first, second):
        till.pays(codes[channel])
    assert await till.hears(codes[first].number, first) == "applied"
    assert await till.hears(codes[second].number, second) == "asked"
    await till.waits(20)
    seen = {one.channel: one for one in (await till.sees(order)).charges}
    assert [seen[one].state for one in CHANNELS] == ["paid", "paid"]
    assert (seen[first].surplus_fen, seen[second].surplus_fen) == (0, FEE)
    assert [(one.fen, one.state, one.surplus) for one in seen[second].refunds] == [(FEE, "done", True)]


async def test_what_is_settled_by_one_code_ends_the_other(till: Till):
    order = await till.opens()
    wechat, alipay = await till.shows(order, "wechat"), await till.shows(order, "alipay")
    till.pays(wechat)
    await till.hears(wechat.number, "wechat")
    await till.waits(5)
    assert (await payments.charge_of(alipay.number)).state == "closed"


async def test_a_qr_code_paid_after_it_was_closed_goes_back(till: Till):
    order = await till.opens()
    charge = await till.shows(order, "alipay")
    till.sandbox.misbehave("alipay_trade", "late_scan")
    assert (await till.asks(payments.cancel_charge, charge.number)).state == "closed"
    await till.scans(order, till.code())
    till.pays(charge)
    assert await till.hears(charge.number, "alipay") == "asked"
    await till.waits(15)
    seen = await payments.charge_of(charge.number)
    assert (seen.state, seen.surplus_fen, [one.state for one in seen.refunds]) == ("paid", FEE, ["done"])


async def test_the_same_window_opened_twice_shows_the_same_code(till: Till):
    order = await till.opens()
    first = await till.shows(order, "wechat", "window-1")
    assert (await till.shows(order, "wechat", "window-2")).number == first.number


async def test_a_code_that_nobody_pays_is_closed_when_it_expires(till: Till):
    order = await till.opens()
    charge = await till.shows(order, "wechat")
    await till.waits(960, 120)
    assert (await payments.charge_of(charge.number)).state == "closed"


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_channel_that_does_not_answer_shows_no_code_and_says_so(till: Till, channel: str):
    order = await till.opens()
    till.sandbox.misbehave("wechatpay" if channel == "wechat" else "alipay", "server_error", 1)
    with pytest.raises(ChannelDown):
        await till.shows(order, channel)
    await till.waits(40)
    seen = await till.sees(order)
    assert ([one.state for one in seen.charges], seen.state) == (["closed"], "due")


async def test_the_clerk_gives_a_code_up_and_nothing_is_left_open(till: Till):
    order = await till.opens()
    charge = await till.shows(order, "wechat")
    assert (await till.asks(payments.cancel_charge, charge.number)).state == "closed"
    with pytest.raises(NothingToEnd):
        await till.asks(payments.cancel_charge, charge.number)


async def test_a_code_that_was_paid_while_the_clerk_gave_it_up_is_paid(till: Till):
    order = await till.opens()
    charge = await till.shows(order, "wechat")
    till.pays(charge)
    assert (await till.asks(payments.cancel_charge, charge.number)).state == "paid"
    assert (await till.sees(order)).state == "settled"


@pytest.mark.parametrize(("channel", "way"), [("wechat", Way.INSIDE), ("wechat", Way.BROWSER), ("alipay", Way.BROWSER)])
async def test_an_owner_pays_on_the_phone(till: Till, channel: str, way: Way):
    order = await till.opens()
    payer = person("chen-mai").openid(till.sandbox.options.accounts.official.app_id)
    charge = await till.prepays(order, channel, way, "pay-1", payer=payer, ip="127.0.0.1", back_url="http://127.0.0.1/")
    assert charge.state == "waiting"
    assert charge.call if way is Way.INSIDE else charge.redirect


async def test_a_station_without_a_merchant_is_told_plainly(till: Till):
    for merchant in till.merchants.values():
        await till.does(payments.end_merchant, merchant, by=ADMINISTRATOR)
    order = await till.opens()
    with pytest.raises(NoMerchant, match="尚未开通微信支付"):
        await till.scans(order, till.code())


async def test_a_reduction_ends_codes_that_ask_for_more(till: Till):
    order = await till.opens()
    charge = await till.shows(order, "wechat")
    await till.does(payments.reduce, order.id, 5_000, "老顾客", by=MANAGER)
    await till.waits(5)
    assert (await payments.charge_of(charge.number)).state == "closed"
    assert (await till.shows(order, "wechat", "again")).fen == FEE - 5_000
