"""对账 in the console: the days, one day with its differences, and the bill as it came."""

from backend.kit.audit import latest
from tests.console.accounts.conftest import Office

PAGE = "/console/accounts"
API = "/console/api/accounts/days"


async def asked(office: Office, seat, **changed: str):
    """The dialog 核对某一天 is sent."""
    body = {"merchant": office.till.merchants["wechat"], "day": str(office.books.day)}
    return await seat.posts(API, body | changed)


async def test_it_works(office: Office, sits):
    charge = await office.takes()
    await office.gives_back(charge, 5_000)
    with office.books.next_day():
        admin = await sits("admin")
        answer = await asked(office, admin)
        assert answer.status_code == 202
        await office.till.works()
        days, day = (await admin.page(PAGE)).text, (await admin.page(answer.json()["go"])).text
    for page in (days, day):
        assert "已平账关闭" in page
        assert "250.00" in page
    assert answer.json()["go"] in days
    assert "2 行逐笔一致" in day
    assert "下载资金账单" in day


async def test_a_difference_is_written_down_and_the_day_is_closed(office: Office, sits):
    await office.takes()
    office.till.sandbox.misbehave("wechatpay_bills", "fund_gap", 50)
    with office.books.next_day():
        seen = await office.matches()
        admin, page = await sits("admin"), f"{PAGE}/days/{seen.id}"
        (one,) = (await office.books.sees(seen.id))[1]
        assert "资金账单不符" in (await admin.page(page)).text
        early = await admin.posts(f"{API}/{seen.id}/close")
        assert (early.status_code, early.json()["code"]) == (409, "REC-106")
        silent = await admin.posts(f"{API}/{seen.id}/differences/{one.id}", {"note": " "})
        assert (silent.status_code, silent.json()["code"]) == (422, "REC-108")
        said = await admin.posts(f"{API}/{seen.id}/differences/{one.id}", {"note": "渠道服务费，已核实"})
        assert said.status_code == 200
        assert "待平账关闭" in (await admin.page(PAGE)).text
        again = await admin.posts(f"{API}/{seen.id}/differences/{one.id}", {"note": "再写一次"})
        assert (again.status_code, again.json()["code"]) == (404, "REC-107")
        assert (await admin.posts(f"{API}/{seen.id}/close")).status_code == 200
        shown = (await admin.page(page)).text
    assert "渠道服务费，已核实" in shown
    assert "郑管理" in shown
    assert "已平账关闭" in shown


async def test_a_closed_day_is_matched_again_only_for_a_reason(office: Office, sits):
    with office.books.next_day():
        seen = await office.matches()
        admin = await sits("admin")
        refused = await asked(office, admin)
        assert (refused.status_code, refused.json()["code"]) == (409, "REC-104")
        silent = await admin.posts(f"{API}/{seen.id}/reopen", {"note": ""})
        assert (silent.status_code, silent.json()["code"]) == (422, "REC-108")
        assert (await admin.posts(f"{API}/{seen.id}/reopen", {"note": "渠道补了账单"})).status_code == 202
        assert (await latest(1))[0].action == "reconciliation.reopened"
        assert "正在对账" in (await admin.page(f"{PAGE}/days/{seen.id}")).text


async def test_a_day_that_is_not_over_is_refused_beside_its_field(office: Office, sits):
    admin = await sits("admin")
    refused = await asked(office, admin)
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (422, "REC-102", "day")


async def test_nonsense_is_refused(office: Office, sits):
    cases: tuple[tuple[dict[str, str], int], ...] = (
        ({"day": "2020-01-01"}, 422),
        ({"day": "昨天"}, 422),
        ({"day": ""}, 422),
        ({"merchant": "m" * 20}, 404),
        ({"merchant": "m" * 200}, 422),
    )
    with office.books.next_day():
        admin = await sits("admin")
        for changed, status in cases:
            assert (await asked(office, admin, **changed)).status_code == status


async def test_a_day_that_there_is_not(office: Office, sits):
    admin = await sits("admin")
    for name in ("x", "d" * 20, "d" * 300, "%00", "好"):
        for address in (f"{PAGE}/days/{name}", f"{PAGE}/days/{name}/bill", f"{PAGE}/days/{name}/funds"):
            assert (await admin.page(address)).status_code == 404
        for act in ("close", "reopen", "differences/x"):
            assert (await admin.posts(f"{API}/{name}/{act}", {"note": "写明原因"})).status_code == 404


async def test_nonsense_in_the_address_is_passed_over(office: Office, sits):
    admin = await sits("admin")
    for words in ("first=x&last=", "first=9999-12-31", "last=0001-01-01", "first=2026-12-01&last=2026-01-01"):
        assert (await admin.page(f"{PAGE}?{words}")).status_code == 200


async def test_the_bill_is_taken_as_it_came_and_that_is_on_record(office: Office, sits):
    charge = await office.takes()
    with office.books.next_day():
        seen = await office.matches()
        admin = await sits("admin")
        assert f"{PAGE}/days/{seen.id}/bill" in (await admin.page(f"{PAGE}/days/{seen.id}")).text
        answer = await admin.page(f"{PAGE}/days/{seen.id}/bill")
        entry = (await latest(1))[0]
        funds = await admin.page(f"{PAGE}/days/{seen.id}/funds")
    assert charge.number in answer.text
    assert "attachment" in answer.headers["Content-Disposition"]
    assert (entry.action, entry.subject) == ("reconciliation.bill_taken", seen.id)
    assert "资金流水总笔数" in funds.text


async def test_a_day_without_a_bill_offers_none(office: Office, sits):
    with office.books.next_day():
        seen = await office.matches()
        admin = await sits("admin")
        assert "download" not in (await admin.page(f"{PAGE}/days/{seen.id}")).text
        assert (await admin.page(f"{PAGE}/days/{seen.id}/bill")).status_code == 404


async def test_a_manager_sees_the_own_stations_merchant_only(office: Office, sits):
    with office.books.next_day():
        shared = await office.matches()
        await office.own_merchant()
        own = await office.matches()
        manager, neighbour = await sits("manager"), await sits("manager2")
        page = (await manager.page(PAGE)).text
        assert own.id in page
        assert shared.id not in page
        assert own.id not in (await neighbour.page(PAGE)).text
        assert (await manager.page(f"{PAGE}/days/{own.id}")).status_code == 200
        for seat, hidden in ((manager, shared), (neighbour, own)):
            assert (await seat.page(f"{PAGE}/days/{hidden.id}")).status_code == 404
            assert (await seat.page(f"{PAGE}/days/{hidden.id}/bill")).status_code == 404
            assert (await seat.posts(f"{API}/{hidden.id}/reopen", {"note": "看看别人的"})).status_code == 404
            assert (await asked(office, seat, merchant=hidden.merchant)).status_code == 404


async def test_clerks_see_none_of_it(office: Office, clerk):
    for address in ("", "/days/x", "/days/x/bill", "/days/x/funds"):
        assert (await clerk.page(PAGE + address)).status_code == 403
    for act in ("", "/x/close", "/x/reopen", "/x/differences/y"):
        assert (await clerk.posts(API + act)).status_code == 403
