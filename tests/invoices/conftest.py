"""The till of the payments' tests, whose payers wish invoices."""

from dataclasses import dataclass, field

import pytest

from backend import invoices
from backend.gateways.invoices import InvoicePlatform, ManualInvoices
from backend.invoices import InvoiceTitle, InvoiceView
from backend.kit import clock
from backend.kit.actor import Actor, Role
from backend.payments import OrderView, take_cash
from backend.payments.drawer.shift import open_shift
from tests.payments.conftest import balanced, one_sandbox, sandbox, till
from tests.payments.till import CLERK, MANAGER, Till, Tools

__all__ = ["balanced", "one_sandbox", "sandbox", "till"]

CHEN = Actor("owner", "chen" + "0" * 16, frozenset({Role.OWNER}))
OUTSIDER = Actor("owner", "sun" + "0" * 17, frozenset({Role.OWNER}))
PERSON = InvoiceTitle("personal", "陈买")
COMPANY = InvoiceTitle("company", "无锡市示例贸易有限公司", "91350100M000100Y43", "piao@example.com", "13800138000")
NUMBER, RED_NUMBER = "26322000000123456789", "26322000000123456790"


@dataclass
class WithInvoices(Tools):
    """The till's tools, and who issues."""

    invoices: InvoicePlatform = field(default_factory=ManualInvoices)


@dataclass
class Office:
    """The payer's phone and the clerk who issues in the tax system."""

    till: Till

    async def paid(self, fen: int = 30_000) -> OrderView:
        """An order, paid in cash."""
        order = await self.till.opens(fen)
        await self.till.does(open_shift, 50_000, by=MANAGER)
        await self.till.does(take_cash, order.id, fen, "cash-1", by=MANAGER)
        return await self.till.sees(order)

    async def asks(self, order: OrderView, title: InvoiceTitle = PERSON, by: Actor = CHEN) -> InvoiceView:
        asked: InvoiceView = await self.till.does(invoices.ask_for_invoice, await self.till.sees(order), title, by=by)
        return asked

    async def issues(self, asked: InvoiceView, fen: int = 30_000, number: str = NUMBER, by: Actor = CLERK) -> None:
        await self.till.does(invoices.mark_issued, asked.id, number, clock.today(), fen, by=by)

    async def gives_back(self, order: OrderView, fen: int) -> None:
        charge = (await self.till.sees(order)).charges[0]
        await self.till.refunds(charge, fen, key=f"back-{fen}")
        await self.till.works()

    async def sees(self, order: OrderView) -> InvoiceView:
        found = await invoices.invoice_of(order.id)
        assert found is not None
        return found


@pytest.fixture
async def office(till: Till) -> Office:
    till.tools = WithInvoices(till.tools.settings, till.tools.kit, till.tools.channels)
    return Office(till)
