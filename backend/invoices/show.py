"""Showing wishes (查看发票申请)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from backend.invoices.errors import InvoiceUnknown
from backend.invoices.facts import InvoiceTitle, InvoiceView
from backend.invoices.models import NAME_LETTERS, Invoice
from backend.invoices.states import INVOICE_NAMES, InvoiceState
from backend.kit.actor import Actor, Role
from backend.kit.database import Work

MOST_LISTED: Final = 500
SENTENCES: Final = {
    InvoiceState.ASKED: "已收到申请，登记服务站将尽快开具。",
    InvoiceState.QUEUED: "登记服务站正在开具，开好后在这里显示发票号码。",
    InvoiceState.ISSUED: "发票已开具，可凭发票号码在“国家税务总局全国增值税发票查验平台”查验。",
    InvoiceState.FAILED: "没有开成，请按原因修改后重新申请。",
    InvoiceState.RED_DUE: "服务费有退款，原发票正在红冲；剩余金额会自动重新开具。",
    InvoiceState.RED_REVERSED: "服务费已退款，原发票已红冲。",
    InvoiceState.WITHDRAWN: "申请已撤销，可以重新申请。",
}


def reaches(actor: Actor, station: str) -> bool:
    """Whether somebody may see to that station's invoices: who works there, administrators, the system."""
    own = Role.CLERK in actor.roles and actor.station == station and station != ""
    return own or Role.ADMINISTRATOR in actor.roles or actor.kind == "system"


async def invoice_of(order: str) -> InvoiceView | None:
    """The order's wish that counts, or the last that did."""
    row = await Invoice.last_of(order) if len(order) <= NAME_LETTERS else None
    return view_of(row) if row else None


async def own_invoice(work: Work, order: str) -> InvoiceView | None:
    """The same for the acting payer: of somebody else's wish the title is left out."""
    view = await invoice_of(order)
    return view if view is None or view.owner == work.actor.id else replace(view, title=None)


async def invoices(actor: Actor, states: Iterable[str] = ()) -> list[InvoiceView]:
    """The station's wishes in these states (none: all), the latest first; an administrator sees every station's."""
    station = None if Role.ADMINISTRATOR in actor.roles else actor.station
    return [view_of(row) for row in await Invoice.listed(station, states, MOST_LISTED)]


async def title_of(work: Work, invoice: str) -> InvoiceTitle:
    """The whole title, which is audited. Raises InvoiceUnknown."""
    row = await Invoice.get_or_none(public_id=invoice) if len(invoice) <= NAME_LETTERS else None
    if row is None or not row.title or not reaches(work.actor, row.station):
        raise InvoiceUnknown
    await work.record("invoice.title_shown", row.public_id)
    return InvoiceTitle(**row.title)


def view_of(row: Invoice) -> InvoiceView:
    """One wish with its whole title."""
    return InvoiceView(
        id=row.public_id,
        number=row.number,
        order=row.order,
        transfer=row.transfer,
        station=row.station,
        owner=row.owner,
        state=row.state,
        state_name=INVOICE_NAMES[row.step],
        sentence=SENTENCES[row.step],
        fen=row.fen,
        title=InvoiceTitle(**row.title) if row.title else None,
        invoice_number=row.invoice_number or "",
        invoice_day=row.invoice_day,
        red_number=row.red_number or "",
        reason=row.reason,
        asked_at=row.asked_at,
        changed_at=row.changed_at,
    )
