"""收款结算单 in the console: a period on the page, as a workbook and on paper, and the three say the same."""

import subprocess
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from backend import payments
from backend.kit.audit import latest
from tests.console.accounts.conftest import Office
from tests.console.seat import Seat

PAGE = "/console/accounts/statement/"
ALL = "by=day&by=station&by=clerk&by=channel"
NUMBERS = ("收款笔数", "收款（元）", "退款笔数", "退款（元）", "渠道手续费（元）", "净额（元）")


def of(day: date, by: str = "") -> str:
    return f"first={day}&last={day}{'&' if by else ''}{by}"


def printed(pdf: bytes) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


async def a_days_takings(office: Office) -> None:
    """300 by WeChat of which 100 went back, 50 by Alipay, 80 in cash."""
    charge = await office.takes("wechat")
    await office.gives_back(charge, 10_000)
    await office.takes("alipay", 5_000, "scan-2")
    clerk = office.team["clerk"].actor
    await office.till.does(payments.open_shift, 0, by=clerk)
    order = await office.till.opens(8_000, station=office.station)
    await office.till.does(payments.take_cash, order.id, order.due_fen, "cash-1", by=clerk)


async def sheets(seat: Seat, query: str) -> dict[str, list[dict[str, Any]]]:
    """Each table of the workbook as rows by column."""
    answer = await seat.page(f"{PAGE}sheet?{query}")
    assert answer.status_code == 200
    found = {}
    for table in load_workbook(BytesIO(answer.content)):
        head, *rows = table.iter_rows(values_only=True)
        found[table.title] = [dict(zip(head, row, strict=True)) for row in rows]
    return found


async def test_it_works(office: Office, sits):
    await a_days_takings(office)
    with office.books.next_day():
        for channel in ("wechat", "alipay"):
            await office.matches(channel)
        manager = await sits("manager")
        page = (await manager.page(f"{PAGE}?{of(office.books.day, ALL)}")).text
    for words in ("李经办", "微信支付", "支付宝", "现金", "300.00", "100.00", "50.00", "80.00", "合计"):
        assert words in page
    assert "未对账" not in page


async def test_until_the_bill_came_the_fee_is_not_known(office: Office, sits):
    await office.takes()
    page = (await (await sits("manager")).page(f"{PAGE}?{of(office.books.day)}")).text
    assert "未对账" in page
    assert "部分未对账" not in page


async def test_the_last_row_of_the_workbook_is_the_sum_of_the_others(office: Office, sits):
    await a_days_takings(office)
    with office.books.next_day():
        for channel in ("wechat", "alipay"):
            await office.matches(channel)
        found = await sheets(await sits("manager"), of(office.books.day, "by=channel"))
    assert list(found) == ["结算单", "全部明细"]
    for *rows, total in found.values():
        for name in NUMBERS:
            assert round(sum(row[name] for row in rows), 2) == total[name]
    *rows, total = found["结算单"]
    assert {row["渠道"]: row["收款（元）"] for row in rows} == {"微信支付": 300, "支付宝": 50, "现金": 80}
    assert (total["渠道"], total["收款笔数"], total["退款（元）"]) == ("合计", 3, 100)
    assert 328 < total["净额（元）"] < 330
    assert {row["收款人"] for row in found["全部明细"][:-1]} == {"李经办", "赵站长"}
    assert (await latest(1))[0].action == "reconciliation.statement_taken"


async def test_the_paper_says_the_same(office: Office, sits):
    await a_days_takings(office)
    query = of(office.books.day, ALL)
    with office.books.next_day():
        manager = await sits("manager")
        early = printed((await manager.page(f"{PAGE}paper?{query}")).content)
        await office.matches()
        await office.matches("alipay")
        answer = await manager.page(f"{PAGE}paper?{query}")
        assert (await latest(1))[0].action == "reconciliation.statement_taken"
    assert answer.headers["Content-Type"] == "application/pdf"
    text = printed(answer.content)
    for words in ("收款结算单", "无锡市锡山区二手车登记服务站", "制表：赵站长", "李经办", "现金", "430.00", "328.50"):
        assert words in text
    assert "未对账" not in text
    # WeChat's row, Alipay's, their sum and the note; cash has no fee that anybody waits for.
    assert early.count("未对账") >= 4


async def test_an_owner_who_paid_alone_is_nobody_by_name(office: Office, sits):
    till = office.till
    order = await till.opens(station=office.station)
    till.pays(await till.asks(payments.show_qr, order.id, "wechat", "qr-1", by=office.team["clerk"].actor))
    await till.works()
    page = (await (await sits("admin")).page(f"{PAGE}?{of(office.books.day, ALL)}")).text
    assert "chen-mai" not in page


async def test_a_manager_sees_the_own_station_only(office: Office, sits):
    await office.takes()
    query = of(office.books.day, "by=station")
    neighbour, admin = await sits("manager2"), await sits("admin")
    assert "这段时间没有收款" in (await neighbour.page(f"{PAGE}?{query}")).text
    assert [row["收款笔数"] for row in (await sheets(neighbour, query))["全部明细"]] == [0]
    assert "无锡市锡山区二手车登记服务站" in (await admin.page(f"{PAGE}?{query}")).text


async def test_a_period_that_is_too_long_says_so(office: Office, sits):
    manager = await sits("manager")
    query = f"first={office.books.day - timedelta(days=200)}&last={office.books.day}"
    assert "最长 92 天" in (await manager.page(f"{PAGE}?{query}")).text
    for kind in ("sheet", "paper"):
        assert (await manager.page(f"{PAGE}{kind}?{query}")).status_code == 422


async def test_nonsense_in_the_address_is_passed_over(office: Office, sits):
    manager = await sits("manager")
    for words in ("", "first=x", "by=payer", "by=day&by=day", "by=clerk;drop", "first=2026-12-01&last=2026-11-30"):
        assert (await manager.page(f"{PAGE}?{words}")).status_code == 200


async def test_clerks_see_none_of_it(office: Office, clerk):
    for kind in ("", "sheet", "paper"):
        assert (await clerk.page(PAGE + kind)).status_code == 403
