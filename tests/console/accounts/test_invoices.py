"""服务费发票 in the console: what waits, whose title is shown, the sheet, and the numbers that were typed."""

from dataclasses import dataclass
from io import BytesIO

import pytest
from openpyxl import load_workbook

from backend import invoices, payments
from backend.invoices import InvoiceTitle, InvoiceView
from backend.kit import clock, ids
from backend.kit.actor import SYSTEM, Actor, Role
from backend.kit.database import unit_of_work
from backend.payments import OrderFacts

PAGE = "/console/accounts/invoices"
API = "/console/api/accounts/invoices"
CHEN = Actor("owner", "chen" + "0" * 16, frozenset({Role.OWNER}))
COMPANY = InvoiceTitle("company", "无锡市示例贸易有限公司", "91350100M000100Y43", "piao@example.com")
NUMBER = "26322000000123456789"


@dataclass
class Wishes:
    """Orders of a station that are paid in cash, and what 陈买 asks of them."""

    team: dict

    async def asks(self, title: InvoiceTitle, username: str = "clerk") -> InvoiceView:
        clerk = self.team[username].actor
        transfer = ids.public_id()
        async with unit_of_work(SYSTEM) as work:
            await payments.add_tariff(work, item="过户服务费", fen=30_000, valid_from=clock.today())
            order = await payments.open_order(work, transfer, clerk.station, OrderFacts("小型轿车", "direct"))
        async with unit_of_work(clerk) as work:
            if await payments.own_shift(work) is None:
                await payments.open_shift(work, 0)
            await payments.take_cash(work, order, 30_000, "cash-1")
        async with unit_of_work(CHEN) as work:
            paid = await payments.order_of(transfer)
            assert paid is not None
            return await invoices.ask_for_invoice(work, paid, title)


@pytest.fixture
async def wishes(console, team) -> Wishes:
    return Wishes(team)


def typed(**changes) -> dict:
    return {"number": NUMBER, "day": str(clock.today()), "fen": 30_000, **changes}


async def test_it_lists_what_waits_and_masks_a_persons_name(wishes, clerk):
    await wishes.asks(InvoiceTitle("personal", "陈买买"))
    await wishes.asks(COMPANY)
    page = (await clerk.page(PAGE)).text
    assert "陈**" in page and "陈买买" not in page and COMPANY.name in page and "登记开票" in page


async def test_a_title_is_shown_whole_when_asked(wishes, clerk):
    asked = await wishes.asks(COMPANY)
    shown = (await clerk.posts(f"{API}/{asked.id}/reveal")).json()
    assert shown["value"] == f"{COMPANY.name} {COMPANY.credit_code}"


async def test_the_number_is_typed_and_the_wish_leaves_the_list(wishes, clerk):
    asked = await wishes.asks(COMPANY)
    assert (await clerk.posts(f"{API}/{asked.id}/issued", typed())).status_code == 200
    assert "没有待处理的发票申请" in (await clerk.page(PAGE)).text
    assert NUMBER in (await clerk.page(f"{PAGE}?state=issued")).text
    assert NUMBER in (await clerk.page(f"{PAGE}?state=all")).text


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"number": "12"}, "INV-107"), ({"day": "2020-01-01"}, "INV-107"), ({"fen": 1}, "INV-106")],
)
async def test_what_cannot_be_is_refused(wishes, clerk, changes, code):
    asked = await wishes.asks(COMPANY)
    refused = await clerk.posts(f"{API}/{asked.id}/issued", typed(**changes))
    assert refused.json()["code"] == code


async def test_a_failure_says_why(wishes, clerk):
    asked = await wishes.asks(COMPANY)
    assert (await clerk.posts(f"{API}/{asked.id}/failed", {"reason": ""})).status_code == 422
    assert (await clerk.posts(f"{API}/{asked.id}/failed", {"reason": "名称与税号不符"})).status_code == 200
    assert "名称与税号不符" in (await clerk.page(f"{PAGE}?state=failed")).text


async def test_only_an_issued_one_is_reversed(wishes, clerk):
    asked = await wishes.asks(COMPANY)
    refused = await clerk.posts(f"{API}/{asked.id}/reversed", {"number": NUMBER, "day": str(clock.today())})
    assert refused.json()["code"] == "INV-105"


async def test_a_station_sees_its_own_and_an_administrator_all(wishes, sits, clerk):
    asked = await wishes.asks(COMPANY)
    other, admin = await sits("manager2"), await sits("admin")
    assert COMPANY.name not in (await other.page(PAGE)).text
    assert COMPANY.name in (await admin.page(PAGE)).text
    for act, body in (("issued", typed()), ("failed", {"reason": "名称不符"}), ("reveal", {})):
        assert (await other.posts(f"{API}/{asked.id}/{act}", body)).status_code == 404
    assert (await admin.posts(f"{API}/{asked.id}/issued", typed())).status_code == 200


async def test_the_sheet_holds_what_the_tax_system_asks_for(wishes, clerk):
    await wishes.asks(COMPANY)
    sheet = await clerk.page(f"{PAGE}/sheet?state=open")
    rows = list(load_workbook(BytesIO(sheet.content)).active.iter_rows(values_only=True))
    assert [COMPANY.name, COMPANY.credit_code] == list(rows[1][4:6]) and float(rows[1][6]) == 300
    assert "无锡" in rows[1][1]
