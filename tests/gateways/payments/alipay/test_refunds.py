"""退款: given back once, whatever happens to the answer."""

import pytest

from backend.gateways.payments import No, RefundAsk, RefundOutcome
from backend.kit.errors import VendorTrouble
from tests.gateways.payments.alipay.conftest import order

RICH = 10_000_000


def back(fen: int = 345, number: str = "REFUND_1", charge: str = "CHARGE_1") -> RefundAsk:
    return RefundAsk(number, charge, fen, 12_345, "多收了")


@pytest.fixture
async def paid(channel, payer):
    await channel.charge_code(order(code=payer.code()))
    return channel


async def test_a_part_goes_back(paid, payer):
    answer = await paid.refund(back())
    assert (answer.outcome, answer.fen, answer.number) == (RefundOutcome.DONE, 345, "REFUND_1")
    assert answer.done_at is not None
    assert payer.balance == RICH - 12_000


async def test_asked_twice_it_goes_back_once(paid, payer):
    answers = [await paid.refund(back()) for _ in range(2)]
    assert [(one.outcome, one.fen) for one in answers] == [(RefundOutcome.DONE, 345)] * 2
    assert payer.balance == RICH - 12_000


async def test_all_of_it_goes_back_and_asked_again_still_has(paid, payer):
    answers = [await paid.refund(back(12_345)) for _ in range(2)]
    assert [one.outcome for one in answers] == [RefundOutcome.DONE] * 2
    assert payer.balance == RICH


async def test_several_parts(paid, payer):
    for serial in range(3):
        assert (await paid.refund(back(100, f"REFUND_{serial}"))).outcome is RefundOutcome.DONE
    assert payer.balance == RICH - 12_045


async def test_more_than_there_was_is_refused(paid):
    await paid.refund(back(12_000))
    answer = await paid.refund(back(346, "REFUND_2"))
    assert (answer.outcome, answer.reason) == (RefundOutcome.REFUSED, No.AMOUNT)


@pytest.mark.parametrize("fen", [0, -1, 12_346])
async def test_an_amount_that_cannot_be_is_not_asked_for(paid, fen):
    assert (await paid.refund(back(fen))).reason is No.AMOUNT


async def test_after_everything_went_back_nothing_more_does(paid):
    await paid.refund(back(12_345))
    answer = await paid.refund(back(1, "REFUND_2"))
    assert answer.outcome is RefundOutcome.REFUSED


async def test_the_same_number_with_another_amount_is_refused(paid):
    await paid.refund(back())
    answer = await paid.refund(back(344))
    assert (answer.outcome, answer.reason) == (RefundOutcome.REFUSED, No.NUMBER_USED)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("seller_balance_not_enough", No.MERCHANT_FUNDS),
        ("reason_trade_been_freezen", No.ACCOUNT),
        ("refund_amt_not_equal_total", No.AMOUNT),
        ("trade_not_exist", No.OTHER),
        ("trade_status_error", No.OTHER),
        ("discordant_repeat_request", No.NUMBER_USED),
    ],
)
async def test_alipay_refuses(paid, sandbox, payer, code, reason):
    sandbox.misbehave("alipay_trade", f"after_{code}", 1)
    answer = await paid.refund(back())
    assert (answer.outcome, answer.reason) == (RefundOutcome.REFUSED, reason)
    assert payer.balance == RICH - 12_345


async def test_accepted_without_moving_money_is_no_refund_yet(paid, sandbox, payer):
    sandbox.misbehave("alipay_trade", "refund_stuck", 1)
    assert (await paid.refund(back())).outcome is RefundOutcome.ABSENT
    assert (await paid.refund(back())).outcome is RefundOutcome.DONE
    assert payer.balance == RICH - 12_000


@pytest.mark.parametrize("kind", ["unknown", "unknown_taken"])
async def test_alipay_does_not_know(paid, sandbox, payer, kind):
    sandbox.misbehave("alipay_trade", kind, 1)
    assert (await paid.refund(back())).outcome is RefundOutcome.UNKNOWN
    moved = RefundOutcome.DONE if kind == "unknown_taken" else RefundOutcome.ABSENT
    assert (await paid.query_refund("REFUND_1", "CHARGE_1")).outcome is moved
    assert (await paid.refund(back())).outcome is RefundOutcome.DONE
    assert payer.balance == RICH - 12_000


@pytest.mark.parametrize("kind", ["lost_answer", "error_after", "corrupt_answer", "unsigned_answer"])
async def test_a_lost_answer_is_found_by_asking(paid, sandbox, payer, kind):
    sandbox.misbehave("alipay", kind, 1)
    with pytest.raises(VendorTrouble):
        await paid.refund(back())
    found = await paid.query_refund("REFUND_1", "CHARGE_1")
    assert (found.outcome, found.fen) == (RefundOutcome.DONE, 345)


async def test_a_refund_or_charge_nobody_made(paid):
    assert (await paid.query_refund("REFUND_9", "CHARGE_1")).outcome is RefundOutcome.ABSENT
    assert (await paid.query_refund("REFUND_1", "CHARGE_9")).outcome is RefundOutcome.ABSENT
    assert (await paid.refund(back(charge="CHARGE_9"))).outcome is RefundOutcome.REFUSED
