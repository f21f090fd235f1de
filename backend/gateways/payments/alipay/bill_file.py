"""读对账单: the lines of Alipay's 业务明细 and the sums below it, streaming, a million lines in seconds.

The file is read in blocks and each block decoded at once: line by line GBK would take twice as long. Sources:
INTEGRATIONS §3.1, and bills that merchants published.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Final

from backend.gateways.payments.channel import BillLine, BillSum, BrokenLine, NoticeKind

# Bytes read at once; what is read so fits into the processor's cache.
_BLOCK: Final = 1 << 16
_REMEMBERED: Final = 100_000
_COLUMNS: Final = (
    "支付宝交易号",
    "商户订单号",
    "业务类型",
    "商品名称",
    "创建时间",
    "完成时间",
    "商家实收（元）",
    "订单金额（元）",
    "退款批次号/请求号",
    "服务费（元）",
)
_KINDS: Final = {"交易": NoticeKind.CHARGE, "退款": NoticeKind.REFUND}
_ACCOUNT = re.compile(r"#账号：\[(\d{16})0156\]")
_CHARGES = re.compile(r"#交易合计：(\d+)笔，商家实收共(-?\d+\.\d{2})元")
_REFUNDS = re.compile(r"#退款合计：(\d+)笔，商家实收退款共(-?\d+\.\d{2})元")
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_END: Final = "业务明细列表结束"


class _Problem(Exception):
    """What is wrong with one line, in a stable code."""


class _Amounts(dict[str, int]):
    """Fen by the text they were read from: a bill repeats few amounts a million times."""

    def __missing__(self, text: str) -> int:
        fen = _fen(text)
        if len(self) < _REMEMBERED:
            self[text] = fen
        return fen


class _Times(dict[str, datetime]):
    """Moments in UTC by their text: a day has 86,400 of them."""

    def __missing__(self, text: str) -> datetime:
        try:
            at = datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)
        except ValueError:
            raise _Problem("time") from None
        if len(self) < _REMEMBERED:
            self[text] = at
        return at


def read_lines(file: Path, seller_id: str) -> Iterator[BillLine | BrokenLine | BillSum]:
    """See :meth:`PaymentChannel.read_bill`; ``seller_id`` until the file says whose it is."""
    return chain.from_iterable(read_pages(file, seller_id))


def read_pages(file: Path, seller_id: str) -> Iterator[Sequence[BillLine | BrokenLine | BillSum]]:
    """The same, a page (some hundred lines) at a time."""
    reader, number = _Reader(seller_id), 0
    for block in _blocks(file):
        found = [reader.line(at, text) for at, text in enumerate(block, number + 1)]
        yield [one for one in found if one is not None]
        number += len(block)
    if not reader.ended:
        yield [BrokenLine(number + 1, "truncated")]
    if (total := reader.sum()) is not None:
        yield [total]


def _blocks(file: Path) -> Iterator[list[str | None]]:
    """Lines, many at a time; None for one that is not GBK."""
    rest = b""
    with file.open("rb") as source:
        while piece := source.read(_BLOCK):
            whole, found, rest = (rest + piece).rpartition(b"\n")
            if found:
                yield _decoded(whole)
            elif len(rest) > _BLOCK:
                # No bill has a line of 64 KiB: what follows cannot be trusted to be one.
                break
    if rest:
        yield _decoded(rest[:_BLOCK])


def _decoded(block: bytes) -> list[str | None]:
    try:
        # Alipay ends some cells with a tab, so that spreadsheets take numbers for text.
        return list(block.decode("gbk").replace("\t", "").replace("\r", "").split("\n"))
    except UnicodeDecodeError:
        return [_one(line) for line in block.split(b"\n")]


def _one(line: bytes) -> str | None:
    try:
        return line.decode("gbk").replace("\t", "").replace("\r", "")
    except UnicodeDecodeError:
        return None


class _Reader:
    """Where in the file we are, and what was seen of its sums."""

    def __init__(self, seller_id: str) -> None:
        self.ended = False
        self._seller = seller_id
        self._width = 0
        self._at: tuple[int, ...] = ()
        self._came: tuple[int, int] | None = None
        self._went: int | None = None
        self._fee = 0
        self._summary_fee: int | None = None
        self._fee_column = 0
        self._amounts, self._times = _Amounts(), _Times()

    def line(self, number: int, text: str | None) -> BillLine | BrokenLine | None:
        """What one line says: a move, a fault, or nothing that anybody asks for."""
        if text is None:
            return BrokenLine(number, "encoding")
        try:
            if not self._width or self.ended or text[:1] == "#":
                return self._around(number, text)
            return self._move(number, text) if text.strip() else None
        except _Problem as problem:
            return BrokenLine(number, str(problem))

    def sum(self) -> BillSum | None:
        """The bill's own sums; None where it has none."""
        if self._came is None or self._went is None:
            return None
        charges, charge_fen = self._came
        fee = self._fee if self._summary_fee is None else self._summary_fee
        return BillSum(charges, charge_fen, self._went, fee)

    def _around(self, number: int, text: str) -> BrokenLine | None:
        """The head, the titles, the end, and the summary behind it."""
        if text.startswith("#"):
            if match := _ACCOUNT.match(text):
                self._seller = match[1]
            elif match := _CHARGES.match(text):
                self._came = int(match[1]), _fen(match[2])
            elif match := _REFUNDS.match(text):
                self._went = abs(_fen(match[2]))
            elif _END in text:
                self.ended = True
        elif self.ended:
            self._summary(text)
        elif text.strip():
            return self._titles(number, text)
        return None

    def _titles(self, number: int, text: str) -> BrokenLine | None:
        names = [name.strip() for name in text.split(",")]
        if not set(_COLUMNS) <= set(names):
            return BrokenLine(number, "titles")
        self._width, self._at = len(names), tuple(names.index(name) for name in _COLUMNS)
        return None

    def _summary(self, text: str) -> None:
        cells = [cell.strip() for cell in text.split(",")]
        if "服务费（元）" in cells:
            self._fee_column = cells.index("服务费（元）")
        elif cells[0] == "合计" and self._fee_column and len(cells) > self._fee_column:
            self._summary_fee = -_fen(cells[self._fee_column])

    def _move(self, number: int, text: str) -> BillLine:
        cells = text.split(",")
        trade, order, kind, _, _, done, received, total, refund, fee = self._at
        if len(cells) != self._width:
            cells = self._rejoined(cells)
        what = _KINDS.get(cells[kind])
        if what is None:
            raise _Problem("kind")
        fen, fee_fen = self._amounts[cells[received]], -self._amounts[cells[fee]]
        if self._amounts[cells[total]] * fen < 0 or (fen <= 0 and what is NoticeKind.CHARGE):
            raise _Problem("amount")
        if not (ours := cells[order]):
            raise _Problem("number")
        at = self._times[cells[done]]
        self._fee += fee_fen
        return BillLine(number, what, ours, cells[refund], cells[trade], abs(fen), fee_fen, "done", at, self._seller)

    def _rejoined(self, cells: list[str]) -> list[str]:
        """A title with commas in it made too many cells: the last two times in a row say where it ends."""
        title, made = self._at[3], self._at[4]
        extra = len(cells) - self._width
        if extra <= 0:
            raise _Problem("columns")
        for ends in range(made + extra, made - 1, -1):
            if _TIME.fullmatch(cells[ends]) and _TIME.fullmatch(cells[ends + 1]):
                return [*cells[:title], ",".join(cells[title:ends]), *cells[ends:]]
        raise _Problem("columns")


def _fen(text: str) -> int:
    """Yuan with two digits, in fen."""
    sign, digits = (-1, text[1:]) if text[:1] == "-" else (1, text)
    joined = digits[:-3] + digits[-2:]
    if digits[-3:-2] != "." or not (joined.isascii() and joined.isdigit()) or len(joined) < 3:
        raise _Problem("amount")
    return sign * int(joined)
