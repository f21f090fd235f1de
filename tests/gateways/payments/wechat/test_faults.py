"""微信出故障时: whatever goes wrong after sending, the charge is unknown and never refused, and nothing moves twice."""

import pytest

from backend.gateways.payments import Outcome, RefundOutcome, Way
from backend.kit.errors import VendorTrouble
from tests.gateways.payments.wechat.conftest import ask

AFTER = ["error_after", "timeout_after", "corrupt_byte", "unsigned", "wrong_signature", "wrong_serial", "stale_answer"]
BEFORE = ["system_error", "rate_limit", "server_error", "timeout", "garbled"]


@pytest.mark.parametrize("fault", AFTER)
async def test_the_money_was_taken_and_we_were_not_told(till, fault):
    charge = till.by_code("F2026112001")
    till.sandbox.misbehave("wechatpay", fault, 1)
    with pytest.raises(VendorTrouble) as trouble:
        await till.channel.charge_code(charge)
    assert trouble.value.retry
    assert charge.code not in str(trouble.value)
    assert (await till.channel.query("F2026112001")).outcome is Outcome.PAID
    assert (await till.channel.charge_code(charge)).outcome is Outcome.PAID, "asked again, it takes nothing twice"
    assert len(till.sandbox.get("wechatpay/trades.json")) == 1


@pytest.mark.parametrize("fault", BEFORE)
async def test_nothing_was_done_and_nobody_can_know(till, fault):
    charge = till.by_code("F2026112002")
    till.sandbox.misbehave("wechatpay", fault, 1)
    with pytest.raises(VendorTrouble) as trouble:
        await till.channel.charge_code(charge)
    assert trouble.value.retry
    assert (await till.channel.query("F2026112002")).outcome is Outcome.ABSENT


@pytest.mark.parametrize("fault", ["error_after", "timeout_after", "unsigned"])
async def test_a_refund_whose_answer_was_lost_is_given_once(till, fault):
    await till.paid("F2026112003")
    till.sandbox.misbehave("wechatpay", fault, 1)
    with pytest.raises(VendorTrouble):
        await till.channel.refund(till.back("FR00000003", "F2026112003"))
    assert (await till.channel.query_refund("FR00000003", "F2026112003")).outcome is RefundOutcome.DONE
    assert (await till.channel.refund(till.back("FR00000003", "F2026112003"))).outcome is RefundOutcome.DONE
    assert till.sandbox.get("wechatpay/trades.json")[0]["refunded_fen"] == 30_000


async def test_a_reversal_whose_answer_was_lost_is_done(till):
    await till.channel.charge_code(till.by_code("F2026112004"))
    till.sandbox.misbehave("wechatpay", "unsigned", 1)
    with pytest.raises(VendorTrouble):
        await till.channel.end("F2026112004", way=Way.CODE)
    assert (await till.channel.query("F2026112004")).outcome is Outcome.CLOSED


async def test_an_empty_answer_is_signed_too(till):
    await till.qr("F2026112005")
    till.sandbox.misbehave("wechatpay", "unsigned", 1)
    with pytest.raises(VendorTrouble, match="answer signature"):
        await till.channel.end("F2026112005", way=Way.QR)


async def test_a_query_may_say_absent_of_what_is_there(till):
    await till.paid("F2026112006")
    till.sandbox.misbehave("wechatpay", "absent", 1)
    asked = [(await till.channel.query("F2026112006")).outcome for _ in range(2)]
    assert asked == [Outcome.ABSENT, Outcome.PAID]


async def test_nobody_listens(open_till):
    till = open_till(gateway="http://127.0.0.1:9")
    with pytest.raises(VendorTrouble, match="ConnectionError") as trouble:
        await till.channel.prepay(ask("F2026112007", Way.QR))
    assert trouble.value.retry


async def test_slow_is_not_broken(till):
    till.sandbox.misbehave("wechatpay", "slow", 1)
    assert await till.qr("F2026112008")
