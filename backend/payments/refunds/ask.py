"""Giving money back (退款): asked for by a manager with a reason, above a limit confirmed by a second person."""

from backend.gateways.payments import RefundAnswer, RefundOutcome
from backend.kit.actor import Actor, Role
from backend.kit.database import Work
from backend.payments.book import Book, give_back
from backend.payments.book.refunding import begin, finish, refundable_fen, withdraw
from backend.payments.errors import (
    ChargeUnknown,
    DrawerClosed,
    KeyTaken,
    ManagerNeeded,
    NotRefundable,
    RefundOutOfOrder,
    RefundTooLarge,
    RefundUnknown,
    SecondPersonNeeded,
)
from backend.payments.facts import RefundView
from backend.payments.models import Charge, Refund, Shift
from backend.payments.money import key_of, must_be_amount, reason_of, yuan
from backend.payments.orders.hold import must_reach
from backend.payments.orders.view import refund_view
from backend.payments.states import CHARGE_NAMES, REFUND_NAMES, ChargeState, RefundState

REFUNDING = "退款"


async def refund(work: Work, charge: str, fen: int, reason: str, key: str) -> RefundView:
    """Give ``fen`` of a paid charge back: at once, or once a second person agrees (see the state).

    Cash leaves the actor's own open drawer. Raises ManagerNeeded, ChargeUnknown, NotRefundable, AmountUnfit,
    RefundTooLarge, ReasonMissing, DrawerClosed, KeyNeeded, KeyTaken.
    """
    book, row = await _held(work, charge)
    _must_manage(work.actor)
    kept = key_of(row.number, key)
    if earlier := next((one for one in book.refunds_of(row) if one.key == kept), None):
        if earlier.fen != fen:
            raise KeyTaken
        return refund_view(earlier)
    if row.step is not ChargeState.PAID:
        raise NotRefundable(state=CHARGE_NAMES[row.step])
    must_be_amount(fen, work.kit.settings.pay_most_fen)
    most = refundable_fen(book, row)
    if fen > most:
        raise RefundTooLarge(field="amount", most=yuan(most))
    proposed = fen > work.kit.settings.pay_refund_confirm_fen
    made = give_back(book, row, fen, why=reason_of(reason), by=work.actor.name, key=kept, proposed=proposed)
    if not proposed:
        await _by_hand(book, made)
    await book.save()
    return refund_view(made)


async def confirm_refund(work: Work, number: str) -> RefundView:
    """A second person (a manager of the station, or an administrator) agrees, and the money goes.

    Raises RefundUnknown, SecondPersonNeeded, RefundOutOfOrder, DrawerClosed.
    """
    book, row = await _proposed(work, number)
    if row.asked_by == work.actor.name or not work.actor.roles & {Role.MANAGER, Role.ADMINISTRATOR}:
        raise SecondPersonNeeded
    row.confirmed_by = work.actor.name
    begin(book, row)
    await _by_hand(book, row)
    await book.save()
    return refund_view(row)


async def withdraw_refund(work: Work, number: str) -> RefundView:
    """A proposal is given up, by whoever could have asked for it. Raises RefundUnknown, RefundOutOfOrder."""
    book, row = await _proposed(work, number)
    if not work.actor.roles & {Role.MANAGER, Role.ADMINISTRATOR}:
        raise ManagerNeeded(what=REFUNDING)
    withdraw(book, row)
    await book.save()
    return refund_view(row)


async def repeat_refund(work: Work, number: str) -> RefundView:
    """Try a refused refund once more, as a new one with a number of its own.

    Raises ManagerNeeded, RefundUnknown, RefundOutOfOrder.
    """
    book, row = await _held_refund(work, number)
    _must_manage(work.actor)
    if row.step is not RefundState.REFUSED or row.replaced_by:
        raise RefundOutOfOrder(state=REFUND_NAMES[row.step])
    charge = book.charges[row.charge]
    if not row.surplus and row.fen > refundable_fen(book, charge):
        raise RefundTooLarge(field="amount", most=yuan(refundable_fen(book, charge)))
    made = give_back(
        book, charge, row.fen, why=row.why, by=work.actor.name, key=f"again:{row.number}", surplus=row.surplus
    )
    row.replaced_by = made.number
    book.touch(row)
    await book.save()
    return refund_view(made)


async def _by_hand(book: Book, row: Refund) -> None:
    """Cash and card slips go back across the counter, so they are done when they are written."""
    if row.merchant:
        return
    if row.channel == "cash":
        shift = await Shift.open_by(book.work.actor.name)
        if shift is None:
            raise DrawerClosed
        row.shift = shift.public_id
    finish(book, row, RefundAnswer(RefundOutcome.DONE, row.number, fen=row.fen))


async def _held(work: Work, number: str) -> tuple[Book, Charge]:
    found = await Charge.named(number)
    if found is None or not must_reach(work.actor, found.station):
        raise ChargeUnknown
    book = await Book.opened(work, [found.order])
    return book, book.charges[number]


async def _held_refund(work: Work, number: str) -> tuple[Book, Refund]:
    found = await Refund.named(number)
    reached = found is not None and (must_reach(work.actor, found.station) or Role.ADMINISTRATOR in work.actor.roles)
    if found is None or not reached:
        raise RefundUnknown
    book = await Book.opened(work, [found.order])
    return book, book.refunds[number]


async def _proposed(work: Work, number: str) -> tuple[Book, Refund]:
    book, row = await _held_refund(work, number)
    if row.step is not RefundState.PROPOSED:
        raise RefundOutOfOrder(state=REFUND_NAMES[row.step])
    return book, row


def _must_manage(actor: Actor) -> None:
    if Role.MANAGER not in actor.roles:
        raise ManagerNeeded(what=REFUNDING)
