"""电子档案 in a browser: found by name without the name in the address, verified, held."""

import pytest
from playwright.async_api import expect

from backend.archive.keeping.vault import keep_package
from backend.archive.models import Archive
from backend.kit import tools
from tests.browser.console.conftest import ready
from tests.support import story

pytestmark = pytest.mark.browser


async def test_found_verified_and_held(opens, team):
    scene = await story.archived(team["clerk"])
    archive = await Archive.get(transfer=scene.transfer)
    await keep_package(tools.installed(), archive.public_id)
    who = scene.seller.who
    page = await opens("manager", "/console/archives/")
    await page.get_by_label("查什么").fill(who.name)
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("共 1 份")).to_be_visible()
    assert who.name not in page.url and "%E" not in page.url
    await page.get_by_role("link", name=who.car.plate_number).click()
    await expect(page.get_by_role("heading", name="电子档案")).to_contain_text(archive.number)
    await ready(page)
    await page.get_by_role("button", name="核验").click()
    await expect(page.get_by_role("dialog")).to_contain_text("与归档时完全一致")
    async with page.expect_navigation():  # closing it shows the page anew
        await page.get_by_role("dialog").get_by_role("button", name="关闭").click()
    await ready(page)
    await page.get_by_role("button", name="暂缓销毁").click()
    await page.get_by_label("理由和依据").fill("法院来函（2026）闽01民初12号")
    await page.get_by_role("dialog").get_by_role("button", name="暂缓销毁").click()
    await expect(page.get_by_label("暂缓记录")).to_contain_text("法院来函（2026）闽01民初12号")
    await expect(page.get_by_label("取用记录")).to_contain_text("核验")
