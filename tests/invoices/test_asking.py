"""Asking for the invoice of a fee: what title it may bear, once, of what was paid."""

from dataclasses import replace

import pytest

from backend import invoices
from backend.invoices import InvoiceAsked, InvoiceMoved, InvoiceTitle, InvoiceUnknown, NothingToInvoice, TitleUnfit
from backend.kit.database import unit_of_work
from tests.invoices.conftest import CHEN, COMPANY, OUTSIDER, PERSON, Office


class TestAsking:
    async def test_it_works(self, office: Office):
        order = await office.paid()
        asked = await office.asks(order)
        assert (asked.state, asked.state_name, asked.fen, asked.title) == ("asked", "已申请", 30_000, PERSON)
        await office.till.works()
        assert (await office.sees(order)).state_name == "待开票"

    async def test_a_company_names_its_credit_code(self, office: Office):
        asked = await office.asks(await office.paid(), replace(COMPANY, credit_code="9135 0100m000100y43"))
        assert asked.title == COMPANY

    async def test_a_person_has_no_credit_code(self, office: Office):
        asked = await office.asks(await office.paid(), replace(COMPANY, kind="personal"))
        assert asked.title is not None and asked.title.credit_code == ""

    @pytest.mark.parametrize(
        ("field", "title"),
        [
            ("kind", replace(PERSON, kind="")),
            ("name", replace(PERSON, name=" ")),
            ("name", replace(PERSON, name="买" * 101)),
            ("name", replace(PERSON, name="陈\x00买")),
            ("credit_code", replace(COMPANY, credit_code="")),
            ("credit_code", replace(COMPANY, credit_code="91350100M000100Y44")),
            ("email", replace(PERSON, email="piao@")),
            ("phone", replace(PERSON, phone="1380013800")),
        ],
    )
    async def test_an_unfit_title_is_told_beside_its_field(self, office: Office, field: str, title: InvoiceTitle):
        order = await office.till.opens()
        with pytest.raises(TitleUnfit) as refused:
            await office.asks(order, title)
        assert refused.value.field == field

    async def test_nothing_is_invoiced_before_it_is_paid(self, office: Office):
        with pytest.raises(NothingToInvoice):
            await office.asks(await office.till.opens())

    async def test_nothing_is_invoiced_that_went_back(self, office: Office):
        order = await office.paid()
        await office.gives_back(order, 30_000)
        with pytest.raises(NothingToInvoice):
            await office.asks(order)

    async def test_what_went_back_before_is_left_out(self, office: Office):
        order = await office.paid()
        await office.gives_back(order, 10_000)
        assert (await office.asks(order)).fen == 20_000


class TestOnce:
    @pytest.mark.parametrize("second", [CHEN, OUTSIDER])
    async def test_an_order_has_one(self, office: Office, second):
        order = await office.paid()
        await office.asks(order)
        with pytest.raises(InvoiceAsked):
            await office.asks(order, by=second)

    async def test_only_who_asked_reads_the_title(self, office: Office):
        order = await office.paid()
        await office.asks(order)
        for who, title in ((CHEN, PERSON), (OUTSIDER, None)):
            async with unit_of_work(who) as work:
                seen = await invoices.own_invoice(work, order.id)
            assert seen is not None and seen.title == title

    async def test_no_log_would_print_the_title(self, office: Office):
        order = await office.paid()
        await office.asks(order, COMPANY)
        assert "示例贸易" not in repr(await office.sees(order))


class TestWithdrawing:
    async def test_it_works_and_another_may_be_asked(self, office: Office):
        order = await office.paid()
        await office.asks(order)
        await office.till.does(invoices.withdraw_invoice, order.id, by=CHEN)
        assert (await office.sees(order)).state == "withdrawn"
        assert (await office.asks(order, COMPANY)).state == "asked"

    async def test_nobody_else_may(self, office: Office):
        order = await office.paid()
        await office.asks(order)
        with pytest.raises(InvoiceUnknown):
            await office.till.does(invoices.withdraw_invoice, order.id, by=OUTSIDER)

    async def test_an_issued_one_stays(self, office: Office):
        order = await office.paid()
        await office.issues(await office.asks(order))
        with pytest.raises(InvoiceMoved):
            await office.till.does(invoices.withdraw_invoice, order.id, by=CHEN)
