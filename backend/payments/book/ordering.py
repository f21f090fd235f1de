"""The steps of an order (收费单的步骤)."""

from backend.kit import clock
from backend.payments.book.held import Book
from backend.payments.events import OrderSettled
from backend.payments.models import Order
from backend.payments.states import ORDER_STEPS, OrderState


def step_to(book: Book, order: Order, state: OrderState) -> None:
    """Take the step; a step that the table does not know is a mistake of ours."""
    if state not in ORDER_STEPS[order.step]:
        raise ValueError(f"no step of an order from {order.state} to {state}")
    order.state = state.value
    book.touch(order)


def settle_if_paid(book: Book, order: Order) -> bool:
    """Settle an order of which nothing is due any more; its other charges are ended."""
    if order.step is not OrderState.DUE or order.due_fen > 0:
        return False
    step_to(book, order, OrderState.SETTLED)
    order.settled_at = clock.now()
    book.record("order.settled", order, paid_fen=order.paid_fen, owed_fen=order.owed_fen)
    book.tell(OrderSettled(order.public_id, order.transfer, order.station, order.paid_fen))
    return True


def cancel(book: Book, order: Order) -> None:
    """Close an order of which we hold nothing."""
    step_to(book, order, OrderState.CLOSED)
    order.closed_at = clock.now()
    book.record("order.closed", order)


def weigh_refunds(book: Book, order: Order) -> None:
    """A refund is done: where the order stands by what is left of it."""
    if order.step in {OrderState.DUE, OrderState.CLOSED}:
        return
    left = order.paid_fen - order.refunded_fen
    if left >= order.owed_fen:
        return  # what went back had been paid before the order was settled, and was paid again
    state = OrderState.PART_REFUNDED if left > 0 else OrderState.REFUNDED
    if state is not order.step:
        step_to(book, order, state)
