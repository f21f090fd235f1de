"""The steps of a refund (退款的步骤). Surplus is no part of the order: giving it back does not change the order."""

from typing import Any

from backend.gateways.payments import No, RefundAnswer, RefundOutcome
from backend.kit import clock
from backend.payments.book.held import Book
from backend.payments.book.ordering import settle_if_paid, weigh_refunds
from backend.payments.events import OrderRefunded
from backend.payments.models import Charge, Refund
from backend.payments.numbers import refund_number
from backend.payments.states import MOVING_REFUNDS, PROMISED_REFUNDS, REFUND_STEPS, RefundState

SURPLUS = "重复付款，自动退回"
SYSTEM = "system"


def refundable_fen(book: Book, charge: Charge) -> int:
    """What of a paid charge nobody was promised yet; surplus is promised by itself."""
    promised = sum(one.fen for one in book.refunds_of(charge) if one.step in PROMISED_REFUNDS and not one.surplus)
    return charge.fen - charge.surplus_fen - promised


def give_surplus_back(book: Book, charge: Charge) -> Refund:
    """What nobody owed goes back by itself, once: the key says so."""
    return give_back(
        book, charge, charge.surplus_fen, why=SURPLUS, by=SYSTEM, key=f"surplus:{charge.number}", surplus=True
    )


def give_back(
    book: Book,
    charge: Charge,
    fen: int,
    *,
    why: str,
    by: str,
    key: str,
    surplus: bool = False,
    proposed: bool = False,
) -> Refund:
    """Begin a refund: ``proposed`` waits for a second person, else a job asks the channel at once."""
    now = clock.now()
    refund = Refund(
        number=refund_number(),
        charge=charge.number,
        order=charge.order,
        station=charge.station,
        channel=charge.channel,
        merchant=charge.merchant,
        fen=fen,
        surplus=surplus,
        state=RefundState.PROPOSED.value,
        key=key,
        why=why,
        asked_by=by,
        asked_at=now,
        state_since=now,
    )
    book.add(refund)
    book.record("refund.proposed", book.order_of(charge), **_told(refund))
    if not proposed:
        begin(book, refund)
    return refund


def begin(book: Book, refund: Refund) -> None:
    """It may go: from here on the money counts as on its way back."""
    _step(book, refund, RefundState.ASKED)
    _on_its_way(book, refund, refund.fen)
    if refund.merchant:
        refund.next_ask_at = clock.now()
        book.pursue(refund, 0)


def withdraw(book: Book, refund: Refund) -> None:
    """A proposal that will not be carried out."""
    _step(book, refund, RefundState.WITHDRAWN)


def learn_refund(book: Book, refund: Refund, answer: RefundAnswer) -> bool:
    """Take the step that the channel's answer asks for; false when it says nothing new."""
    if answer.channel_number:
        refund.channel_number = answer.channel_number[:64]
    if answer.outcome is RefundOutcome.DONE:
        fits = answer.fen is None or answer.fen == refund.fen
        return finish(book, refund, answer) if fits else go_wrong(book, refund)
    if answer.outcome is RefundOutcome.REFUSED:
        return refuse_refund(book, refund, answer.reason or No.OTHER)
    if answer.outcome is RefundOutcome.ABNORMAL:
        return go_wrong(book, refund)
    if answer.outcome is RefundOutcome.PROCESSING:
        return _step(book, refund, RefundState.PROCESSING)
    if answer.outcome is RefundOutcome.UNKNOWN:
        return _step(book, refund, RefundState.UNKNOWN)
    return False  # absent: whoever pursues it asks for it once more, with the same number


def finish(book: Book, refund: Refund, answer: RefundAnswer | None = None) -> bool:
    """The money is back with the payer."""
    was_moving = refund.step in MOVING_REFUNDS
    if not _step(book, refund, RefundState.DONE):
        return False
    refund.next_ask_at, refund.reason = None, ""
    refund.done_at = (answer.done_at if answer else None) or clock.now()
    if refund.surplus:
        return True
    if was_moving:
        _on_its_way(book, refund, -refund.fen)
    order = book.order_of(refund)
    order.refunded_fen += refund.fen
    book.touch(order)
    weigh_refunds(book, order)
    left = order.paid_fen - order.refunded_fen
    book.tell(OrderRefunded(order.public_id, order.transfer, order.station, refund.fen, left))
    return True


def refuse_refund(book: Book, refund: Refund, reason: No) -> bool:
    """The channel will not: the money is still ours to give, and a person decides."""
    if not _step(book, refund, RefundState.REFUSED, reason=reason.value):
        return False
    refund.next_ask_at, refund.reason = None, reason.value
    _on_its_way(book, refund, -refund.fen)
    settle_if_paid(book, book.order_of(refund))
    return True


def go_wrong(book: Book, refund: Refund) -> bool:
    """The payer's account takes no money, or another sum went: it stays on its way until a person has seen to it."""
    return _step(book, refund, RefundState.ABNORMAL)


def _on_its_way(book: Book, refund: Refund, fen: int) -> None:
    if refund.surplus:
        return
    order = book.order_of(refund)
    order.refunding_fen += fen
    book.touch(order)


def _step(book: Book, refund: Refund, state: RefundState, **facts: Any) -> bool:
    if state not in REFUND_STEPS[refund.step]:
        return False
    refund.state, refund.state_since = state.value, clock.now()
    book.touch(refund)
    book.record(f"refund.{state.value}", book.order_of(refund), **_told(refund), **facts)
    return True


def _told(refund: Refund) -> dict[str, Any]:
    return {"refund": refund.number, "charge": refund.charge, "channel": refund.channel, "fen": refund.fen}
