"""对账单: fetched whole or not at all, read line by line, and one bad line spoils no other."""

import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from backend.gateways.payments import BillSum, BrokenLine, NoBill, NoticeKind, RefundAsk, Way
from backend.gateways.payments.alipay import open_alipay
from backend.kit import clock
from backend.kit.errors import VendorTrouble
from backend.sandbox.alipay.bills import TITLES
from tests.gateways.payments.alipay.conftest import merchant_at, order

DAY_S = 86_400


@pytest.fixture
async def day(channel, payer, sandbox):
    """A day with three charges, a refund and a reversal, which is over in the sandbox."""
    today = clock.today()
    for serial in range(3):
        await channel.charge_code(order(f"CHARGE_{serial}", 10_000 + serial, code=payer.code()))
    await channel.refund(RefundAsk("REFUND_0", "CHARGE_0", 1_000, 10_000, "多收"))
    await channel.end("CHARGE_1", way=Way.CODE)
    sandbox.advance(DAY_S)
    return today


async def read(channel, day, folder):
    await channel.fetch_bill(day, folder / "bill.csv")
    return list(channel.read_bill(folder / "bill.csv"))


async def test_it_works(channel, day, tmp_path, sandbox):
    *lines, total = await read(channel, day, tmp_path)
    facts = [(one.kind, one.number, one.refund_number, one.fen, one.fee_fen, one.state) for one in lines]
    truth = sandbox.get("alipay/moves.json", day=day.isoformat())["wuxi"]
    assert facts == [
        (NoticeKind(one["kind"]), one["number"], one["refund_number"], one["fen"], one["fee_fen"], "done")
        for one in truth
    ]
    assert {one.merchant for one in lines} == {channel.merchant}
    assert all(abs(one.at - clock.now()) < timedelta(minutes=5) for one in lines)
    assert [one.line for one in lines] == [6, 7, 8, 9, 10]
    assert total == BillSum(3, 30_003, 11_001, sum(one.fee_fen for one in lines))


async def test_a_reversal_is_a_refund_without_a_number(channel, day, tmp_path):
    lines = await read(channel, day, tmp_path)
    reversed_ = [one for one in lines[:-1] if one.kind is NoticeKind.REFUND and one.number == "CHARGE_1"]
    assert [(one.refund_number, one.fen) for one in reversed_] == [("", 10_001)]


async def test_a_day_that_is_not_over_has_no_bill_yet(channel, payer, tmp_path):
    await channel.charge_code(order(code=payer.code()))
    with pytest.raises(NoBill) as none:
        await channel.fetch_bill(clock.today(), tmp_path / "bill.csv")
    assert none.value.too_early


async def test_a_day_long_ago_on_which_nothing_moved(channel, tmp_path):
    with pytest.raises(NoBill) as none:
        await channel.fetch_bill(clock.today() - timedelta(days=9), tmp_path / "bill.csv")
    assert not none.value.too_early


async def test_another_sellers_bill_is_another(day, sandbox, tmp_path):
    fuzhou = open_alipay(merchant_at(sandbox, "fuzhou"))
    with pytest.raises(NoBill):
        await fuzhou.fetch_bill(day, tmp_path / "bill.csv")
    await fuzhou.close()


class TestFaultyBills:
    async def test_a_broken_line_spoils_no_other(self, channel, day, tmp_path, sandbox):
        sandbox.misbehave("alipay_bill", "broken_line", 1)
        found = await read(channel, day, tmp_path)
        assert [one.problem for one in found if isinstance(one, BrokenLine)] == ["columns"]
        assert len(found) == 6

    @pytest.mark.parametrize(("kind", "lines"), [("missing_line", 4), ("extra_line", 6), ("wrong_amount", 5)])
    async def test_what_does_not_add_up_shows_in_the_sum(self, channel, day, tmp_path, sandbox, kind, lines):
        sandbox.misbehave("alipay_bill", kind, 1)
        *found, total = await read(channel, day, tmp_path)
        assert len(found) == lines
        moved = sum(one.fen * (1 if one.kind is NoticeKind.CHARGE else -1) for one in found)
        assert moved != total.charge_fen - total.refund_fen

    @pytest.mark.parametrize(("kind", "reason"), [("expired_link", "bill http 403"), ("no_zip", "bill is no zip")])
    async def test_a_download_that_fails_leaves_nothing(self, channel, day, tmp_path, sandbox, kind, reason):
        sandbox.misbehave("alipay_bill", kind, 1)
        with pytest.raises(VendorTrouble, match=reason) as trouble:
            await channel.fetch_bill(day, tmp_path / "bill.csv")
        assert trouble.value.retry
        assert list(tmp_path.iterdir()) == []

    async def test_a_bill_that_is_late(self, channel, day, tmp_path, sandbox):
        sandbox.misbehave("alipay_bill", "not_ready", 1)
        with pytest.raises(NoBill):
            await channel.fetch_bill(day, tmp_path / "bill.csv")

    async def test_the_gateway_is_down(self, channel, day, tmp_path, sandbox):
        sandbox.misbehave("alipay", "server_error", 1)
        with pytest.raises(VendorTrouble):
            await channel.fetch_bill(day, tmp_path / "bill.csv")


def packed(**members: bytes) -> BytesIO:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as pack:
        for name, content in members.items():
            pack.writestr(name, content)
    buffer.seek(0)
    return buffer


class TestZips:
    """What a zip may hold, tried on the fetcher itself."""

    def unpacked(self, channel, **members: bytes) -> bytes:
        out = BytesIO()
        channel._bills._unpack(packed(**members), out)
        return out.getvalue()

    def test_names_are_looked_at_and_never_used(self, channel):
        members = {"../../../etc/x_业务明细.csv": b"a", "x_业务明细(汇总).csv": b"b", "other.txt": b"c"}
        assert self.unpacked(channel, **members) == b"ab"

    @pytest.mark.parametrize("members", [{}, {"x.csv": b"a"}, {"a_业务明细.csv": b"a", "b_业务明细.csv": b"b"}])
    def test_it_must_hold_one_table_of_details(self, channel, members):
        with pytest.raises(VendorTrouble, match="bill without details"):
            self.unpacked(channel, **members)


def table(*rows: str, end: bool = True) -> bytes:
    head = ["#支付宝业务明细查询", "#账号：[20880000000000110156]", "#起始日期：[…]", "#----业务明细列表----", TITLES]
    tail = [
        "#----业务明细列表结束----",
        "#交易合计：1笔，商家实收共1.00元，商家优惠共0.00元",
        "#退款合计：0笔，商家实收退款共0.00元，商家优惠退款共0.00元",
    ]
    return "".join(f"{row}\r\n" for row in [*head, *rows, *(tail if end else [])]).encode("gb18030")


def row(
    number: str = "N1", kind: str = "交易", subject: str = "费", at: str = "2026-11-22 07:07:51", **cells: str
) -> str:
    amount, refund, fee = cells.get("amount", "1.00"), cells.get("refund", ""), cells.get("fee", "-0.01")
    return (
        f"2026\t,{number}\t,{kind}\t,{subject},2026-11-22 07:07:50,{at},\t,\t,\t,\t,*买(1)\t,{amount},{amount},"
        f"0.00,0.00,0.00,0.00,0.00,,0.00\t,0.00,{refund}\t,{fee},0.00,{cells.get('memo', '')}"
    )


class TestReading:
    def read(self, channel, folder, content: bytes) -> list:
        (folder / "bill.csv").write_bytes(content)
        return list(channel.read_bill(folder / "bill.csv"))

    def test_a_line(self, channel, tmp_path):
        line, total = self.read(channel, tmp_path, table(row()))
        assert (line.line, line.number, line.channel_number, line.fen, line.fee_fen) == (6, "N1", "2026", 100, 1)
        assert line.at == datetime(2026, 11, 21, 23, 7, 51, tzinfo=UTC)
        assert total == BillSum(1, 100, 0, 1)

    @pytest.mark.parametrize(
        "subject", ["过户,费", "一,二,三,四", '"引号"', ",", "2026-11-22 07:07:50,2026-11-22 07:07:50"]
    )
    def test_a_title_with_commas_belongs_together(self, channel, tmp_path, subject):
        line, _ = self.read(channel, tmp_path, table(row(subject=subject)))
        assert (line.number, line.fen) == ("N1", 100)

    @pytest.mark.parametrize(
        ("broken", "problem"),
        [
            (row(amount="1.0"), "amount"),
            (row(amount="壹"), "amount"),
            (row(amount="-1.00"), "amount"),
            (row(amount="0.00"), "amount"),
            (row(amount="1_0.00"), "amount"),
            (row(fee=""), "amount"),
            (row(kind="转账"), "kind"),
            (row(at="2026-11-22 24:07:51"), "time"),
            (row(at=""), "time"),
            (row(number=""), "number"),
            ("2026,N1", "columns"),
            ("x," * 60, "columns"),
        ],
    )
    def test_a_broken_line_is_told_and_the_next_is_read(self, channel, tmp_path, broken, problem):
        first, second, _ = self.read(channel, tmp_path, table(broken, row("N2")))
        assert first == BrokenLine(6, problem)
        assert (second.line, second.number) == (7, "N2")

    def test_bytes_that_are_no_gbk(self, channel, tmp_path):
        content = table(row("N1"), row("N2")).replace(b"N1", b"N\xff")
        first, second, _ = self.read(channel, tmp_path, content)
        assert (first, second.number) == (BrokenLine(6, "encoding"), "N2")

    def test_a_file_that_breaks_off(self, channel, tmp_path):
        *_, last = self.read(channel, tmp_path, table(row(), end=False))
        assert last == BrokenLine(7, "truncated")

    @pytest.mark.parametrize("content", [b"", b"\r\n", b"<html></html>", b"\x00" * 100, "标题,别的\r\n".encode("gbk")])
    def test_what_is_no_bill(self, channel, tmp_path, content):
        found = self.read(channel, tmp_path, content)
        assert found
        assert all(isinstance(one, BrokenLine) for one in found)

    def test_a_refund_counts_positive_however_it_is_printed(self, channel, tmp_path):
        for amount in ("-1.00", "1.00"):
            line, _ = self.read(channel, tmp_path, table(row(kind="退款", amount=amount, refund="R1", fee="0.01")))
            assert (line.kind, line.fen, line.fee_fen, line.refund_number) == (NoticeKind.REFUND, 100, -1, "R1")
