"""微信资金账单: fetched whole or not at all, read for its sums, each broken line costing only itself."""

import pytest

from backend.gateways.payments import BrokenLine, FundBill, NoBill, Way, read_fund_bill
from backend.gateways.payments.wechat import fund_bill
from backend.kit.errors import VendorTrouble
from backend.sandbox.wechatpay.bill_lines import FUND_HEAD, FUND_SUM
from tests.gateways.payments.wechat.test_bills import day_of
from tests.sandbox.mornings import next_morning


async def fetched(till, tmp_path) -> FundBill:
    day = day_of(till)
    next_morning(till.sandbox)
    await till.channel.fetch_fund_bill(day, tmp_path / "funds.csv")
    return read_fund_bill(tmp_path / "funds.csv")


async def test_a_day(open_till, tmp_path):
    till = open_till("wuxi")
    await till.paid("F2026112001")
    await till.channel.refund(till.back("FR00000001", "F2026112001", 10_000))
    await till.channel.charge_code(till.by_code("F2026112002", fen=5_000))
    await till.channel.end("F2026112002", way=Way.CODE)
    till.sandbox.misbehave("wechatpay_bills", "fund_withdrawal", 1)
    found = await fetched(till, tmp_path)
    assert (found.trade_fen, found.refund_fen, found.fee_fen, found.withdrawn_fen) == (35_000, 15_000, 120, 20_000)
    assert (found.came_fen, found.went_fen, found.earned_fen) == (35_090, 35_210, 19_880)
    # The summary of a bill to which the fault added a line is of all its lines.
    assert found.broken == ()


async def test_a_sub_merchant_has_none(open_till, tmp_path):
    till = open_till("fuzhou")
    await till.paid("F2026112003")
    with pytest.raises(NoBill) as missing:
        await fetched(till, tmp_path)
    assert not missing.value.too_early


@pytest.mark.parametrize(
    ("fault", "wrong"), [("wrong_hash", VendorTrouble), ("cut_short", VendorTrouble), ("late", NoBill)]
)
async def test_a_bill_that_is_not_whole_is_no_bill(till, tmp_path, fault, wrong):
    await till.paid("F2026112004")
    till.sandbox.misbehave("wechatpay_bills", fault, 1)
    with pytest.raises(wrong):
        await fetched(till, tmp_path)
    assert list(tmp_path.iterdir()) == []


CAME = "`2026-11-20 10:00:00,`4200,`1000,`交易,`交易,`收入,`9.90,`9.90,`system,`,`B1"
FEE = "`2026-11-20 10:00:00,`4200,`1001,`扣除交易手续费,`扣除交易手续费,`支出,`0.06,`9.84,`system,`,`B1"
END = f"{FUND_SUM}\r\n`2,`1,`9.90,`1,`0.06\r\n"


def read(tmp_path, *rows: str, end: str = END, between: str = "\r\n") -> FundBill:
    file = tmp_path / "funds.csv"
    file.write_bytes(between.join(("\ufeff" + FUND_HEAD, *rows, end)).encode("utf-8", "surrogateescape"))
    return fund_bill.read(file)


class TestReading:
    @pytest.mark.parametrize("between", ["\r\n", "\n"])
    def test_it_works(self, tmp_path, between):
        assert read(tmp_path, CAME, FEE, between=between) == FundBill(990, 6, trade_fen=990, fee_fen=6)

    def test_whatever_else_moved_is_counted_too(self, tmp_path):
        frozen = CAME.replace("`交易,`交易,`收入", "`冻结,`冻结,`支出")
        topped = CAME.replace("`交易,`交易", "`充值,`充值")
        found = read(tmp_path, frozen, topped, end=f"{FUND_SUM}\r\n`2,`1,`9.90,`1,`9.90\r\n")
        assert (found.other_fen, found.topped_fen, found.earned_fen, found.broken) == (-990, 990, -990, ())

    @pytest.mark.parametrize(
        ("old", "new", "problem"),
        [
            ("`system,", "", "cells"),
            ("收入", "也许", "way"),
            ("9.90,`9.90", "nine,`9.90", "amount"),
            ("9.90,`9.90", "-9.90,`9.90", "way"),
            ("交易", "\udcff", "encoding"),
        ],
    )
    def test_a_broken_line_costs_only_itself(self, tmp_path, old, new, problem):
        found = read(tmp_path, CAME, CAME.replace(old, new), FEE)
        assert (found.trade_fen, found.fee_fen, found.broken) == (990, 6, (BrokenLine(3, problem),))

    def test_a_summary_that_says_otherwise_is_named(self, tmp_path):
        assert read(tmp_path, CAME, CAME, FEE).broken == (BrokenLine(6, "sums"),)

    def test_without_its_summary_it_was_cut_short(self, tmp_path):
        assert read(tmp_path, CAME, FEE, end="").broken == (BrokenLine(4, "no summary"),)
        assert read(tmp_path, CAME, FEE, end=FUND_SUM).broken == (BrokenLine(5, "summary"),)

    def test_something_else_altogether(self, tmp_path):
        file = tmp_path / "funds.csv"
        file.write_bytes(b"\x1f\x8b\x08\x00 not a bill")
        assert fund_bill.read(file).broken == (BrokenLine(1, "head"),)

    def test_chunks_change_nothing(self, tmp_path, monkeypatch):
        end = f"{FUND_SUM}\r\n`16,`8,`79.20,`8,`0.48\r\n"
        for size in (1, 7, 200, 333, 1000):
            monkeypatch.setattr(fund_bill, "AT_ONCE", size)
            assert read(tmp_path, *[CAME, FEE] * 8, end=end) == FundBill(7_920, 48, trade_fen=7_920, fee_fen=48)
