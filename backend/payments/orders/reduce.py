"""Asking for less (减免): by a manager, or by a clerk up to a limit, always with a reason."""

from backend.kit import clock
from backend.kit.actor import Role
from backend.kit.database import Work
from backend.payments.book import Book, end, settle_if_paid
from backend.payments.errors import AmountUnfit, ManagerNeeded
from backend.payments.models import Order, OrderLine
from backend.payments.money import must_be_amount, reason_of, yuan
from backend.payments.orders.hold import held_at_desk, must_be_due

TITLE = "减免"


async def reduce(work: Work, order: str, fen: int, reason: str) -> None:
    """Ask for ``fen`` less. Codes that are out for more than is due now are ended.

    Raises OrderUnknown, NothingDue, AmountUnfit, ReasonMissing, ManagerNeeded.
    """
    book, row = await held_at_desk(work, order)
    due = must_be_due(row)
    must_be_amount(fen, work.kit.settings.pay_most_fen)
    if fen > due:
        raise AmountUnfit(field="amount", sentence=f"最多还可减免 {yuan(due)} 元。")
    await _reduce(book, row, fen, reason_of(reason))


async def waive(work: Work, order: str, reason: str) -> None:
    """Ask for nothing more (免收): the order is settled. Raises as :func:`reduce` does."""
    book, row = await held_at_desk(work, order)
    await _reduce(book, row, must_be_due(row), reason_of(reason))


async def _reduce(book: Book, row: Order, fen: int, reason: str) -> None:
    work = book.work
    before = row.reduced_fen
    if Role.MANAGER not in work.actor.roles and before + fen > work.kit.settings.pay_clerk_reduction_fen:
        raise ManagerNeeded(what="减免服务费")
    await OrderLine.create(
        order=row.public_id, kind="reduction", title=TITLE, fen=-fen, reason=reason, by=work.actor.name, at=clock.now()
    )
    row.reduced_fen += fen
    book.touch(row)
    book.record("order.reduced", row, fen=fen, due_fen=row.due_fen)
    settle_if_paid(book, row)
    for charge in book.charges_of(row):
        if charge.is_open and charge.fen > row.due_fen:
            end(book, charge)
    await book.save()
