"""The payer holds up a code and the clerk scans it (付款码)."""

import pytest

from backend import payments
from backend.payments import ChargeUnderWay, KeyNeeded, NothingDue, OrderUnknown, PaymentCodeUnfit
from backend.payments.models import Charge
from tests.payments.till import FEE, STRANGER, Till

CHANNELS = ("wechat", "alipay")


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_scanned_code_settles_the_order_at_once(till: Till, channel: str):
    order = await till.opens()
    charge = await till.scans(order, till.code(channel))
    seen = await till.sees(order)
    assert (charge.channel, charge.state, charge.fen, seen.state, seen.due_fen) == (channel, "paid", FEE, "settled", 0)


async def test_the_same_key_twice_gives_the_first_charge_back(till: Till):
    order = await till.opens()
    first = await till.scans(order, till.code(), "key")
    again = await till.scans(order, till.code(), "key")
    assert again.number == first.number
    assert len((await till.sees(order)).charges) == 1


async def test_a_code_is_kept_nowhere_but_its_last_four_digits(till: Till, caplog: pytest.LogCaptureFixture):
    order, code = await till.opens(), till.code()
    charge = await till.scans(order, code)
    row = await Charge.get(number=charge.number)
    kept = str({name: getattr(row, name) for name in row._meta.fields_map})
    assert charge.code_tail == code[-4:]
    assert code not in kept + caplog.text


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "没有扫到付款码"),
        ("6212345678901234567", "银联"),
        ("fp1234567890", "刷脸"),
        ("13456789012345678", "18 位"),
        ("2512345678901", "16 至 24 位"),
        ("991234567890123456", "不是微信或支付宝的付款码"),
        ("https://qr.alipay.com/abc", "全是数字"),
    ],
)
async def test_what_is_no_payment_code_is_refused_in_words(till: Till, code: str, says: str):
    order = await till.opens()
    with pytest.raises(PaymentCodeUnfit, match=says):
        await till.scans(order, code)
    assert (await till.sees(order)).charges == ()


@pytest.mark.parametrize(
    ("channel", "wish", "reason"),
    [
        ("wechat", "not_enough", "not_enough"),
        ("alipay", "not_enough", "not_enough"),
        ("wechat", "risk", "risk"),
        ("alipay", "limit", "limit"),
        ("wechat", "account", "account"),
    ],
)
async def test_a_payer_who_cannot_pay_is_told_why_and_may_try_again(till: Till, channel: str, wish: str, reason: str):
    order = await till.opens()
    charge = await till.scans(order, till.code(channel, wish))
    assert (charge.state, charge.reason) == ("refused", reason)
    again = await till.scans(order, till.code(channel), "scan-2")
    assert again.state == "paid"


async def test_a_wrong_or_used_code_is_refused_by_the_channel(till: Till):
    order, code = await till.opens(), till.code()
    wrong = await till.scans(order, "134567890123456789")
    assert (wrong.state, wrong.reason) == ("refused", "code_wrong")
    assert (await till.scans(order, code, "scan-2")).state == "paid"


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_payer_who_types_a_password_is_waited_for(till: Till, channel: str):
    order = await till.opens()
    charge = await till.scans(order, till.code(channel, "password"))
    assert charge.state == "waiting"
    await till.waits(4, 2)
    till.pays(charge)
    await till.waits(6, 3)
    assert (await till.sees(order)).state == "settled"


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_payer_who_never_types_it_is_given_up_in_time_and_pays_nothing(till: Till, channel: str):
    order = await till.opens()
    charge = await till.scans(order, till.code(channel, "password"))
    await till.waits(75)
    seen = await payments.charge_of(charge.number)
    assert (seen.state, (await till.sees(order)).due_fen) == ("closed", FEE)
    assert (await till.scans(order, till.code(channel), "scan-2")).state == "paid"


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_payer_who_cancels_at_the_password_pays_nothing(till: Till, channel: str):
    order = await till.opens()
    charge = await till.scans(order, till.code(channel, "gives_up"))
    await till.waits(75)
    assert (await payments.charge_of(charge.number)).state in {"refused", "closed"}
    assert (await till.sees(order)).due_fen == FEE


@pytest.mark.parametrize(
    ("service", "fault"),
    [
        ("wechatpay", "error_after"),
        ("alipay", "error_after"),
        ("alipay_trade", "unknown_taken"),
        ("alipay", "unsigned_answer"),
    ],
)
async def test_money_that_was_taken_without_an_answer_is_found_within_seconds(till: Till, service: str, fault: str):
    order, channel = await till.opens(), "alipay" if service.startswith("alipay") else "wechat"
    code = till.code(channel)
    till.sandbox.misbehave(service, fault, 1)
    charge = await till.scans(order, code)
    assert charge.state == "unknown"
    await till.waits(3, 3)
    seen = await till.sees(order)
    assert (seen.state, [one.state for one in seen.charges], seen.paid_fen) == ("settled", ["paid"], FEE)


@pytest.mark.parametrize("service", ["wechatpay", "alipay"])
async def test_an_unknown_outcome_is_never_charged_again_however_often_the_clerk_scans(till: Till, service: str):
    order, channel = await till.opens(), "alipay" if service == "alipay" else "wechat"
    code = till.code(channel)
    till.sandbox.misbehave(service, "server_error", 1)
    await till.scans(order, code)
    with pytest.raises(ChargeUnderWay):
        await till.scans(order, till.code(channel), "scan-2")
    await till.waits(75)
    seen = await till.sees(order)
    assert [one.state for one in seen.charges] == ["closed"]


async def test_a_channel_that_is_down_for_hours_is_asked_until_it_answers(till: Till):
    order = await till.opens()
    code = till.code()
    till.sandbox.misbehave("wechatpay", "error_after", 1)
    charge = await till.scans(order, code)
    till.sandbox.misbehave("wechatpay", "server_error")
    await till.waits(90, 15)
    assert (await payments.charge_of(charge.number)).state == "ending"
    till.sandbox.post("faults", service="wechatpay", kind="", count=None)
    await till.waits(3 * 3600, 3 * 3600)
    assert (await payments.charge_of(charge.number)).state in {"paid", "closed"}


async def test_another_stations_order_is_as_good_as_none(till: Till):
    order = await till.opens()
    with pytest.raises(OrderUnknown):
        await till.scans(order, till.code(), by=STRANGER)


async def test_a_settled_order_takes_no_more_money(till: Till):
    order = await till.opens()
    await till.scans(order, till.code())
    with pytest.raises(NothingDue):
        await till.scans(order, till.code(), "scan-2")


async def test_a_request_without_a_key_is_refused(till: Till):
    order = await till.opens()
    with pytest.raises(KeyNeeded):
        await till.scans(order, till.code(), "")
