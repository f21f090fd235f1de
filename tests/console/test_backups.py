"""备份: what administrators see of the platform's backups, and what a manager takes home."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from backend.archive import close, gather
from backend.backups.models import BackupRun
from backend.kit import audit, clock, tools
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.models import Job
from tests.archive.shelf import FACTS, materials
from tests.backups.later import put_off

HOUR = 3


@pytest.fixture
def settings(settings, tmp_path):
    """With a disk for backups."""
    return settings.model_copy(update={"backup_folder": str(tmp_path / "disk"), "backup_hour": HOUR})


@pytest.fixture
async def sits(sits):
    """The staff, while no daily backup is due, whatever the hour of the day."""
    await put_off()
    return sits


async def ended(place: Path, state: str, hours: float, note: str = "", by: str = "system") -> None:
    """A run that ended so many hours ago."""
    moment = clock.now() - timedelta(hours=hours)
    row = BackupRun(
        public_id=f"{state}-{hours}", tier="platform", state=state, name="20261121-020000-abcd", place=str(place)
    )
    row.asked_by, row.began_at, row.ended_at, row.note = by, moment, moment, note
    await row.save()


class TestAdministrator:
    async def test_the_schedule_and_the_last_results(self, sits, tmp_path):
        await ended(tmp_path / "disk", "good", 3)
        admin = await sits("admin")
        page = (await admin.page("/console/backups")).text
        assert "同一块磁盘" not in page  # it is not there yet
        (tmp_path / "disk").mkdir()
        assert "同一块磁盘" in (await admin.page("/console/backups")).text
        assert f"每天 {HOUR:02d}:00 自动进行" in page and "20261121-020000-abcd" in page
        assert 'role="alert"' not in page and "cwt backup restore" in page

    async def test_an_alarm_when_none_was_good_for_long(self, sits, tmp_path):
        await ended(tmp_path / "disk", "good", 40)
        await ended(tmp_path / "disk", "failed", 16, "备份盘 所在的磁盘已满")
        await ended(tmp_path / "stick", "good", 1, by="command")  # no daily backup, and silences nothing
        admin = await sits("admin")
        page = (await admin.page("/console/backups")).text
        assert "已是 40 小时前" in page and "磁盘已满" in page and "未完成" in page
        assert "<small>40 小时前</small>" in page and "<td>手动</td>" in page
        assert f"存于 {tmp_path / 'stick'}，不是自动备份的位置" in page
        elsewhere = (await admin.page("/console/audit")).text
        assert "已是 40 小时前" in elsewhere and 'href="/console/backups">查看备份' in elsewhere
        assert "40 小时前" not in (await (await sits("manager")).page("/console/me")).text

    async def test_now(self, sits):
        admin = await sits("admin")
        assert (await admin.posts("/console/api/backups/now")).status_code == 202
        assert await Job.filter(name="backups.daily", key__startswith="now ").count() == 1
        assert (await audit.latest(1))[0].action == "backup.asked"


class TestManager:
    async def test_the_own_stations_archives_come_as_one_zip(self, sits, team):
        for number, station in (("m1", team["manager"].station), ("m2", "elsewhere")):
            parts = await gather(tools.installed(), FACTS, materials(number))
            async with unit_of_work(SYSTEM) as work:
                await close(work, transfer=number, number=f"n-{number}", station=station, parts=parts, years=10)
        manager = await sits("manager")
        today = clock.today()
        page = (await manager.page(f"/console/backups?first={today}&last={today}")).text
        assert "归档业务 <b>1</b> 笔" in page
        got = await manager.page(f"/console/backups/own?first={today}&last={today}")
        assert got.headers["content-type"] == "application/zip"
        names = zipfile.ZipFile(io.BytesIO(got.content)).namelist()
        assert names == ["说明.txt", "verify.py", "000001-n-m1-证据包.zip", "目录.csv"]
        assert f"{today} 至 {today}" in (await manager.page("/console/backups")).text
        assert (await audit.latest(1))[0].action == "backup.own_taken"

    async def test_nothing_to_take(self, sits):
        manager = await sits("manager")
        assert "没有归档的业务" in (await manager.page("/console/backups")).text
        assert (await manager.asks("/console/backups/own")).json()["code"] == "BAK-117"
        assert (await manager.asks("/console/backups/own?first=2020-01-01&last=2026-01-01")).json()["code"] == "BAK-118"

    @pytest.mark.parametrize("who", ["clerk", "admin"])
    async def test_nobody_else(self, sits, who):
        assert (await (await sits(who)).asks("/console/backups/own")).status_code == 403
