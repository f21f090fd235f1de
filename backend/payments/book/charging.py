"""The steps of a charge (收款的步骤): one function each; :func:`learn` takes the one that an answer asks for.

What the channel says of money that came is never talked away: a charge that was closed or refused and is paid after all
becomes paid, and what nobody owes of it goes back by itself.
"""

from typing import Any

from backend.gateways.payments import ChargeAnswer, No, Outcome
from backend.kit import clock
from backend.payments.book.held import Book
from backend.payments.book.ordering import settle_if_paid
from backend.payments.book.refunding import give_surplus_back
from backend.payments.charges.schedule import DISPUTED_ASKED_EVERY_SECONDS
from backend.payments.models import Charge
from backend.payments.states import CHARGE_STEPS, ChargeState

CURRENCY = "CNY"


def learn(book: Book, charge: Charge, answer: ChargeAnswer, merchant: str = "") -> bool:
    """Take the step that the channel's answer asks for; false when it says nothing new (late, repeated, still open).

    ``merchant`` is the number that should have taken the money.
    """
    if answer.outcome is Outcome.PAID:
        return _paid_or_disputed(book, charge, answer, merchant)
    if answer.outcome is Outcome.REFUSED:
        return refuse(book, charge, answer.reason or No.OTHER)
    if answer.outcome is Outcome.CLOSED:
        return close(book, charge)
    if answer.outcome is Outcome.WAITING:
        return wait(book, charge)
    if answer.outcome is Outcome.UNKNOWN:
        return lose_sight(book, charge)
    return False  # absent: it may still arrive, and whoever pursues it knows how long to believe that


def wait(book: Book, charge: Charge) -> bool:
    """The payer has not finished."""
    return _step(book, charge, ChargeState.WAITING)


def lose_sight(book: Book, charge: Charge) -> bool:
    """Nobody knows what became of it."""
    return _step(book, charge, ChargeState.UNKNOWN)


def end(book: Book, charge: Charge, delay_seconds: float = 0, **why: Any) -> bool:
    """No money shall come by it any more; a job makes sure of that."""
    if not _step(book, charge, ChargeState.ENDING, **why):
        return False
    book.pursue(charge, delay_seconds)
    return True


def refuse(book: Book, charge: Charge, reason: No) -> bool:
    """The attempt is over without money."""
    if not _step(book, charge, ChargeState.REFUSED, reason=reason.value):
        return False
    charge.reason, charge.next_ask_at = reason.value, None
    return True


def close(book: Book, charge: Charge) -> bool:
    """No money came, and none will."""
    if not _step(book, charge, ChargeState.CLOSED):
        return False
    charge.next_ask_at = None
    return True


def dispute(book: Book, charge: Charge, answer: ChargeAnswer) -> bool:
    """Money came that does not fit: nothing is settled by it, a person must look, and the channel is asked again."""
    seen = {"fen": answer.fen, "currency": answer.currency, "merchant": answer.merchant}
    if not _step(book, charge, ChargeState.DISPUTED, **{f"seen_{name}": value for name, value in seen.items()}):
        return False
    charge.seen, charge.next_ask_at = seen, None
    charge.channel_number = answer.channel_number[:64]
    book.verify(charge, DISPUTED_ASKED_EVERY_SECONDS)
    return True


def pay(book: Book, charge: Charge, answer: ChargeAnswer) -> bool:
    """The money is there: what is due of it settles the order, the rest goes back."""
    order = book.order_of(charge)
    counted = min(charge.fen, order.due_fen)
    if not _step(book, charge, ChargeState.PAID, counted_fen=counted):
        return False
    charge.surplus_fen, charge.next_ask_at, charge.reason = charge.fen - counted, None, ""
    charge.paid_at = answer.paid_at or clock.now()
    charge.channel_number = answer.channel_number[:64]
    order.paid_fen += counted
    book.touch(order)
    if charge.surplus_fen:
        give_surplus_back(book, charge)
    settle_if_paid(book, order)
    end_what_is_too_much(book, charge)
    return True


def end_what_is_too_much(book: Book, paid: Charge) -> None:
    """End the order's other open charges that ask for more than is due now."""
    order = book.order_of(paid)
    for other in book.charges_of(order):
        if other is not paid and other.is_open and other.fen > order.due_fen:
            end(book, other)


def _paid_or_disputed(book: Book, charge: Charge, answer: ChargeAnswer, merchant: str) -> bool:
    if charge.step is ChargeState.PAID:
        return False
    if answer.fen is None:
        return lose_sight(book, charge)  # paid, but how much? The next answer says it
    fits = answer.fen == charge.fen and answer.currency == CURRENCY and answer.merchant in ("", merchant)
    if fits:
        return pay(book, charge, answer)
    return charge.step is not ChargeState.DISPUTED and dispute(book, charge, answer)


def _step(book: Book, charge: Charge, state: ChargeState, **facts: Any) -> bool:
    if state not in CHARGE_STEPS[charge.step]:
        return False
    before, charge.state = charge.state, state.value
    charge.state_since = clock.now()
    book.touch(charge)
    order = book.order_of(charge)
    told = {"charge": charge.number, "channel": charge.channel, "fen": charge.fen, "before": before}
    book.record(f"charge.{state.value}", order, **told, **facts)
    return True
