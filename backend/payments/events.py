"""What the till tells other slices (收银事件), inside the unit of work that made it so."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OrderSettled:
    """Everything that was owed for a transfer is paid, or nothing was owed (收费单已结清)."""

    order: str
    transfer: str
    station: str
    paid_fen: int


@dataclass(frozen=True, slots=True)
class OrderRefunded:
    """Money of a settled order went back (收费单退款); ``held_fen`` is what is left."""

    order: str
    transfer: str
    station: str
    fen: int
    held_fen: int
