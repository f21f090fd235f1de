"""个人信息 in a browser: a number typed, the table read, the copy taken, what may go erased."""

import os

from playwright.async_api import expect

from backend.collection.models import Answer
from tests.support import story


async def test_an_administrator_hands_out_and_erases(opens):
    phone, _ = await story.submitted_seller()
    page = await opens("admin", "/console/people")
    await page.locator("[name=number]").fill(phone.who.id_number)
    await page.get_by_role("button", name="查找").click()
    await expect(page.locator("[data-live=people] tbody tr")).to_have_count(4)
    assert phone.who.id_number not in page.url
    # A download that begins before the page's scripts are there would end their loading.
    await expect(page.locator("html.console-ready")).to_have_count(1)
    if folder := os.environ.get("CWT_TEST_PICTURES"):
        await page.screenshot(path=f"{folder}/people.png")
    async with page.expect_download() as download:
        await page.get_by_role("button", name="下载个人信息副本（ZIP）").click()
    assert (await download.value).suggested_filename.endswith(".zip")
    await page.get_by_role("button", name="删除可以删除的").click()
    dialog = page.locator("dialog[open]")
    await dialog.get_by_role("button", name="删除").click()
    await expect(dialog).to_contain_text("请勾选")
    await dialog.get_by_label("已核实申请人身份").check()
    if folder:
        await page.screenshot(path=f"{folder}/people-dialog.png")
    await dialog.get_by_role("button", name="删除").click()
    await expect(page.locator("[data-live=people]")).to_contain_text("没有此人的信息")
    assert not await Answer.exists()
    if folder:
        await page.set_viewport_size({"width": 600, "height": 900})
        await page.screenshot(path=f"{folder}/people-after.png")
