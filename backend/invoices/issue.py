"""What came of a wish (开票登记): the number that the tax system gave, or why it gave none."""

import re
from datetime import date
from typing import Final

from backend import payments
from backend.invoices.ask import begin, kept_fen
from backend.invoices.errors import AmountMoved, InvoiceMoved, InvoiceUnknown, IssueUnfit, NumberTaken
from backend.invoices.facts import InvoiceTitle
from backend.invoices.models import Invoice
from backend.invoices.show import reaches
from backend.invoices.states import INVOICE_NAMES, UNISSUED, InvoiceState
from backend.invoices.step import step
from backend.kit import clock
from backend.kit.database import Work

# 数电发票: 20 digits without a code; on paper a code of 10 or 12 digits and a number of 8 (DOMAIN §0.10).
NUMBER: Final = re.compile(r"\d{20}|\d{18}", re.ASCII)
LONGEST_REASON: Final = 200


async def mark_issued(work: Work, invoice: str, number: str, day: date, fen: int) -> None:
    """Somebody issued it in the tax system, of ``fen``. Saying the same twice does nothing.

    Raises InvoiceUnknown, IssueUnfit, NumberTaken, AmountMoved, InvoiceMoved.
    """
    row = await _held(work, invoice)
    plain = await _number(row, number, day)
    if row.step is InvoiceState.ISSUED and row.invoice_number == plain:
        return
    if row.step not in UNISSUED:
        raise InvoiceMoved(state=INVOICE_NAMES[row.step])
    order = await payments.order_of(row.transfer)
    kept = kept_fen(order) if order else 0
    if kept and kept != row.fen:
        row.fen = kept
        await row.save(update_fields=["fen"])
    if fen != row.fen:
        raise AmountMoved(now=payments.yuan(row.fen), seen=payments.yuan(fen))
    await note_issued(work, row, plain, day)


async def note_issued(work: Work, row: Invoice, number: str, day: date) -> None:
    """The invoice exists; where everything went back meanwhile, the refund's event asks for the red one."""
    row.invoice_number, row.invoice_day, row.reason = number, day, ""
    await step(work, row, InvoiceState.ISSUED, number=number)


async def mark_failed(work: Work, invoice: str, reason: str) -> None:
    """It cannot be issued so; the payer reads why. Raises InvoiceUnknown, IssueUnfit, InvoiceMoved."""
    row = await _held(work, invoice)
    why = " ".join(reason.split())
    if not 2 <= len(why) <= LONGEST_REASON:
        raise IssueUnfit(field="reason", sentence=f"请写明原因，2 至 {LONGEST_REASON} 字，申请人会看到。")
    row.reason = why
    await step(work, row, InvoiceState.FAILED)


async def mark_reversed(work: Work, invoice: str, number: str, day: date) -> None:
    """The red invoice exists (已红冲). What the station still keeps is asked for anew under the same title.

    Raises InvoiceUnknown, IssueUnfit, NumberTaken, InvoiceMoved.
    """
    row = await _held(work, invoice)
    plain = await _number(row, number, day)
    if row.step is InvoiceState.RED_REVERSED and row.red_number == plain:
        return
    await note_reversed(work, row, plain)


async def note_reversed(work: Work, row: Invoice, number: str) -> None:
    """Write the red number and go on with the rest, if there is any and somebody is still named."""
    row.red_number = number
    await step(work, row, InvoiceState.RED_REVERSED, number=number)
    order = await payments.order_of(row.transfer)
    left = kept_fen(order) if order else 0
    if order and left > 0 and row.title:
        await begin(work, order, left, InvoiceTitle(**row.title), row.owner)


async def _held(work: Work, invoice: str) -> Invoice:
    row = await Invoice.locked(invoice)
    if row is None or not reaches(work.actor, row.station):
        raise InvoiceUnknown
    return row


async def _number(row: Invoice, number: str, day: date) -> str:
    plain = re.sub(r"[\s-]", "", number)
    if not NUMBER.fullmatch(plain):
        raise IssueUnfit(
            field="number", sentence="数电发票号码为 20 位数字；纸质发票请连续填写发票代码和号码，共 18 或 20 位。"
        )
    if not clock.local(row.asked_at).date() <= day <= clock.today():
        raise IssueUnfit(field="day", sentence="开票日期须在申请之日至今天之间，请核对。")
    for column in ("invoice_number", "red_number"):
        other = await Invoice.filter(**{column: plain}).first()
        # A red invoice has a number of its own.
        if other and (other.id != row.id or (column == "invoice_number" and row.step is InvoiceState.RED_DUE)):
            raise NumberTaken(field="number", number=plain)
    return plain
