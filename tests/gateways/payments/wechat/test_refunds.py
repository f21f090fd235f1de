"""微信退款: whole, in parts, never twice, and every way in which it does not come about."""

import pytest

from backend.gateways.payments import No, Outcome, RefundOutcome


@pytest.mark.parametrize("name", ["wuxi", "fuzhou", "other"])
async def test_it_comes_back_to_the_payer(open_till, name):
    till = open_till(name)
    await till.paid("R2026112001")
    asked = await till.channel.refund(till.back("RF00000001", "R2026112001"))
    assert (asked.outcome, asked.fen) == (RefundOutcome.PROCESSING, 30_000)
    done = await till.channel.query_refund("RF00000001", "R2026112001")
    assert (done.outcome, done.fen, done.channel_number) == (RefundOutcome.DONE, 30_000, asked.channel_number)
    assert done.done_at is not None
    assert (await till.channel.query("R2026112001")).outcome is Outcome.PAID, "a charge stays paid"


async def test_the_same_number_gives_nothing_twice(till):
    await till.paid("R2026112002")
    answers = [await till.channel.refund(till.back("RF00000002", "R2026112002", 10_000)) for _ in range(3)]
    assert len({answer.channel_number for answer in answers}) == 1
    assert till.sandbox.get("wechatpay/trades.json")[0]["refunded_fen"] == 10_000


async def test_parts_never_exceed_the_whole(till):
    await till.paid("R2026112003")
    for part in (1, 2, 3):
        await till.channel.refund(till.back(f"RF0000003{part}", "R2026112003", 10_000))
    more = await till.channel.refund(till.back("RF00000034", "R2026112003", 1))
    assert (more.outcome, more.reason) == (RefundOutcome.REFUSED, No.OTHER)


@pytest.mark.parametrize(
    ("fault", "outcome", "reason"),
    [
        ("refund_poor", RefundOutcome.REFUSED, No.MERCHANT_FUNDS),
        ("refund_abnormal", RefundOutcome.ABNORMAL, None),
        ("refund_closed", RefundOutcome.REFUSED, No.OTHER),
        ("refund_slow", RefundOutcome.PROCESSING, None),
    ],
)
async def test_how_it_may_end(till, fault, outcome, reason):
    await till.paid("R2026112004")
    till.sandbox.misbehave("wechatpay", fault, 1)
    answer = await till.channel.refund(till.back("RF00000004", "R2026112004"))
    if fault != "refund_poor":
        answer = await till.channel.query_refund("RF00000004", "R2026112004")
    assert (answer.outcome, answer.reason) == (outcome, reason)


async def test_a_slow_one_ends_some_day(till):
    await till.paid("R2026112005")
    till.sandbox.misbehave("wechatpay", "refund_slow", 1)
    await till.channel.refund(till.back("RF00000005", "R2026112005"))
    till.sandbox.post("wechatpay/refunds/finish", number="RF00000005")
    assert (await till.channel.query_refund("RF00000005", "R2026112005")).outcome is RefundOutcome.DONE


async def test_what_is_not_there(till):
    assert (await till.channel.query_refund("RF00000006", "R2026112006")).outcome is RefundOutcome.ABSENT
    await till.qr("R2026112006")
    unpaid = await till.channel.refund(till.back("RF00000006", "R2026112006"))
    unknown = await till.channel.refund(till.back("RF00000007", "R2026112999"))
    assert [unpaid.outcome, unknown.outcome] == [RefundOutcome.REFUSED] * 2
