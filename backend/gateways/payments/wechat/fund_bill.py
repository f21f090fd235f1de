"""微信支付的资金账单: how the merchant's account moved on one day, read for its sums only.

Two lines or more for each payment: read in columns, a megabyte at a time, and a chunk that holds anything unusual again
line by line. A refund may be written less the fee that came back with it, so that only sums of everything compare.
Source: INTEGRATIONS §2.1 "Fund bill".
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from backend.gateways.payments.channel import BrokenLine, FundBill
from backend.gateways.payments.wechat.bill import AT_ONCE, LONGEST_HEAD, Amounts, Problem

SUM_HEAD = "资金流水总笔数".encode()
_BETWEEN = ",`"
_IN, _OUT = "收入", "支出"
# Whatever has one of these words in its 业务类型 belongs there; the fee of a 交易 is not a 交易.
_WORDS = (
    ("手续费", "fee_fen"),
    ("退款", "refund_fen"),
    ("提现", "withdrawn_fen"),
    ("充值", "topped_fen"),
    ("交易", "trade_fen"),
)
# More broken lines than these say nothing new.
MOST_BROKEN = 20


class _Sums:
    """What was read so far."""

    def __init__(self, head: Sequence[str]) -> None:
        self.cells = len(head)
        at = {name: place for place, name in enumerate(head)}
        self.what, self.way, self.fen = at["业务类型"], at["收支类型"], at["收支金额(元)"]
        self.amounts = Amounts()
        self.moved: Counter[tuple[str, str]] = Counter()
        self.lines = {_IN: 0, _OUT: 0}
        self.broken: list[BrokenLine] = []

    def chunk(self, first: int, lines: bytes) -> None:
        """Whole lines, whose first has that number in the file."""
        try:
            text = lines.decode().removesuffix("\n").removesuffix("\r")
            flat = text.replace("\r\n`", "\n`").replace("\n`", _BETWEEN).removeprefix("`").split(_BETWEEN)
            if len(flat) % self.cells:
                raise Problem("cells")
            self._columns(flat)
        except (Problem, UnicodeDecodeError):
            for number, line in enumerate(lines.removesuffix(b"\n").split(b"\n"), first):
                self._alone(number, line)

    def _columns(self, flat: list[str]) -> None:
        step = self.cells
        seen = Counter(zip(flat[self.what :: step], flat[self.way :: step], flat[self.fen :: step], strict=True))
        # All of a chunk or none of it: it may be read once more, line by line.
        read = [(what, way, self.amounts[text], count) for (what, way, text), count in seen.items()]
        if any(way not in self.lines or fen < 0 for _, way, fen, _ in read):
            raise Problem("way")
        for what, way, fen, count in read:
            self.moved[what, way] += fen * count
            self.lines[way] += count

    def _alone(self, number: int, line: bytes) -> None:
        try:
            text = line.decode().rstrip("\r\n")
            if not text.startswith("`") or text.count(_BETWEEN) != self.cells - 1:
                raise Problem("cells")
            self._columns(text.removeprefix("`").split(_BETWEEN))
        except (Problem, UnicodeDecodeError) as problem:
            self.breaks(number, str(problem) if isinstance(problem, Problem) else "encoding")

    def breaks(self, number: int, problem: str) -> None:
        """One line cannot be read."""
        if len(self.broken) < MOST_BROKEN:
            self.broken.append(BrokenLine(number, problem))

    def summary(self, number: int, line: bytes) -> None:
        """The last line: counts and sums, which those of the lines must be."""
        try:
            cells = line.decode().strip().removeprefix("`").split(_BETWEEN)
            said = [int(cells[1]), self.amounts[cells[2]], int(cells[3]), self.amounts[cells[4]]]
        except (Problem, UnicodeDecodeError, ValueError, LookupError):
            self.breaks(number, "summary")
            return
        if said != [self.lines[_IN], self._all(_IN), self.lines[_OUT], self._all(_OUT)]:
            self.breaks(number, "sums")

    def _all(self, way: str) -> int:
        return sum(fen for (_, one), fen in self.moved.items() if one == way)

    def bill(self) -> FundBill:
        """All of it."""
        sums = dict.fromkeys(("trade_fen", "refund_fen", "fee_fen", "withdrawn_fen", "topped_fen", "other_fen"), 0)
        for (what, way), fen in self.moved.items():
            name = next((name for word, name in _WORDS if word in what), "other_fen")
            inward = name in ("trade_fen", "topped_fen", "other_fen")
            sums[name] += fen if inward is (way == _IN) else -fen
        return FundBill(self._all(_IN), self._all(_OUT), **sums, broken=tuple(self.broken))


def read(file: Path) -> FundBill:
    """The sums of a fund bill; what could not be read, and a summary that differs, are among its broken lines."""
    with file.open("rb") as opened:
        head = opened.readline(LONGEST_HEAD).removeprefix(b"\xef\xbb\xbf").decode(errors="replace")
        try:
            sums = _Sums(head.rstrip("\r\n").split(","))
        except KeyError:
            return FundBill(broken=(BrokenLine(1, "head"),))
        number = 2
        while lines := opened.readlines(AT_ONCE):
            # The summary and its head are the last two lines of the file.
            ends = (place for place in range(max(0, len(lines) - 3), len(lines)) if lines[place].startswith(SUM_HEAD))
            end = next(ends, None)
            if lines[:end]:
                sums.chunk(number, b"".join(lines[:end]))
            number += len(lines[:end])
            if end is not None:
                total = lines[end + 1] if len(lines) > end + 1 else opened.readline(LONGEST_HEAD)
                sums.summary(number + 1, total)
                return sums.bill()
        sums.breaks(number, "no summary")
        return sums.bill()
