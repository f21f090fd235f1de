"""Asking for an invoice (申请开票): one wish an order, for what the station keeps of the money."""

from dataclasses import asdict

from tortoise.exceptions import IntegrityError

from backend.invoices.errors import InvoiceAsked, InvoiceUnknown, NothingToInvoice
from backend.invoices.facts import InvoiceTitle, InvoiceView
from backend.invoices.models import Invoice
from backend.invoices.show import view_of
from backend.invoices.states import INVOICE_NAMES, InvoiceState
from backend.invoices.step import SUBMIT, step
from backend.invoices.titles import fit_title
from backend.kit import clock, ids
from backend.kit.database import Work
from backend.payments import OrderView


async def ask_for_invoice(work: Work, order: OrderView, title: InvoiceTitle) -> InvoiceView:
    """The acting payer asks for the invoice of their order; whose order it is, the face has seen to.

    After a failure the same wish goes on with the new title. Raises TitleUnfit, NothingToInvoice, InvoiceAsked.
    """
    fit = fit_title(title)
    row = await Invoice.live(order.id)
    if row is not None and not (row.step is InvoiceState.FAILED and row.owner == work.actor.id):
        raise InvoiceAsked(state=INVOICE_NAMES[row.step])
    fen = kept_fen(order)
    if fen <= 0:
        raise NothingToInvoice
    if row is None:
        return view_of(await begin(work, order, fen, fit, work.actor.id))
    row.title, row.fen, row.reason = asdict(fit), fen, ""
    await step(work, row, InvoiceState.ASKED)
    await work.revive(SUBMIT, row.public_id, invoice=row.public_id)
    return view_of(row)


async def withdraw_invoice(work: Work, order: str) -> InvoiceView:
    """The acting payer takes the wish back while nothing is issued. Raises InvoiceUnknown, InvoiceMoved."""
    row = await Invoice.live(order)
    if row is None or row.owner != work.actor.id:
        raise InvoiceUnknown
    await step(work, row, InvoiceState.WITHDRAWN)
    return view_of(row)


async def begin(work: Work, order: OrderView, fen: int, title: InvoiceTitle, owner: str) -> Invoice:
    """A new wish, and the job that hands it to whoever issues."""
    now = clock.now()
    name = ids.public_id()
    try:
        row = await Invoice.create(
            public_id=name,
            number=f"I{clock.today():%Y%m%d}{ids.letters(8)}",
            order=order.id,
            live_of=order.id,
            transfer=order.transfer,
            station=order.station,
            owner=owner,
            fen=fen,
            title=asdict(title),
            asked_at=now,
            changed_at=now,
            changed_by=work.actor.name,
        )
    except IntegrityError:
        # Somebody else asked in the same moment.
        raise InvoiceAsked(state=INVOICE_NAMES[InvoiceState.ASKED]) from None
    await work.record("invoice.asked", row.public_id, order=order.id, fen=fen, kind=title.kind)
    work.announce(f"station:{row.station}", invoice=row.public_id, state=row.state)
    await work.queue(SUBMIT, row.public_id, invoice=row.public_id)
    return row


def kept_fen(order: OrderView) -> int:
    """What an invoice of the order would be of now: what was paid and is not on its way back."""
    return order.paid_fen - order.refunding_fen - order.refunded_fen if order.settled else 0
