"""微信支付的交易账单: read in columns, some hundred lines at a time, because a bill may have a million of them.

Every cell follows a backtick; the last two lines are the summary. A chunk that holds anything unusual is read again
line by line, so that one broken line costs only itself. Source: INTEGRATIONS §2.1 "Trade bill".
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from backend.gateways.payments.channel import BillLine, BillSum, BrokenLine, NoticeKind

# Bytes read at once: the cells of so many fit into the processor's cache, those of a megabyte take half as long again.
AT_ONCE = 1 << 16
LONGEST_HEAD = 4096
SUM_HEAD = b"\xe6\x80\xbb\xe4\xba\xa4\xe6\x98\x93\xe5\x8d\x95\xe6\x95\xb0"  # 总交易单数
_BETWEEN = ",`"
# What BillLine._make does, without a call in Python for each line.
_LINE: Callable[[tuple[Any, ...]], BillLine] = partial(tuple.__new__, BillLine)
_KINDS = {"SUCCESS": NoticeKind.CHARGE, "REFUND": NoticeKind.REFUND, "REVOKED": NoticeKind.REFUND}
_REFUND_STATES = {
    "SUCCESS": "done",
    "PROCESSING": "processing",
    "FAIL": "failed",
    "CHANGE": "failed",
    "": "done",
}


class Problem(Exception):
    """What is wrong with one line, as a stable code."""


class _Moments(dict[str, datetime]):
    """Times of Beijing's clock in UTC, each read once: a day has fewer seconds than a bill lines."""

    def __missing__(self, text: str) -> datetime:
        if len(text) != 19:
            raise Problem("time")
        try:
            moment = datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)
        except ValueError:
            raise Problem("time") from None
        self[text] = moment
        return moment


class Amounts(dict[str, int]):
    """Yuan in fen, each text read once. Fees have five places and are rounded to the fen."""

    def __missing__(self, text: str) -> int:
        sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
        yuan, _, places = digits.partition(".")
        if not yuan.isdecimal() or not (places or "0").isdecimal() or len(digits) > 16 or not digits.isascii():
            raise Problem("amount")
        thousandths = int(f"{places:0<3}"[:3])
        fen = self[text] = sign * (int(yuan) * 100 + (thousandths + 5) // 10)
        return fen


class _Reader:
    """Reads one file; knows from its head which column is which."""

    def __init__(self, head: Sequence[str]) -> None:
        self.cells = len(head)
        at = {name: place for place, name in enumerate(head)}
        self.time, self.mchid, self.sub = at["交易时间"], at["商户号"], at["特约商户号"]
        self.channel_number, self.number, self.state = at["微信订单号"], at["商户订单号"], at["交易状态"]
        # Bills of one kind have no column of the other; the older names are of bills without free coupons.
        self.refund_number, self.refund_state = at.get("商户退款单号"), at.get("退款状态")
        self.charged = at.get("订单金额", at.get("应结订单金额"))
        self.back = at.get("申请退款金额", at.get("退款金额"))
        self.fee = at["手续费"]
        self.moments, self.amounts = _Moments(), Amounts()

    def chunk(self, first: int, lines: bytes) -> Sequence[BillLine | BrokenLine]:
        """Whole lines, whose first has that number in the file."""
        # As Latin-1: the cells that are read are ASCII, and a subject in Chinese would make every cell twice as long.
        text = lines.decode("latin-1").removesuffix("\n").removesuffix("\r")
        between = "\r\n`" if "\r\n`" in text else "\n`"
        try:
            flat = text.replace(between, _BETWEEN).removeprefix("`").split(_BETWEEN)
            # A line with a cell too few or too many shifts what follows, so that some time is none.
            if len(flat) % self.cells:
                raise Problem("cells")
            return self._columns(first, flat)
        except Problem:
            rows = lines.removesuffix(b"\n").split(b"\n")
            return [self._alone(number, line) for number, line in enumerate(rows, first)]

    def _columns(self, first: int, flat: list[str]) -> list[BillLine]:
        step = self.cells
        moments = list(map(self.moments.__getitem__, flat[self.time :: step]))
        try:
            kinds = list(map(_KINDS.__getitem__, flat[self.state :: step]))
        except KeyError:
            raise Problem("state") from None
        numbers = flat[self.number :: step]
        if not all(numbers) or not "".join(numbers).isascii():
            raise Problem("number")
        fens = self._fens(flat, self.charged)
        back_numbers: Iterator[str] = repeat("")
        states: Iterator[str] = repeat("done")
        if NoticeKind.REFUND in kinds:
            refunds = [kind is NoticeKind.REFUND for kind in kinds]
            back = zip(refunds, fens, self._fens(flat, self.back), strict=True)
            fens = [gone if refund else came for refund, came, gone in back]
            back_numbers, states = iter(self._refund_numbers(flat, refunds)), iter(self._states(flat, refunds))
        columns = zip(
            range(first, first + len(numbers)),
            kinds,
            numbers,
            back_numbers,
            flat[self.channel_number :: step],
            fens,
            map(self.amounts.__getitem__, flat[self.fee :: step]),
            states,
            moments,
            self._merchants(flat),
            strict=False,
        )
        return list(map(_LINE, columns))

    def _merchants(self, flat: list[str]) -> Iterator[str]:
        mine, subs = flat[self.mchid :: self.cells], flat[self.sub :: self.cells]
        # 特约商户号 is nought for a direct merchant.
        return (sub if sub not in ("", "0") else mchid for mchid, sub in zip(mine, subs, strict=True))

    def _fens(self, flat: list[str], column: int | None) -> list[int]:
        if column is None:
            return [0] * (len(flat) // self.cells)
        fens = list(map(self.amounts.__getitem__, flat[column :: self.cells]))
        if min(fens) < 0:
            raise Problem("amount")
        return fens

    def _refund_numbers(self, flat: list[str], refunds: list[bool]) -> list[str]:
        if self.refund_number is None:
            return [""] * len(refunds)
        shown = flat[self.refund_number :: self.cells]
        return [number if refund and number != "0" else "" for refund, number in zip(refunds, shown, strict=True)]

    def _states(self, flat: list[str], refunds: list[bool]) -> list[str]:
        shown = flat[self.refund_state :: self.cells] if self.refund_state is not None else [""] * len(refunds)
        if not all(state in _REFUND_STATES for state in shown):
            raise Problem("state")
        return [_REFUND_STATES[state] if refund else "done" for refund, state in zip(refunds, shown, strict=True)]

    def _alone(self, number: int, line: bytes) -> BillLine | BrokenLine:
        try:
            text = line.decode("latin-1").rstrip("\r\n")
            if not text.startswith("`") or text.count(_BETWEEN) != self.cells - 1:
                return BrokenLine(number, "cells")
            return self._columns(number, text.removeprefix("`").split(_BETWEEN))[0]
        except Problem as problem:
            return BrokenLine(number, str(problem))

    def summary(self, number: int, line: bytes) -> BillSum | BrokenLine:
        """The last line: counts and sums."""
        try:
            cells = line.decode().strip().removeprefix("`").split(_BETWEEN)
            fens = [self.amounts[cell] for cell in cells[1:]]
            # With free coupons there are two more columns, of what was ordered and asked back; else of what was due.
            charged, back = (fens[4], fens[5]) if len(fens) >= 6 else (fens[0], fens[1])
            return BillSum(int(cells[0]), charged, back, fens[3])
        except (Problem, UnicodeDecodeError, ValueError, LookupError):
            return BrokenLine(number, "summary")


def read(file: Path) -> Iterator[BillLine | BrokenLine | BillSum]:
    """See ``PaymentChannel.read_bill``. A file without its summary was cut short: its last word is a broken line."""
    return chain.from_iterable(read_pages(file))


def read_pages(file: Path) -> Iterator[Sequence[BillLine | BrokenLine | BillSum]]:
    """The same, a page (some hundred lines) at a time."""
    with file.open("rb") as opened:
        head = opened.readline(LONGEST_HEAD).removeprefix(b"\xef\xbb\xbf").decode(errors="replace")
        try:
            reader = _Reader(head.rstrip("\r\n").split(","))
        except KeyError:
            yield [BrokenLine(1, "head")]
            return
        number, rest = 2, b""
        while block := opened.read(AT_ONCE):
            whole, newline, rest = (rest + block).rpartition(b"\n")
            end = 0 if whole.startswith(SUM_HEAD) else whole.find(b"\n" + SUM_HEAD) + 1
            if end or whole.startswith(SUM_HEAD):
                lines = whole[:end]
                yield reader.chunk(number, lines) if lines else []
                total = (whole[end:] + newline + rest + opened.read(LONGEST_HEAD)).split(b"\n")
                yield [reader.summary(number + lines.count(b"\n") + 1, total[1] if len(total) > 1 else b"")]
                return
            if newline:
                yield reader.chunk(number, whole + newline)
                number += whole.count(b"\n") + 1
        if rest.startswith(SUM_HEAD):
            yield [reader.summary(number + 1, b"")]
            return
        if rest:
            yield reader.chunk(number, rest)
            number += 1
        yield [BrokenLine(number, "no summary")]
