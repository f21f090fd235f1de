"""What a receipt says (收款收据): a settled order, line by line, and how it was paid. No fiscal invoice."""

from dataclasses import dataclass
from datetime import datetime

from backend.payments.facts import OrderView
from backend.payments.orders.words import CHANNEL_NAMES
from backend.payments.states import ChargeState
from backend.rules.money import Fen


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """One receipt; ``paid`` are (way in words, fen, when, number at the channel's side of ours)."""

    number: str
    station: str
    transfer: str
    lines: tuple[tuple[str, int], ...]
    total_fen: int
    words: str
    paid: tuple[tuple[str, int, datetime, str], ...]
    refunded_fen: int
    settled_at: datetime


def receipt(order: OrderView) -> ReceiptFacts | None:
    """The receipt of an order, once it is settled and something was paid."""
    if order.settled_at is None or not order.paid_fen:
        return None
    came = [one for one in order.charges if one.state == ChargeState.PAID and one.paid_at and one.fen > one.surplus_fen]
    owed = order.total_fen - order.reduced_fen
    return ReceiptFacts(
        number=order.number,
        station=order.station,
        transfer=order.transfer,
        lines=tuple((line.title, line.fen) for line in order.lines),
        total_fen=owed,
        words=Fen(owed).words(),
        paid=tuple(
            (CHANNEL_NAMES[one.channel], one.fen - one.surplus_fen, one.paid_at, one.number)
            for one in came
            if one.paid_at
        ),
        refunded_fen=order.refunded_fen,
        settled_at=order.settled_at,
    )
