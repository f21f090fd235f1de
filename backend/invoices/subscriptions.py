"""What invoices do when money goes back (退款与发票), inside the work that gave it back."""

from backend.invoices.models import Invoice
from backend.invoices.states import UNISSUED, InvoiceState
from backend.invoices.step import REVERSE, step
from backend.kit.database import Work
from backend.kit.events import on
from backend.payments import OrderRefunded


@on(OrderRefunded)
async def fee_went_back(work: Work, event: OrderRefunded) -> None:
    """Not issued yet: the wish is of less, or of nothing. Issued: it is to be reversed (待红冲)."""
    row = await Invoice.live(event.order)
    if row is None:
        return
    if row.step in UNISSUED:
        if event.held_fen <= 0:
            await step(work, row, InvoiceState.WITHDRAWN)
        else:
            row.fen = event.held_fen
            await row.save(update_fields=["fen"])
    elif row.step is InvoiceState.ISSUED:
        await step(work, row, InvoiceState.RED_DUE)
        await work.queue(REVERSE, row.public_id, invoice=row.public_id)
