"""与站结算 in the console: made by an administrator from closed days, seen by the station's manager."""

from tests.console.accounts.conftest import Office

PAGE = "/console/accounts/settlements"
API = "/console/api/accounts/settlements"


async def test_it_works(office: Office, sits):
    await office.takes()
    with office.books.next_day():
        seen = await office.matches()
        admin, manager, neighbour = await sits("admin"), await sits("manager"), await sits("manager2")
        made = await admin.posts(API, {"station": office.station, "last": str(office.books.day)})
        assert made.status_code == 201
        page = (await admin.page(PAGE)).text
        assert f"{(30_000 - seen.fee_fen) / 100:.2f}" in page
        assert "登记付款" in page
        own = (await manager.page(PAGE)).text
        assert "待付款" in own
        assert "登记付款" not in own
        assert "还没有结算单" in (await neighbour.page(PAGE)).text
        paid = await admin.posts(f"{API}/{made.json()['settlement']}/paid", {"slip": "招行 20261122-01"})
        assert paid.status_code == 200
        assert "招行 20261122-01" in (await manager.page(PAGE)).text


async def test_each_no_says_why(office: Office, sits):
    await office.takes()
    day = str(office.books.day)
    with office.books.next_day():
        admin = await sits("admin")
        early = await admin.posts(API, {"station": office.station, "last": day})
        assert (early.status_code, early.json()["code"], early.json()["field"]) == (422, "REC-110", "last")
        office.till.sandbox.misbehave("wechatpay_bills", "late", 50)
        await office.matches()
        gap = await admin.posts(API, {"station": office.station, "last": day})
        assert (gap.status_code, gap.json()["code"]) == (409, "REC-111")
        assert day in gap.text
        office.till.sandbox.post("faults", service="wechatpay_bills", kind="", count=None)
        await office.matches()
        made = (await admin.posts(API, {"station": office.station, "last": day})).json()["settlement"]
        assert (await admin.posts(API, {"station": office.station, "last": day})).status_code == 422
        assert (await admin.posts(API, {"station": "s" * 20, "last": day})).status_code == 404
        assert (await admin.posts(API, {"station": office.station, "last": "昨天"})).status_code == 422
        assert (await admin.posts(f"{API}/{made}/paid", {"slip": " "})).json()["code"] == "REC-114"
        assert (await admin.posts(f"{API}/{made}/paid", {"slip": "招行 01"})).status_code == 200
        assert (await admin.posts(f"{API}/{made}/paid", {"slip": "招行 02"})).json()["code"] == "REC-113"
        assert (await admin.posts(f"{API}/{'s' * 20}/paid", {"slip": "招行 03"})).status_code == 404


async def test_only_administrators_settle(office: Office, sits, clerk):
    manager = await sits("manager")
    for seat in (manager, clerk):
        answer = await seat.posts(API, {"station": office.station, "last": str(office.books.day)})
        assert answer.status_code == 403
        assert (await seat.posts(f"{API}/x/paid", {"slip": "招行 01"})).status_code == 403
    assert (await manager.page(PAGE)).status_code == 200
    assert (await clerk.page(PAGE)).status_code == 403
