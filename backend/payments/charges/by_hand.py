"""Cash and POS, entered by the clerk (现金与 POS): what a person says was paid is paid."""

from backend.gateways.payments import ChargeAnswer, Outcome
from backend.kit.database import Work
from backend.payments.book import pay
from backend.payments.charges.begin import begin, same_request
from backend.payments.errors import AmountUnfit, DrawerClosed
from backend.payments.facts import ChargeView
from backend.payments.models import Shift
from backend.payments.money import key_of, must_be_amount, yuan
from backend.payments.orders.hold import held_at_desk, must_be_due
from backend.payments.orders.view import charge_view

CASH, POS = "cash", "pos"
LONGEST_SLIP = 40


async def take_cash(work: Work, order: str, fen: int, key: str) -> ChargeView:
    """Cash into the clerk's open drawer: all that is due or a part, change given back already.

    Raises OrderUnknown, NothingDue, AmountUnfit, DrawerClosed, KeyNeeded, KeyTaken.
    """
    return await _taken(work, order, CASH, fen, key)


async def take_pos(work: Work, order: str, fen: int, key: str, slip: str) -> ChargeView:
    """Paid by card at the POS terminal; ``slip`` is the number on its receipt (凭证号). Raises as :func:`take_cash`."""
    number = " ".join(slip.split())
    if not 1 <= len(number) <= LONGEST_SLIP:
        raise AmountUnfit(field="slip", sentence=f"请填写 POS 小票上的凭证号，最多 {LONGEST_SLIP} 个字。")
    return await _taken(work, order, POS, fen, key, number)


async def _taken(work: Work, order: str, channel: str, fen: int, key: str, slip: str = "") -> ChargeView:
    book, row = await held_at_desk(work, order)
    kept = key_of(row.public_id, key)
    if earlier := same_request(book, row, kept, channel, channel, fen):
        return charge_view(earlier, book.refunds_of(earlier))
    due = must_be_due(row)
    must_be_amount(fen, work.kit.settings.pay_most_fen)
    if fen > due:
        raise AmountUnfit(field="amount", sentence=f"应收 {yuan(due)} 元，找零之后按实收金额填写。")
    shift = await Shift.open_by(work.actor.name)
    if shift is None and channel == CASH:
        raise DrawerClosed
    charge = await begin(
        book, row, channel=channel, way=channel, fen=fen, key=kept, shift=shift.public_id if shift else "", slip=slip
    )
    pay(book, charge, ChargeAnswer(Outcome.PAID, charge.number, fen=fen))
    await book.save()
    return charge_view(charge)
