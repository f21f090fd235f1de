"""差异: where our books and the bill disagree, and by how many fen."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from backend.gateways.payments import NoticeKind


class DifferenceKind(StrEnum):
    """What disagrees."""

    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    AMOUNT = "amount"
    STATE = "state"
    OTHER_DAY = "other_day"
    DUPLICATE = "duplicate"
    MERCHANT = "merchant"
    BROKEN = "broken"
    SUM = "sum"
    FUNDS = "funds"


DIFFERENCE_NAMES: Final = {
    DifferenceKind.MISSING_HERE: "渠道有，平台无",
    DifferenceKind.MISSING_THERE: "平台有，渠道无",
    DifferenceKind.AMOUNT: "金额不符",
    DifferenceKind.STATE: "状态不符",
    DifferenceKind.OTHER_DAY: "跨日",
    DifferenceKind.DUPLICATE: "账单重复列出",
    DifferenceKind.MERCHANT: "商户号不符",
    DifferenceKind.BROKEN: "账单行无法识别",
    DifferenceKind.SUM: "账单合计不符",
    DifferenceKind.FUNDS: "资金账单不符",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One disagreement. ``our_fen`` and ``their_fen`` are what each side counts on this day, a refund negative.

    ``number`` is our charge number; of a refund ``refund_number`` is filled as well. ``line`` is the bill's line (1 =
    first), 0 where it has none. ``detail`` is a stable code: the problem of a broken line, the standing of ours.
    Of ``FUNDS`` the two amounts are the trade bill's net after fees and what the account gained, ``line`` the fund
    bill's; they are no part of the gap between our books and the trade bill.
    """

    kind: DifferenceKind
    move: NoticeKind
    number: str = ""
    refund_number: str = ""
    channel_number: str = ""
    our_fen: int = 0
    their_fen: int = 0
    line: int = 0
    detail: str = ""


@dataclass(slots=True)
class Totals:
    """Sums of one side, in fen: what came in, what went back, what the channel kept."""

    charges: int = 0
    charge_fen: int = 0
    refunds: int = 0
    refund_fen: int = 0
    fee_fen: int = 0

    @property
    def net_fen(self) -> int:
        """What is left before the channel's fee."""
        return self.charge_fen - self.refund_fen

    def count(self, kind: NoticeKind, fen: int, lines: int = 1) -> None:
        """Take in so many moves of one amount."""
        if kind is NoticeKind.CHARGE:
            self.charges += lines
            self.charge_fen += fen * lines
        else:
            self.refunds += lines
            self.refund_fen += fen * lines

    def add(self, other: "Totals") -> None:
        """Take another sum in."""
        self.charges += other.charges
        self.charge_fen += other.charge_fen
        self.refunds += other.refunds
        self.refund_fen += other.refund_fen
        self.fee_fen += other.fee_fen
