"""What an invoice says of a person is told, goes while nothing is issued, and stays for its years afterwards."""

import pytest

from backend import invoices, payments
from backend.invoices import InvoiceTitle, InvoiceView
from backend.kit import clock, ids
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.payments import OrderFacts
from backend.rights import Fate


@pytest.fixture
async def asked(settling, seller, team) -> InvoiceView:
    """林卖 paid a fee in cash and wishes an invoice of it."""
    clerk, transfer = team["clerk"].actor, ids.public_id()
    async with unit_of_work(SYSTEM) as work:
        await payments.add_tariff(work, item="过户服务费", fen=30_000, valid_from=clock.today())
        order = await payments.open_order(work, transfer, clerk.station, OrderFacts("小型轿车", "direct"))
    async with unit_of_work(clerk) as work:
        await payments.open_shift(work, 0)
        await payments.take_cash(work, order, 30_000, "cash-1")
    async with unit_of_work(seller.actor) as work:
        paid = await payments.order_of(transfer)
        assert paid is not None
        return await invoices.ask_for_invoice(work, paid, InvoiceTitle("personal", seller.who.name))


async def test_it_is_told_to_whom_it_names_and_nobody_else(asked, seller, buyer, tells):
    assert "invoices_invoice" in (await tells(seller.who.id_number)).tables()
    assert "invoices_invoice" not in (await tells(buyer.who.id_number)).tables()


async def test_a_wish_goes_when_the_person_asks(asked, seller, erases):
    fates = {item.what: item.fate for item in await erases(seller.who.id_number)}
    assert fates[f"服务费发票申请 {asked.number} 的抬头和联系方式"] is Fate.GOES
    seen = await invoices.invoice_of(asked.order)
    assert seen is not None and (seen.state, seen.title) == ("withdrawn", None)


async def test_an_issued_one_stays_and_says_until_when(asked, seller, team, erases):
    async with unit_of_work(team["clerk"].actor) as work:
        await invoices.mark_issued(work, asked.id, "26322000000123456789", clock.today(), 30_000)
    stays = [item for item in await erases(seller.who.id_number) if asked.number in item.what]
    assert [(item.fate, item.until and item.until.year) for item in stays] == [(Fate.STAYS, clock.today().year + 5)]
    seen = await invoices.invoice_of(asked.order)
    assert seen is not None and seen.title is not None
