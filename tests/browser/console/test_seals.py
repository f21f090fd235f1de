"""A manager changes the station's seal: refused, uploaded, looked at on papers, put in force."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import expect

from backend import seals
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.tools import installed
from backend.seals import SealWords
from backend.seals.pictures.draw import draw_seal
from tests.browser.console.conftest import ready
from tests.support import story

pytestmark = pytest.mark.browser


async def test_a_seal_is_tried_on_papers_before_it_counts(opens, tmp_path: Path):
    page = await opens("manager", "/console/seals")
    await expect(page.get_by_text("还没有启用公章图样")).to_be_visible()
    opaque, seal = tmp_path / "scan.png", tmp_path / "seal.png"
    Image.new("RGB", (700, 700), "white").save(opaque)
    seal.write_bytes(draw_seal(SealWords("无锡锡山二手车交易市场")))
    await page.get_by_label("图样文件").set_input_files(opaque)
    await page.get_by_role("button", name="上传", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("背景不透明")
    await page.get_by_label("图样文件").set_input_files(seal)
    await page.get_by_role("button", name="上传", exact=True).click()
    await ready(page)
    await page.get_by_role("button", name="预览", exact=True).click()
    await expect(page.locator("#preview img")).to_have_count(2, timeout=30_000)
    await page.get_by_role("button", name="启用").click()
    await page.locator("dialog[open]").get_by_role("button", name="启用").click()
    await expect(page.get_by_alt_text("无锡锡山二手车交易市场的公章图样")).to_be_visible()
    await expect(page.get_by_text("还没有启用公章图样")).to_have_count(0)


async def test_open_pages_hear_at_once_that_sealing_stopped_and_that_it_goes_on(opens, team):
    kit, member = installed(), team["clerk"]
    scene = await story.reviewing(member)
    issued = await seals.issue_for_station(kit, SYSTEM, member.actor.station, "无锡锡山二手车交易市场")
    desk = await opens("clerk")
    transfer = await desk.context.new_page()
    await transfer.goto(f"/console/transfers/{scene.transfer}")
    await ready(transfer)
    alarms = [page.get_by_text("无锡锡山二手车交易市场的印章证书已吊销，盖章已暂停") for page in (desk, transfer)]
    for alarm in alarms:
        await expect(alarm).to_have_count(0)
    async with unit_of_work(SYSTEM) as work:
        await seals.revoke(work, issued.serial, "key_compromise", "U 盾遗失")
    for alarm in alarms:
        await expect(alarm).to_be_visible()
    await seals.issue_for_station(kit, SYSTEM, member.actor.station, "无锡锡山二手车交易市场")
    for alarm in alarms:
        await expect(alarm).to_have_count(0)
