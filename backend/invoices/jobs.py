"""Handing wishes to whoever issues (交付开票), outside any transaction; a person's work stays waiting."""

from backend.gateways.invoices import InvoicePlatform, InvoiceWish, IssuedInvoice
from backend.invoices.issue import note_issued, note_reversed
from backend.invoices.models import Invoice
from backend.invoices.states import InvoiceState
from backend.invoices.step import REVERSE, SUBMIT, step
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.errors import VendorTrouble
from backend.kit.jobs import JobRun, job

TROUBLE = "开票平台未能开具（{reason}），请登记服务站处理。"


@job(SUBMIT)
async def submit(run: JobRun) -> None:
    """Ask for one invoice. A platform that is down is asked again by the outbox."""
    platform: InvoicePlatform = run.tools.invoices
    row = await Invoice.get_or_none(public_id=run.arguments["invoice"], state=InvoiceState.ASKED.value)
    if row is None:
        return
    issued, failed = None, ""
    try:
        issued = await platform.issue(_wish(row))
    except VendorTrouble as trouble:
        if trouble.retry:
            raise
        failed = TROUBLE.format(reason=trouble.reason)
    async with unit_of_work(SYSTEM) as work:
        held = await Invoice.locked(row.public_id)
        if held is None or held.step is not InvoiceState.ASKED:
            return
        if issued is not None:
            await note_issued(work, held, issued.number, issued.day)
        else:
            held.reason = failed
            await step(work, held, InvoiceState.FAILED if failed else InvoiceState.QUEUED)


@job(REVERSE)
async def reverse(run: JobRun) -> None:
    """Ask for the red invoice; what the platform will not do, a person does."""
    platform: InvoicePlatform = run.tools.invoices
    row = await Invoice.get_or_none(public_id=run.arguments["invoice"], state=InvoiceState.RED_DUE.value)
    if row is None or row.invoice_number is None or row.invoice_day is None:
        return
    try:
        red = await platform.reverse(_wish(row), IssuedInvoice(row.invoice_number, row.invoice_day))
    except VendorTrouble as trouble:
        if trouble.retry:
            raise
        return
    if red is None:
        return
    async with unit_of_work(SYSTEM) as work:
        held = await Invoice.locked(row.public_id)
        if held is not None and held.step is InvoiceState.RED_DUE:
            await note_reversed(work, held, red.number)


def _wish(row: Invoice) -> InvoiceWish:
    title = row.title
    return InvoiceWish(
        row.number, row.station, row.fen, title["name"], title["credit_code"], title["email"], title["phone"]
    )
