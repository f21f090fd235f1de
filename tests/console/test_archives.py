"""电子档案 on the console: found by whoever may and nobody else, held, ended by two persons, handed out and audited."""

import io
import zipfile
from datetime import timedelta
from urllib.parse import unquote

import pikepdf
import pytest
from tortoise.connection import get_connections

from backend import stations
from backend.archive import close, gather
from backend.archive.keeping.dispose import propose
from backend.archive.keeping.vault import keep_package
from backend.archive.models import Archive, Disposal
from backend.kit import audit, clock, tools
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.models import AuditEntry
from tests.archive.shelf import FACTS, materials
from tests.support import story
from tests.support.mysql import empty_tables
from tests.transfers.desk import run_jobs

LIST = "/console/archives/"
API = "/console/api/archives"


@pytest.fixture(autouse=True)
async def alone(console, settings):
    """On MariaDB tests share tables, and what others archived lies in another folder."""
    if settings.database_url:
        await empty_tables(get_connections().get("default"))


async def archived(team) -> tuple[story.Scene, str]:
    """A finished transfer of station 0001 with its package in the vault; the archive's id."""
    scene = await story.archived(team["clerk"])
    row = await Archive.get(transfer=scene.transfer)
    await keep_package(tools.installed(), row.public_id)
    return scene, row.public_id


async def shelved(team) -> str:
    """An archive of station 0001 without a transfer behind it, which is quicker."""
    kit = tools.installed()
    parts = await gather(kit, FACTS, materials("t1"))
    async with unit_of_work(SYSTEM) as work:
        closed = {"transfer": "t1", "number": "n-t1", "station": team["clerk"].station}
        facts = await close(work, **closed, parts=parts, years=10)
    await keep_package(kit, facts.id)
    return facts.id


async def searches(seat, **form: str):
    """Post the form as a browser does and follow it; the page and its address."""
    sent = await seat.client.post(LIST, data={"csrf_token": seat.csrf, **form}, headers={"Accept": "text/html"})
    assert sent.status_code == 303
    where = sent.headers["location"]
    return (await seat.page(where)).text, where


class TestFinding:
    async def test_by_plate_vin_name_number_and_phone(self, sits, team):
        scene, archive = await archived(team)
        manager, admin, other, who = (
            await sits("manager"),
            await sits("admin"),
            await sits("manager2"),
            scene.seller.who,
        )
        number = (await scene.desk.looks()).number
        page = (await manager.page(LIST)).text
        assert number in page and who.car.plate_number in page
        assert who.name not in page  # lists mask names
        plate, vin, numbers = who.car.plate_number, who.car.vin, (who.id_number, number, number[-6:])
        for text in (plate, plate[-4:], vin, vin[-6:], who.name, who.phone, scene.buyer.who.name, *numbers):
            for seat in (manager, admin):
                page, where = await searches(seat, text=text)
                assert f"{LIST}{archive}" in page, text
                assert text not in unquote(where)
        for text in ("闽A00000", "无此人", "13900000000", who.name[0]):
            assert "没有符合条件的电子档案" in (await searches(manager, text=text))[0], text
        assert "没有符合条件的电子档案" in (await searches(other, text=who.name))[0]

    async def test_by_day_and_state(self, sits, team):
        seat, today, day = await sits("admin"), clock.today(), timedelta(days=1)
        assert "还没有电子档案" in (await seat.page(LIST)).text
        archive = await shelved(team)
        for form, there in (
            ({"first": f"{today}", "last": f"{today}"}, True),
            ({"first": f"{today + day}"}, False),
            ({"last": f"{today - day}"}, False),
            ({"first": f"{today + day}", "last": f"{today - day}"}, True),  # the wrong way round
            ({"state": "kept"}, True),
            ({"state": "held"}, False),
            ({"state": "disposed"}, False),
            ({"station": "nowhere", "first": "x", "state": "y"}, True),
        ):
            page, _ = await searches(seat, **form)
            assert (f"{LIST}{archive}" in page) == there, form
        for address in ("?page=99", "?page=x", "?s=zzz", "?first=9999-99-99", "?s=" + "A" * 900):
            assert (await seat.page(LIST + address)).status_code == 200

    async def test_a_clerk_is_turned_away(self, clerk):
        assert (await clerk.page(LIST)).status_code == 403

    async def test_another_stations_manager_finds_nothing(self, sits, team):
        archive, other = await shelved(team), await sits("manager2")
        assert "还没有电子档案" in (await other.page(LIST)).text
        for path in ("", "/archive.zip", "/archive.pdf"):
            assert (await other.asks(f"{LIST}{archive}{path}")).status_code == 404
        for act in ("verify", "holds", "agree", "confirm"):
            answer = await other.posts(f"{API}/{archive}/{act}", {"reason": "来函"})
            assert (answer.status_code, answer.json()["code"]) == (404, "ARC-101")


class TestOne:
    async def test_what_is_in_it_comes_down_and_who_took_it_is_told(self, sits, team):
        scene, archive = await archived(team)
        seat = await sits("manager")
        page = (await seat.page(LIST + archive)).text
        for text in (
            "二手车买卖合同",
            "卖方：身份证人像面",
            "10 年",
            "已加密入库",
            "还没有人取用",
            scene.buyer.who.name,
        ):
            assert text in page, text
        package = await seat.page(f"{LIST}{archive}/archive.zip")
        assert zipfile.ZipFile(io.BytesIO(package.content)).testzip() is None
        papers = await seat.page(f"{LIST}{archive}/archive.pdf")
        with pikepdf.open(io.BytesIO(papers.content)) as whole:
            assert len(whole.pages) > 1 and "/AcroForm" not in whole.Root
        assert [line.action for line in await audit.latest(2)] == ["archive.printed", "archive.packed"]
        page = (await seat.page(LIST + archive)).text
        uses = page[page.index("取用记录") :]
        name = await stations.staff_name(team["manager"].id)
        assert "下载证据包" in uses and "打印全部文书" in uses and name in uses

    async def test_verifying_tells_the_truth(self, sits, team):
        archive, seat = await shelved(team), await sits("manager")
        good = (await seat.posts(f"{API}/{archive}/verify")).json()
        assert (good["conclusion"], good["parts"]) == ("与归档时完全一致。", 8)
        row = await Archive.get(public_id=archive)
        await tools.installed().vault.delete(row.package_object)
        assert (await seat.posts(f"{API}/{archive}/verify")).json()["conclusion"] == "不符：证据包不见了"
        await Archive.filter(public_id=archive).update(signature="00" * 64)
        page = await seat.page(LIST + archive)
        assert page.status_code == 200 and "与归档时不一致：平台签名不成立" in page.text


class TestKeeping:
    async def test_hold_and_lift(self, sits, team):
        archive = await shelved(team)
        manager, admin = await sits("manager"), await sits("admin")
        refused = await manager.posts(f"{API}/{archive}/holds", {"reason": " "})
        assert (refused.status_code, refused.json()["code"]) == (422, "ARC-105")
        made = await manager.posts(f"{API}/{archive}/holds", {"reason": "法院来函（2026）闽01民初12号"})
        assert made.status_code == 201
        page = (await admin.page(LIST + archive)).text
        assert "法院来函（2026）闽01民初12号" in page and await stations.staff_name(team["manager"].id) in page
        assert archive in (await searches(admin, state="held"))[0]
        hold = made.json()["hold"]
        assert (await admin.posts(f"{API}/holds/{hold}/lift", {"reason": "结案"})).status_code == 200
        again = await admin.posts(f"{API}/holds/{hold}/lift", {"reason": "结案"})
        assert (again.status_code, again.json()["code"]) == (409, "ARC-106")

    async def test_the_end_takes_two_persons(self, sits, team):
        archive = await shelved(team)
        manager, admin = await sits("manager"), await sits("admin")
        with clock.held_at(clock.now() + timedelta(days=11 * 366)):
            await propose(tools.installed())
            place, agree, confirm = LIST + archive, f"{API}/{archive}/agree", f"{API}/{archive}/confirm"
            await self._again(manager, admin, team)
            assert "待同意销毁" in (await manager.page(place)).text
            assert (await manager.posts(agree)).status_code == 200
            assert "须由另一位" in (await manager.page(place)).text
            assert (await manager.posts(confirm)).json()["code"] == "ARC-108"
            assert (await admin.posts(confirm)).status_code == 200
            await run_jobs("archive.dispose")
            page = (await admin.page(place)).text
            assert "已按规定处置" in page and "下载证据包" not in page
            told = await admin.posts(f"{API}/{archive}/verify")
            assert told.json()["conclusion"] == "目录、签名和处置记录完好；材料已按规定处置。"
            gone = await manager.asks(f"{LIST}{archive}/archive.zip")
            assert (gone.status_code, gone.json()["code"]) == (410, "ARC-104")
        assert (await Disposal.get(archive=archive)).state == "done"
        assert await AuditEntry.filter(action="archive.disposed").count() == 1

    @staticmethod
    async def _again(manager, admin, team) -> None:
        """Sessions do not last eleven years."""
        for seat, name in ((manager, "manager"), (admin, "admin")):
            assert (await seat.logs_in(team[name])).status_code == 303
