"""What the till says when a transfer wants to end (办结与取消的条件)."""

from backend.kit.database import Work
from backend.payments.book import Book, cancel, end
from backend.payments.errors import ChargesOpen, MoneyHeld, OrderUnpaid
from backend.payments.models import Order
from backend.payments.money import yuan
from backend.payments.states import ORDER_STEPS, OrderState


async def must_be_settled(transfer: str) -> None:
    """Raise OrderUnpaid while something is due for the transfer; one from before there was a till has no order."""
    order = await Order.filter(transfer=transfer).select_for_update().first()
    if order is not None and order.step is OrderState.DUE:
        raise OrderUnpaid(due=yuan(order.due_fen))


async def close_order(work: Work, transfer: str) -> None:
    """The transfer is cancelled: close its order, of which nothing may be left with us.

    Raises MoneyHeld; or ChargesOpen, after which the open charges are being ended and asking again soon will do.
    """
    found = await Order.get_or_none(transfer=transfer)
    if found is None:
        return
    book = await Book.opened(work, [found.public_id])
    order = book.orders[found.public_id]
    if order.held_fen > 0:
        raise MoneyHeld(held=yuan(order.held_fen))
    waiting = [charge for charge in book.charges_of(order) if charge.is_open]
    if waiting:
        for charge in waiting:
            end(book, charge)
        await book.save()
        raise ChargesOpen(count=len(waiting))
    if OrderState.CLOSED in ORDER_STEPS[order.step] and order.paid_fen == order.refunded_fen + order.refunding_fen:
        cancel(book, order)
        await book.save()
