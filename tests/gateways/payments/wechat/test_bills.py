"""微信账单: fetched whole or not at all, read line by line, each broken line costing only itself."""

from datetime import UTC, date, datetime, timedelta

import pytest

from backend.gateways.payments import BillLine, BillSum, BrokenLine, NoBill, NoticeKind, Way
from backend.gateways.payments.wechat import bill
from backend.kit import clock
from backend.kit.errors import VendorTrouble
from backend.sandbox.wechatpay.bill_lines import TRADE_HEAD, TRADE_SUM
from tests.sandbox.mornings import next_morning


def day_of(till) -> date:
    return date.fromisoformat(till.sandbox.get("wechatpay/trades.json")[-1]["paid_at"][:10])


async def fetched(till, tmp_path) -> list[BillLine | BrokenLine | BillSum]:
    """The bill of the day of the first payment, read."""
    day = day_of(till)
    next_morning(till.sandbox)
    await till.channel.fetch_bill(day, tmp_path / "bill.csv")
    return list(till.channel.read_bill(tmp_path / "bill.csv"))


@pytest.mark.parametrize("name", ["wuxi", "fuzhou", "other"])
async def test_a_day(open_till, tmp_path, name):
    till = open_till(name)
    await till.paid("B2026112001")
    await till.channel.refund(till.back("BR00000001", "B2026112001", 10_000))
    await till.channel.charge_code(till.by_code("B2026112002", fen=5_000))
    await till.channel.end("B2026112002", way=Way.CODE)
    await till.qr("B2026112003")
    *lines, total = await fetched(till, tmp_path)
    assert [(one.kind, one.number, one.refund_number, one.fen, one.fee_fen) for one in lines] == [
        (NoticeKind.CHARGE, "B2026112001", "", 30_000, 180),
        (NoticeKind.REFUND, "B2026112001", "BR00000001", 10_000, -60),
        (NoticeKind.CHARGE, "B2026112002", "", 5_000, 30),
        (NoticeKind.REFUND, "B2026112002", "", 5_000, -30),
    ]
    assert {one.merchant for one in lines} == {till.channel.merchant}
    assert {one.state for one in lines} == {"done"}
    assert abs(lines[0].at - clock.now()) < timedelta(minutes=5) and lines[0].at.tzinfo is UTC
    assert total == BillSum(4, 35_000, 15_000, 120)


@pytest.mark.parametrize(
    ("fault", "state"), [("refund_slow", "processing"), ("refund_abnormal", "failed"), ("refund_closed", "failed")]
)
async def test_a_refund_that_moved_nothing_is_listed_and_not_counted(till, tmp_path, fault, state):
    await till.paid("B2026112005")
    till.sandbox.misbehave("wechatpay", fault, 1)
    await till.channel.refund(till.back("BR00000005", "B2026112005", 10_000))
    _, refund, total = await fetched(till, tmp_path)
    assert (refund.state, refund.fen, refund.fee_fen) == (state, 10_000, 0)
    assert total == BillSum(2, 30_000, 0, 180)


async def test_there_is_none_yet(till, tmp_path):
    await till.paid("B2026112010")
    with pytest.raises(NoBill) as missing:
        await till.channel.fetch_bill(day_of(till), tmp_path / "bill.csv")
    assert missing.value.too_early
    next_morning(till.sandbox, hour=9)
    with pytest.raises(NoBill) as missing:
        await till.channel.fetch_bill(day_of(till), tmp_path / "bill.csv")
    assert missing.value.too_early
    assert list(tmp_path.iterdir()) == []


async def test_nothing_moved(till, tmp_path):
    day = clock.today() - timedelta(days=3)
    with pytest.raises(NoBill) as missing:
        await till.channel.fetch_bill(day, tmp_path / "bill.csv")
    assert not missing.value.too_early


@pytest.mark.parametrize(
    ("fault", "reason"), [("wrong_hash", "bill hash"), ("cut_short", "bill cut short"), ("late", None)]
)
async def test_a_bill_that_is_not_whole_is_no_bill(till, tmp_path, fault, reason):
    await till.paid("B2026112011")
    till.sandbox.misbehave("wechatpay_bills", fault, 1)
    with pytest.raises(VendorTrouble if reason else NoBill, match=reason):
        await fetched(till, tmp_path)
    assert list(tmp_path.iterdir()) == []
    await till.channel.fetch_bill(day_of(till), tmp_path / "bill.csv")


@pytest.mark.parametrize(
    ("fault", "shown"),
    [
        ("broken_line", [1, BrokenLine(3, "cells")]),
        ("missing_line", [1]),
        ("extra_line", [1, 2, 2]),
        ("wrong_amount", [1, 3]),
    ],
)
async def test_faulty_bills_are_read_as_they_are(till, tmp_path, fault, shown):
    await till.paid("B2026112012", 1)
    await till.paid("B2026112013", 2)
    till.sandbox.misbehave("wechatpay_bills", fault, 1)
    *lines, _ = await fetched(till, tmp_path)
    assert [one.fen if isinstance(one, BillLine) else one for one in lines] == shown


async def test_a_wrong_state_is_read_as_it_is(till, tmp_path):
    await till.paid("B2026112014")
    till.sandbox.misbehave("wechatpay_bills", "wrong_state", 1)
    (line, _) = await fetched(till, tmp_path)
    assert isinstance(line, BillLine) and line.kind is NoticeKind.REFUND


SOUND = (
    "`2026-11-20 10:00:00,`wx1,`1900000109,`0,`,`4200,`B1,`o1,`NATIVE,`SUCCESS,`OTHERS,`CNY,`9.90,`0.00,`0,`0,`0.00,"
    "`0.00,`,`,`过户, 服务费,`,`0.05940,`0.60%,`9.90,`0.00,`"
)
END = f"{TRADE_SUM}\r\n`1,`9.90,`0.00,`0.00,`0.05940,`9.90,`0.00\r\n"


def read(tmp_path, *rows: str, end: str = END, between: str = "\r\n") -> list[BillLine | BrokenLine | BillSum]:
    file = tmp_path / "bill.csv"
    file.write_bytes(between.join(("\ufeff" + TRADE_HEAD, *rows, end)).encode("utf-8", "surrogateescape"))
    return list(bill.read(file))


class TestReading:
    @pytest.mark.parametrize("between", ["\r\n", "\n"])
    def test_it_works(self, tmp_path, between):
        line, total = read(tmp_path, SOUND, between=between)
        at = datetime(2026, 11, 20, 2, tzinfo=UTC)
        assert line == BillLine(2, NoticeKind.CHARGE, "B1", "", "4200", 990, 6, "done", at, "1900000109")
        assert total == BillSum(1, 990, 0, 6)

    @pytest.mark.parametrize(
        ("old", "new", "problem"),
        [
            ("`9.90,`0.00,`\x00", "", "cells"),
            ("2026-11-20 10:00:00", "2026-11-20 25:00:00", "time"),
            ("2026-11-20 10:00:00", "yesterday", "time"),
            ("`9.90,`0.00,`", "`nine,`0.00,`", "amount"),
            ("`9.90,`0.00,`", "`-9.90,`0.00,`", "amount"),
            ("`9.90,`0.00,`", "`９.90,`0.00,`", "amount"),
            ("`9.90,`0.00,`", f"`{'9' * 40},`0.00,`", "amount"),
            ("SUCCESS", "PERHAPS", "state"),
            ("`B1,", "`,", "number"),
            ("`B1,", "`B\udcff,", "number"),
        ],
    )
    def test_a_broken_line_costs_only_itself(self, tmp_path, old, new, problem):
        broken = SOUND[:60] if problem == "cells" else SOUND[::-1].replace(old[::-1], new[::-1], 1)[::-1]
        found = read(tmp_path, SOUND, broken, SOUND)
        assert [type(one) for one in found] == [BillLine, BrokenLine, BillLine, BillSum]
        assert found[1] == BrokenLine(3, problem)

    def test_a_line_with_a_cell_too_few_beside_one_with_a_cell_too_many(self, tmp_path):
        found = read(tmp_path, SOUND.replace("`CNY,", ""), SOUND.replace("`CNY,", "`CNY,`CNY,"))
        assert found[:2] == [BrokenLine(2, "cells"), BrokenLine(3, "cells")]

    def test_without_its_summary_it_was_cut_short(self, tmp_path):
        assert read(tmp_path, SOUND, end="")[-1] == BrokenLine(3, "no summary")
        assert read(tmp_path, SOUND, end=TRADE_SUM)[-1] == BrokenLine(4, "summary")

    def test_a_subject_that_reads_like_the_summary(self, tmp_path):
        found = read(tmp_path, SOUND.replace("过户, 服务费", "总交易单数"))
        assert [type(one) for one in found] == [BillLine, BillSum]

    def test_a_subject_that_is_no_text_harms_nothing(self, tmp_path):
        assert isinstance(read(tmp_path, SOUND.replace("过户", "\udcff\udcfe"))[0], BillLine)

    def test_something_else_altogether(self, tmp_path):
        file = tmp_path / "bill.csv"
        file.write_bytes(b"\x1f\x8b\x08\x00 not a bill")
        assert list(bill.read(file)) == [BrokenLine(1, "head")]

    def test_lines_keep_their_numbers_across_chunks(self, tmp_path, monkeypatch):
        for size in (1, 7, 200, 333, 1000):
            monkeypatch.setattr(bill, "AT_ONCE", size)
            found = read(tmp_path, *[SOUND] * 8)
            assert [one.line for one in found if isinstance(one, BillLine)] == list(range(2, 10))
            assert found[-1] == BillSum(1, 990, 0, 6)
