"""Holding one order for somebody at the desk (锁定收费单)."""

from backend.kit.actor import Actor, Role
from backend.kit.database import Work
from backend.payments.book import Book
from backend.payments.errors import NothingDue, OrderUnknown
from backend.payments.models import Order
from backend.payments.models.names import NAME_LETTERS
from backend.payments.states import ORDER_NAMES, OrderState


def must_reach(actor: Actor, station: str) -> bool:
    """Whether somebody who works at a desk may act for that station's till."""
    return Role.CLERK in actor.roles and bool(actor.station) and actor.station == station


async def held(work: Work, order: str) -> tuple[Book, Order]:
    """The order with everything of it, locked, whoever asks; raises OrderUnknown."""
    book = await Book.opened(work, [order]) if len(order) <= NAME_LETTERS else None
    row = book.orders.get(order) if book else None
    if book is None or row is None:
        raise OrderUnknown
    return book, row


async def held_at_desk(work: Work, order: str) -> tuple[Book, Order]:
    """The same for the acting clerk; another station's order is as good as none."""
    book, row = await held(work, order)
    if not must_reach(work.actor, row.station):
        raise OrderUnknown
    return book, row


def must_be_due(order: Order) -> int:
    """What is due; raises NothingDue when nothing is."""
    if order.step is not OrderState.DUE or order.due_fen <= 0:
        raise NothingDue(state=ORDER_NAMES[order.step])
    return order.due_fen
