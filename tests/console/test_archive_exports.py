"""批量调取: asked for with its reason, checked, one ZIP with list and verifier, and every archive's audit knows."""

import asyncio
import csv
import io
import subprocess
import sys
import zipfile
from datetime import timedelta

import httpx
import pytest
from openpyxl import load_workbook
from tortoise.connection import get_connections

from backend.archive import close, gather
from backend.archive.export import ask
from backend.archive.keeping.vault import keep_package
from backend.archive.models import Archive
from backend.kit import clock, tools
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.models import AuditEntry
from tests.archive.shelf import FACTS, materials
from tests.support.mysql import empty_tables
from tests.transfers.desk import run_jobs

PAGE = "/console/archives/exports"
API = "/console/api/archives/exports"


async def shelved(station: str, *names: str) -> None:
    """Archives of a station; the last is not packed yet."""
    kit = tools.installed()
    for name in names:
        parts = await gather(kit, FACTS, materials(name))
        async with unit_of_work(SYSTEM) as work:
            facts = await close(work, transfer=name, number=f"n-{name}", station=station, parts=parts, years=10)
        if name != names[-1]:
            await keep_package(kit, facts.id)


@pytest.fixture(autouse=True)
async def alone(console, settings):
    """On MariaDB tests share tables, and what others archived lies in another folder."""
    if settings.database_url:
        await empty_tables(get_connections().get("default"))


@pytest.fixture
async def shelf(team):
    await shelved(team["clerk"].station, "t1", "t2", "t3")
    await shelved(team["clerk2"].station, "t4")


def form(**changes: str) -> dict[str, str]:
    today = clock.today()
    given = {"first": f"{today}", "last": f"{today}", "authority": "鼓楼区人民法院", "reason": "（2026）闽0102民初12号"}
    return given | changes


async def made(seat, **changes: str) -> str:
    """Asked for and prepared; the address of its ZIP."""
    answer = await seat.posts(API, form(**changes))
    assert answer.status_code == 201, answer.text
    await run_jobs("archive.export")
    return f"{PAGE}/{answer.json()['export']}/archives.zip"


class TestExport:
    async def test_it_works(self, sits, shelf, tmp_path):
        seat = await sits("manager")
        assert "还没有调取记录" in (await seat.page(PAGE)).text
        address = await made(seat)
        page = (await seat.page(PAGE)).text
        assert "鼓楼区人民法院" in page and address in page
        answer = await seat.page(address)
        assert answer.headers["content-type"] == "application/zip"
        (tmp_path / "all.zip").write_bytes(answer.content)
        with zipfile.ZipFile(tmp_path / "all.zip") as whole:
            assert whole.testzip() is None
            whole.extractall(tmp_path)
        assert sorted(path.name for path in (tmp_path / "packages").iterdir()) == ["n-t1.zip", "n-t2.zip", "n-t3.zip"]
        command = [sys.executable, "-I", "-S", "verify.py", "--each", "packages"]
        done = await asyncio.to_thread(subprocess.run, command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0 and done.stdout.count("完好：") == 3, done.stdout + done.stderr
        lines = list(csv.DictReader(io.StringIO((tmp_path / "调取清单.csv").read_text("utf-8-sig"))))
        assert [one["业务编号"] for one in lines] == ["n-t1", "n-t2", "n-t3"]
        sheet = load_workbook(tmp_path / "调取清单.xlsx").active
        assert [cell.value for cell in sheet["B"]] == ["业务编号", "n-t1", "n-t2", "n-t3"]
        assert (await Archive.get(transfer="t1")).package_sha256 == lines[0]["SHA-256"]

    async def test_the_audit_knows_of_each_and_not_why(self, sits, shelf):
        seat = await sits("admin")
        address = await made(seat)
        assert await AuditEntry.filter(action="archive.exported").count() == 0
        await seat.page(address)
        taken = await AuditEntry.filter(action="archive.exported").order_by("seq").values_list("subject", flat=True)
        assert taken == ["t1", "t2", "t3", "t4"]
        assert await AuditEntry.filter(action="archive.export_fetched").count() == 1
        assert all("鼓楼" not in line.facts and "民初" not in line.facts for line in await AuditEntry.all())

    async def test_a_manager_gets_the_own_stations_whatever_is_asked(self, sits, shelf, team):
        seat = await sits("manager2")
        address = await made(seat, station=team["clerk"].station)
        with zipfile.ZipFile(io.BytesIO((await seat.page(address)).content)) as whole:
            assert [name for name in whole.namelist() if name.startswith("packages/")] == ["packages/n-t4.zip"]
        assert (await (await sits("manager")).asks(address)).json()["code"] == "ARC-110"

    async def test_one_that_is_broken_stops_it_and_is_named(self, sits, shelf):
        await Archive.filter(transfer="t2").update(signature="00" * 64)
        seat = await sits("manager")
        address = await made(seat)
        assert "n-t2：平台签名不成立" in (await seat.page(PAGE)).text
        assert (await seat.asks(address)).json()["code"] == "ARC-110"

    async def test_a_package_that_is_altered_after_it_was_ready_breaks_the_download_off(self, sits, shelf):
        seat = await sits("manager")
        address = await made(seat)
        row = await Archive.get(transfer="t2")
        await tools.installed().vault.put(row.package_object, b"another", replace=True)
        with pytest.raises(httpx.RemoteProtocolError):
            await seat.page(address)

    async def test_it_ends_after_a_week_and_when_an_archive_moved_on(self, sits, shelf, team):
        seat = await sits("manager")
        address = await made(seat)
        with clock.held_at(clock.now() + timedelta(days=8)):
            await seat.logs_in(team["manager"])
            assert "已超过 7 天" in (await seat.asks(address)).json()["detail"]
        await seat.logs_in(team["manager"])
        await Archive.filter(transfer="t1").update(disposed_at=clock.now())
        assert "请重新提出" in (await seat.asks(address)).json()["detail"]


async def test_it_refuses_what_makes_no_sense(sits, shelf, monkeypatch):
    seat = await sits("manager")
    for changes, code in (
        ({"last": "2000-01-01"}, "ARC-109"),
        ({"first": "2000-01-01", "last": "2000-01-02"}, "ARC-109"),
        ({"authority": " "}, "ARC-105"),
        ({"reason": "x"}, "ARC-105"),
        ({"first": "不是日期"}, "REQ-422"),
    ):
        answer = await seat.posts(API, form(**changes))
        assert (answer.status_code, answer.json()["code"]) == (422, code), changes
    monkeypatch.setattr(ask, "MOST_ARCHIVES", 2)
    assert "一次最多调取 2 份" in (await seat.posts(API, form())).json()["detail"]


async def test_a_clerk_is_turned_away(clerk):
    assert (await clerk.page(PAGE)).status_code == 403
    assert (await clerk.posts(API, form())).status_code == 403
