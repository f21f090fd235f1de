"""The day's fund bill (资金账单): whether the merchant's account moved as the trade bill says."""

import pytest

from backend import reconciliation
from backend.gateways.payments import BrokenLine, FundBill
from backend.reconciliation.matching import Totals, compare_funds
from tests.payments.till import ADMINISTRATOR
from tests.reconciliation.conftest import Books

THEIRS = Totals(2, 40_000, 1, 10_000, 180)


def gaps(funds: FundBill) -> list[tuple[int, int]]:
    return [(one.our_fen, one.their_fen) for one in compare_funds(THEIRS, funds)]


@pytest.mark.parametrize(
    "funds",
    [
        FundBill(trade_fen=40_000, refund_fen=10_000, fee_fen=180),
        # A refund that is written less the fee that came back with it.
        FundBill(trade_fen=40_000, refund_fen=9_940, fee_fen=240),
        FundBill(trade_fen=40_000, refund_fen=10_000, fee_fen=180, withdrawn_fen=25_000, topped_fen=500),
    ],
)
def test_an_account_that_gained_what_the_bill_says_is_no_difference(funds: FundBill):
    assert gaps(funds) == []


@pytest.mark.parametrize(
    ("funds", "gained"),
    [
        (FundBill(trade_fen=40_000, refund_fen=10_000, fee_fen=180, other_fen=-1), 29_819),
        (FundBill(trade_fen=40_000, refund_fen=10_000, fee_fen=179), 29_821),
        (FundBill(), 0),
    ],
)
def test_any_other_fen_is_one(funds: FundBill, gained: int):
    assert gaps(funds) == [(29_820, gained)]


def test_a_line_that_cannot_be_read_is_named():
    funds = FundBill(trade_fen=40_000, refund_fen=10_000, fee_fen=180, broken=(BrokenLine(7, "cells"),))
    assert [(one.line, one.detail) for one in compare_funds(THEIRS, funds)] == [(7, "cells")]


async def test_the_day_shows_how_the_account_moved(books: Books):
    till = books.till
    charge = await till.scans(await till.opens(), till.code())
    await till.refunds(charge, 10_000)
    await till.works()
    till.sandbox.misbehave("wechatpay_bills", "fund_withdrawal", 50)
    with books.next_day():
        seen = await books.matches()
    assert (seen.state, seen.open_count, seen.has_fund_bill) == ("closed", 0, True)
    assert (seen.fund_fee_fen, seen.fund_withdrawn_fen) == (seen.fee_fen, 20_000)
    assert seen.fund_came_fen - seen.fund_went_fen + 20_000 == seen.their_net_fen - seen.fee_fen


async def test_a_planted_gap_waits_for_a_person(books: Books):
    till = books.till
    await till.scans(await till.opens(), till.code())
    till.sandbox.misbehave("wechatpay_bills", "fund_gap", 50)
    with books.next_day():
        seen = await books.matches()
        (one,) = (await books.sees(seen.id))[1]
        assert (seen.state, seen.gap_fen, one.kind) == ("matched", 0, "funds")
        assert one.their_fen - one.our_fen == -1_234
        await till.does(reconciliation.resolve, seen.id, one.id, "渠道服务费，已核实", by=ADMINISTRATOR)
        await till.does(reconciliation.close_day, seen.id, by=ADMINISTRATOR)
        assert (await books.sees(seen.id))[0].state == "closed"


async def test_a_merchant_that_is_given_none_is_matched_all_the_same(books: Books):
    till = books.till
    await till.scans(await till.opens(), till.code())
    till.sandbox.misbehave("wechatpay_bills", "fund_none", 50)
    with books.next_day():
        seen = await books.matches()
    assert (seen.state, seen.has_bill, seen.has_fund_bill) == ("closed", True, False)


async def test_both_bills_can_be_taken_as_they_came(books: Books):
    till = books.till
    charge = await till.scans(await till.opens(), till.code())
    with books.next_day():
        seen = await books.matches()
        name, data = await till.does(reconciliation.bill_of, seen.id, funds=True, by=ADMINISTRATOR)
    assert "funds" in name
    assert "资金流水总笔数" in data.decode()
    assert charge.number in data.decode()
