"""What the till tells faces and other slices (收银信息): values, never rows. Money is fen, times are UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What decides the tariff of a transfer: its car, its kind of business, and whether a member pays."""

    vehicle_type: str = ""
    business: str = ""  # direct | entrusted
    member: bool = False


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of an order; a reduction is negative and has a reason."""

    kind: str  # fee | reduction
    title: str
    fen: int
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RefundView:
    """One refund as people see it."""

    number: str
    charge: str
    order: str
    station: str
    channel: str
    fen: int
    surplus: bool
    state: str
    state_name: str
    why: str
    asked_by: str
    confirmed_by: str
    reason: str
    asked_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChargeView:
    """One charge as people see it. ``sentence`` says how it stands and what to do.

    Of ``qr``, ``redirect`` and ``call`` one is filled while the payer still needs it (see gateways.payments.Prepaid).
    """

    number: str
    order: str
    station: str
    channel: str
    way: str
    fen: int
    surplus_fen: int
    refundable_fen: int
    state: str
    state_name: str
    sentence: str
    reason: str
    clerk: str
    code_tail: str
    slip: str
    asked_at: datetime
    expires_at: datetime
    paid_at: datetime | None
    qr: str = ""
    redirect: str = ""
    call: Mapping[str, str] = field(default_factory=dict)
    refunds: tuple[RefundView, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order as a line of a list."""

    id: str
    number: str
    station: str
    transfer: str
    state: str
    state_name: str
    total_fen: int
    reduced_fen: int
    paid_fen: int
    refunded_fen: int
    due_fen: int
    opened_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderView(OrderRow):
    """One order with everything that happened to it."""

    refunding_fen: int
    version: int
    lines: tuple[LineView, ...]
    charges: tuple[ChargeView, ...]

    @property
    def settled(self) -> bool:
        """Whether nothing more is to be paid."""
        return self.state != "due"


@dataclass(frozen=True, slots=True)
class FeeView:
    """How the fee of a transfer stands, in one line: what is due, what is held of it, what went back."""

    state: str
    due_fen: int
    held_fen: int
    refunded_fen: int


@dataclass(frozen=True, slots=True)
class ShiftView:
    """One shift at the drawer; what is expected is counted from its cash while it is open."""

    id: str
    station: str
    clerk: str
    opened_at: datetime
    closed_at: datetime | None
    float_fen: int
    cash_in_fen: int
    cash_out_fen: int
    pos_fen: int
    expected_fen: int
    counted_fen: int | None
    reason: str

    @property
    def difference_fen(self) -> int:
        """What was counted above (or, negative, below) what was expected."""
        return 0 if self.counted_fen is None else self.counted_fen - self.expected_fen


@dataclass(frozen=True, slots=True)
class MerchantFacts:
    """A merchant without its keys."""

    id: str
    channel: str
    station: str
    name: str
    number: str
    active_from: datetime
    active_until: datetime | None


@dataclass(frozen=True, slots=True)
class TariffFacts:
    """One line of the tariffs."""

    id: str
    station: str
    vehicle_class: str
    business: str
    member: str
    item: str
    fen: int
    valid_from: str
    added_at: datetime
