"""备份 in a browser: asked for with one word of consent, watched while it runs, taken home by a manager."""

import zipfile

import pytest
from playwright.async_api import expect

from backend.archive import close, gather
from backend.kit import clock, tools
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.jobs import Relay
from tests.archive.shelf import FACTS, materials
from tests.backups.later import put_off

pytestmark = pytest.mark.browser


@pytest.fixture
def settings(settings, tmp_path):
    """With a disk for backups."""
    return settings.model_copy(update={"backup_folder": str(tmp_path / "disk")})


async def test_now_and_home(opens, team, tmp_path):
    await put_off()
    parts = await gather(tools.installed(), FACTS, materials("m1"))
    station = team["manager"].station
    async with unit_of_work(SYSTEM) as work:
        await close(work, transfer="m1", number="2262-00000001", station=station, parts=parts, years=10)

    page = await opens("admin", "/console/backups")
    await page.get_by_role("button", name="立即备份").click()
    await page.get_by_role("button", name="开始备份").click()
    await expect(page.get_by_text("正在备份", exact=True)).to_be_visible()
    # No worker runs in this test, so the page watches until somebody does the work.
    kit = tools.installed()
    await Relay(type("Tools", (), {"kit": kit, "settings": kit.settings})).drain()
    await expect(page.get_by_role("button", name="立即备份")).to_be_visible()
    await expect(page.locator(".backup-runs .badge_ok").first).to_have_text("完好")

    today = clock.today()
    desk = await opens("manager", f"/console/backups?first={today}&last={today}", 390)
    async with desk.expect_download() as begun:
        await desk.get_by_role("link", name="下载（ZIP）").click()
    file = tmp_path / "taken.zip"
    await (await begun.value).save_as(file)
    assert "000001-2262-00000001-证据包.zip" in zipfile.ZipFile(file).namelist()
