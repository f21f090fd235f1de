"""One step of a wish (发票申请的步骤): checked against the table, written, audited, told."""

from typing import Any, Final

from backend.invoices.errors import InvoiceMoved
from backend.invoices.models import Invoice
from backend.invoices.states import INVOICE_NAMES, STEPS, InvoiceState
from backend.kit import clock
from backend.kit.database import Work

SUBMIT: Final = "invoices.submit"
REVERSE: Final = "invoices.reverse"
OVER: Final = frozenset({InvoiceState.RED_REVERSED, InvoiceState.WITHDRAWN})


async def step(work: Work, row: Invoice, state: InvoiceState, **facts: Any) -> None:
    """Go on to ``state``, or raise InvoiceMoved. ``row`` is locked; its other columns are written too."""
    if state not in STEPS[row.step]:
        raise InvoiceMoved(state=INVOICE_NAMES[row.step])
    row.state, row.changed_at, row.changed_by = state.value, clock.now(), work.actor.name
    if state in OVER:
        row.live_of = None
    await row.save()
    told = {"order": row.order, "fen": row.fen, **facts}
    await work.record(f"invoice.{state.value}", row.public_id, **told)
    work.announce(f"station:{row.station}", invoice=row.public_id, state=row.state)
    work.announce(f"order:{row.order}", invoice=row.public_id, state=row.state)
