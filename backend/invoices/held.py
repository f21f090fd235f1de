"""What invoices hold of a person (发票中的个人信息): told to whoever asks for theirs, erased where it may be.

An issued invoice is a tax record: its stub is kept five years (《发票管理办法》第二十八条).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from backend.invoices.facts import TITLE_KINDS
from backend.invoices.models import Invoice
from backend.invoices.states import INVOICE_NAMES, UNISSUED, InvoiceState
from backend.invoices.step import step
from backend.kit import clock
from backend.kit.database import Work
from backend.kit.personal import Holding

TABLES: Final = ("invoices_invoice",)
KEPT_YEARS: Final = 5


@dataclass(frozen=True, slots=True)
class InvoiceKept:
    """One wish whose title is still there; ``until`` is the last day on which it must be, None where it may go."""

    id: str
    number: str
    until: date | None


async def held_of_invoices(account: str) -> Holding:
    """Every invoice that an account asked for."""
    told = Holding()
    for row in await Invoice.of_owners([account]):
        title = row.title or {}
        told.tell(
            "invoices_invoice",
            "服务费发票申请",
            编号=row.number,
            状态=INVOICE_NAMES[row.step],
            金额分=row.fen,
            抬头类型=TITLE_KINDS.get(title.get("kind", ""), ""),
            抬头=title.get("name", ""),
            统一社会信用代码=title.get("credit_code", ""),
            邮箱=title.get("email", ""),
            手机号=title.get("phone", ""),
            发票号码=row.invoice_number or "",
            开票日期=row.invoice_day,
            红字发票号码=row.red_number or "",
            未开成的原因=row.reason,
            申请时间=row.asked_at,
        )
    return told


async def invoices_kept(accounts: Iterable[str]) -> list[InvoiceKept]:
    """Which wishes of these accounts still hold a title, and until when they must."""
    today = clock.today()
    found = []
    for row in await Invoice.of_owners(accounts):
        if row.title:
            until = _until(row)
            found.append(InvoiceKept(row.public_id, row.number, until if until and until >= today else None))
    return found


async def erase_invoice(work: Work, invoice: str) -> None:
    """Forget whom a wish named; one that nothing was issued for is withdrawn. What must stay is left alone."""
    row = await Invoice.locked(invoice)
    if row is None or not row.title or ((until := _until(row)) and until >= clock.today()):
        return
    row.title, row.reason = {}, ""
    if row.step in UNISSUED:
        await step(work, row, InvoiceState.WITHDRAWN)
    else:
        await row.save(update_fields=["title", "reason"])


def _until(row: Invoice) -> date | None:
    day = row.invoice_day
    if day is None:
        return None
    # The end of that year: whoever counts from the wrong day keeps it too long, never too short.
    return date(day.year + KEPT_YEARS, 12, 31)
