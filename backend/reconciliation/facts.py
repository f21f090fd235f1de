"""What the reconciliation tells faces (对账信息): values, never rows. Money is fen, times UTC, days Beijing dates."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class DayView:
    """One merchant's day. ``gap_fen`` is the bill's net less ours, ``open_count`` what nobody has explained yet."""

    id: str
    merchant: str
    merchant_name: str
    merchant_number: str
    channel: str
    station: str
    day: date
    state: str
    state_name: str
    problem: str
    our_charges: int
    our_charge_fen: int
    our_refunds: int
    our_refund_fen: int
    their_charges: int
    their_charge_fen: int
    their_refunds: int
    their_refund_fen: int
    fee_fen: int
    fund_came_fen: int
    fund_went_fen: int
    fund_fee_fen: int
    fund_withdrawn_fen: int
    has_fund_bill: bool
    agreed: int
    reversed: int
    gap_fen: int
    open_count: int
    has_bill: bool
    matched_at: datetime | None
    closed_at: datetime | None
    closed_by: str

    @property
    def our_net_fen(self) -> int:
        """What our books kept."""
        return self.our_charge_fen - self.our_refund_fen

    @property
    def their_net_fen(self) -> int:
        """What the channel kept for us, before its fee."""
        return self.their_charge_fen - self.their_refund_fen


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One difference. ``sentence`` says in Chinese what it is and what to do."""

    id: str
    kind: str
    kind_name: str
    move: str
    number: str
    refund_number: str
    channel_number: str
    our_fen: int
    their_fen: int
    line: int
    sentence: str
    state: str
    state_name: str
    note: str
    by: str
    order: str  # the order it belongs to, empty where we know none
    found_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One sum of a statement (结算明细): any of the first four may be empty where the statement adds them up.

    ``fee_fen`` is None while a day is not reconciled: the channel has not said yet what it keeps.
    """

    day: date | None
    station: str
    clerk: str
    channel: str
    charges: int
    charge_fen: int
    refunds: int
    refund_fen: int
    fee_fen: int
    fee_known: bool

    @property
    def net_fen(self) -> int:
        """What is left: taken, less given back, less the channel's fee as far as known."""
        return self.charge_fen - self.refund_fen - self.fee_fen


@dataclass(frozen=True, slots=True)
class SettlementView:
    """What one station gets for one period (结算单), and whether it was sent."""

    id: str
    station: str
    first_day: date
    last_day: date
    charge_fen: int
    refund_fen: int
    fee_fen: int
    net_fen: int
    made_by: str
    made_at: datetime
    paid_by: str
    paid_at: datetime | None
    slip: str
