"""What came of a wish: issued in the tax system, failed, reversed after a refund."""

from datetime import date, timedelta

import pytest

from backend import invoices
from backend.gateways.invoices import InvoiceWish, IssuedInvoice
from backend.invoices import AmountMoved, InvoiceMoved, InvoiceUnknown, IssueUnfit, NumberTaken
from backend.kit import clock
from backend.kit.database import unit_of_work
from backend.kit.errors import VendorTrouble
from tests.invoices.conftest import CHEN, COMPANY, NUMBER, PERSON, RED_NUMBER, Office
from tests.payments.till import ADMINISTRATOR, CLERK, STRANGER


class TestIssuing:
    @pytest.mark.parametrize("by", [CLERK, ADMINISTRATOR])
    async def test_it_works(self, office: Office, by):
        order = await office.paid()
        asked = await office.asks(order)
        await office.till.works()
        await office.issues(asked, by=by)
        seen = await office.sees(order)
        assert (seen.state, seen.invoice_number, seen.invoice_day) == ("issued", NUMBER, clock.today())

    async def test_it_may_be_said_twice(self, office: Office):
        asked = await office.asks(await office.paid())
        await office.issues(asked)
        await office.issues(asked)

    async def test_another_station_may_not(self, office: Office):
        with pytest.raises(InvoiceUnknown):
            await office.issues(await office.asks(await office.paid()), by=STRANGER)

    @pytest.mark.parametrize("number", ["", "123", "2632200000012345678x", "２６３２２００００００１２３４５６７８９"])
    async def test_a_number_that_no_invoice_has(self, office: Office, number: str):
        with pytest.raises(IssueUnfit) as refused:
            await office.issues(await office.asks(await office.paid()), number=number)
        assert refused.value.field == "number"

    @pytest.mark.parametrize("days", [-1, 1])
    async def test_a_day_on_which_nobody_could(self, office: Office, days: int):
        asked = await office.asks(await office.paid())
        day = clock.today() + timedelta(days=days)
        with pytest.raises(IssueUnfit) as refused:
            await office.till.does(invoices.mark_issued, asked.id, NUMBER, day, 30_000)
        assert refused.value.field == "day"

    async def test_a_number_belongs_to_one(self, office: Office):
        await office.issues(await office.asks(await office.paid()))
        order = await office.till.another()
        charge = await office.till.shows(order, "wechat")
        office.till.pays(charge)
        await office.till.hears(charge.number, "wechat")
        other = await office.asks(order)
        with pytest.raises(NumberTaken):
            await office.issues(other)

    async def test_an_amount_that_a_refund_changed_is_told(self, office: Office):
        order = await office.paid()
        asked = await office.asks(order)
        await office.gives_back(order, 10_000)
        assert (await office.sees(order)).fen == 20_000
        with pytest.raises(AmountMoved, match=r"200\.00"):
            await office.issues(asked)
        await office.issues(asked, fen=20_000)


class TestFailing:
    async def test_the_payer_reads_why_and_asks_again(self, office: Office):
        order = await office.paid()
        asked = await office.asks(order)
        await office.till.does(invoices.mark_failed, asked.id, "单位名称与税号不符")
        assert (await office.sees(order)).reason == "单位名称与税号不符"
        again = await office.asks(order, COMPANY)
        assert (again.id, again.state, again.title, again.reason) == (asked.id, "asked", COMPANY, "")
        await office.till.works()
        assert (await office.sees(order)).state == "queued"

    async def test_a_reason_is_needed(self, office: Office):
        asked = await office.asks(await office.paid())
        with pytest.raises(IssueUnfit):
            await office.till.does(invoices.mark_failed, asked.id, " ")


class TestRefunding:
    async def test_everything_back_before_issuing_withdraws_the_wish(self, office: Office):
        order = await office.paid()
        asked = await office.asks(order)
        await office.gives_back(order, 30_000)
        assert (await office.sees(order)).state == "withdrawn"
        with pytest.raises(InvoiceMoved):
            await office.issues(asked)

    async def test_after_issuing_a_red_one_is_due(self, office: Office):
        order = await office.paid()
        asked = await office.asks(order)
        await office.issues(asked)
        await office.gives_back(order, 30_000)
        assert (await office.sees(order)).state_name == "待红冲"
        await office.till.does(invoices.mark_reversed, asked.id, RED_NUMBER, clock.today())
        seen = await office.sees(order)
        assert (seen.state_name, seen.red_number) == ("已红冲", RED_NUMBER)

    async def test_the_rest_is_asked_for_anew(self, office: Office):
        order = await office.paid()
        asked = await office.asks(order, COMPANY)
        await office.issues(asked)
        await office.gives_back(order, 10_000)
        await office.till.does(invoices.mark_reversed, asked.id, RED_NUMBER, clock.today())
        seen = await office.sees(order)
        assert (seen.state, seen.fen, seen.title, seen.id == asked.id) == ("asked", 20_000, COMPANY, False)

    async def test_a_red_invoice_has_a_number_of_its_own(self, office: Office):
        order = await office.paid()
        asked = await office.asks(order)
        await office.issues(asked)
        await office.gives_back(order, 30_000)
        with pytest.raises(NumberTaken):
            await office.till.does(invoices.mark_reversed, asked.id, NUMBER, clock.today())

    async def test_what_was_never_issued_is_not_reversed(self, office: Office):
        asked = await office.asks(await office.paid())
        with pytest.raises(InvoiceMoved):
            await office.till.does(invoices.mark_reversed, asked.id, RED_NUMBER, clock.today())


class Connector:
    """A platform that issues by itself, or fails for good."""

    def __init__(self, reason: str = "") -> None:
        self.reason = reason
        self.told: list[InvoiceWish] = []

    async def issue(self, wish: InvoiceWish) -> IssuedInvoice | None:
        self.told.append(wish)
        if self.reason:
            raise VendorTrouble("invoices", self.reason, retry=False)
        return IssuedInvoice(NUMBER, clock.today())

    async def reverse(self, wish: InvoiceWish, issued: IssuedInvoice) -> IssuedInvoice | None:
        return IssuedInvoice(RED_NUMBER, clock.today())


class TestAPlatformThatIssues:
    async def test_it_works(self, office: Office):
        office.till.tools.invoices = Connector()
        order = await office.paid()
        await office.asks(order, COMPANY)
        await office.till.works()
        assert (await office.sees(order)).invoice_number == NUMBER
        assert office.till.tools.invoices.told[0].title == COMPANY.name

    async def test_it_reverses_too(self, office: Office):
        office.till.tools.invoices = Connector()
        order = await office.paid()
        await office.asks(order)
        await office.till.works()
        await office.gives_back(order, 30_000)
        await office.till.works()
        assert (await office.sees(order)).state == "red_reversed"

    async def test_what_it_refuses_is_failed(self, office: Office):
        office.till.tools.invoices = Connector("E1001")
        order = await office.paid()
        await office.asks(order)
        await office.till.works()
        seen = await office.sees(order)
        assert (seen.state, "E1001" in seen.reason) == ("failed", True)


class TestWhatIsHeldOfAPerson:
    async def test_it_is_told(self, office: Office):
        await office.asks(await office.paid(), COMPANY)
        told = await invoices.held_of_invoices(CHEN.id)
        assert told.tables() == set(invoices.PERSONAL_TABLES)
        assert told.things[0].facts["抬头"] == COMPANY.name

    async def test_a_wish_goes_and_an_issued_one_stays_for_its_years(self, office: Office):
        order = await office.paid()
        asked = await office.asks(order, PERSON)
        assert [one.until for one in await invoices.invoices_kept([CHEN.id])] == [None]
        await office.issues(asked)
        kept = await invoices.invoices_kept([CHEN.id])
        assert [one.until for one in kept] == [date(clock.today().year + 5, 12, 31)]
        await office.till.does(invoices.erase_invoice, asked.id)
        assert (await office.sees(order)).title == PERSON
        with clock.moved_by(timedelta(days=366 * 6)):
            await office.till.does(invoices.erase_invoice, asked.id)
        assert (await office.sees(order)).title is None

    async def test_an_erased_wish_is_withdrawn(self, office: Office):
        order = await office.paid()
        asked = await office.asks(order)
        await office.till.does(invoices.erase_invoice, asked.id)
        seen = await office.sees(order)
        assert (seen.state, seen.title) == ("withdrawn", None)
        assert await invoices.invoices_kept([CHEN.id]) == []

    async def test_looking_at_a_title_is_for_the_station(self, office: Office):
        asked = await office.asks(await office.paid())
        async with unit_of_work(CLERK) as work:
            assert await invoices.title_of(work, asked.id) == PERSON
        with pytest.raises(InvoiceUnknown):
            async with unit_of_work(STRANGER) as work:
                await invoices.title_of(work, asked.id)
