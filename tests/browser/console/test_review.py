"""The review on one page: compare, correct, send back, approve; and two clerks at once."""

import asyncio

import pytest
from playwright.async_api import expect

from backend import documents, stations
from tests.browser.console.conftest import ready, refreshes
from tests.support import story
from tests.transfers.desk import INK, run_jobs, signs_papers

pytestmark = pytest.mark.browser


@pytest.fixture
async def scene(console, team) -> story.Scene:
    return await story.reviewing(team["clerk"])


def page_of(scene: story.Scene) -> str:
    return f"/console/transfers/{scene.transfer}"


async def test_from_the_review_to_the_archive(opens, scene):
    await scene.desk.does(stations.save_own_signature, documents.desk_hand(INK))  # so that approving is one key
    page = await opens("clerk", page_of(scene))
    await page.locator("#price").fill("86500")
    await page.locator("#remarks").fill("带一把备用钥匙")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".toast")).to_contain_text("已保存")
    for line in await page.locator("[data-check]").all():
        await line.locator("label", has_text="通过").first.click()
    await page.locator("[data-source-text]").fill("登记证书原件")
    await page.click("[data-fill-sources]")
    await page.click("text=保存核查结果")
    await expect(page.locator(".toast").last).to_contain_text("已保存核查结果")
    for box in await page.locator("[name^='overrule:']").all():
        await box.fill("已当面核实")
    await page.click("[data-opens=approve]")
    await page.keyboard.press("Enter")
    await expect(page.locator(".t-title .badge")).to_have_text("待签署")
    await run_jobs()  # the page hears of the papers and shows them by itself
    await expect(page.locator(".paper__pages img").first).to_be_visible()
    for phone in (scene.seller, scene.buyer):
        await signs_papers(phone)
    await expect(page.locator(".signers .badge_ok")).to_have_count(3)
    await run_jobs()
    await page.click("[data-opens=complete]")
    await expect(page.locator("#complete")).to_contain_text("没有要收的服务费")
    await page.keyboard.press("Enter")
    await expect(page.locator(".t-title .badge")).to_have_text("已办结")
    await run_jobs()
    await expect(page.locator(".t-title .badge")).to_have_text("已归档")


async def test_a_missing_reason_is_asked_for_where_it_belongs(opens, scene):
    await scene.desk.edits(price="86500")
    page = await opens("clerk", page_of(scene))
    await page.click("[data-opens=approve]")
    await page.locator("#approve-form .button_primary").click()
    box = page.locator("[name='overrule:vehicle.prohibited_not_checked']")
    await expect(box).to_be_focused()
    await expect(page.locator(".finding .error")).to_contain_text("逐项写明处理理由")


async def test_two_clerks_the_second_sees_the_conflict_and_loses_nothing(opens, scene):
    mine = await opens("clerk", page_of(scene))
    await mine.locator("#price").fill("90000")
    await mine.locator("#remarks").fill("我写的备注")
    theirs = await opens("manager", page_of(scene))
    await theirs.locator("#price").fill("80000")
    await theirs.locator("form[data-form=edit] .button").click()
    await expect(theirs.locator("#price")).to_have_value("80,000.00")
    await expect(mine.locator("[data-stale]")).to_be_visible()
    await mine.locator("form[data-form=edit] .button").click()
    await expect(mine.locator(".toast_stop")).to_contain_text("赵站长")
    await expect(mine.locator("#price")).to_have_value("90000")
    await expect(mine.locator("#remarks")).to_have_value("我写的备注")
    await expect(mine.locator(".conflict")).to_contain_text("80,000.00")
    await mine.locator("form[data-form=edit] .button").click()
    await expect(mine.locator("#price")).to_have_value("90,000.00")


async def test_one_item_goes_back_with_a_reason(opens, scene):
    page = await opens("clerk", page_of(scene))
    await page.click("[data-opens=return-seller]")
    await page.locator("#return-seller [name='task:id_front']").check()
    await page.locator("#return-seller [data-preset]:visible").first.click()
    await page.locator("#return-seller .button_primary").click()
    await expect(page.locator(".side_seller .returned")).to_contain_text("身份证人像面：照片模糊，请重拍")
    await expect(page.locator(".t-title .badge")).to_have_text("采集中")


async def test_a_correction_stands_beside_what_the_owner_said(opens, scene):
    page = await opens("clerk", page_of(scene))
    await page.click("[data-opens=vehicle]")
    await page.locator("#v-engine_number").fill("4A91SNT9999")
    await page.locator("#vehicle .button_primary").click()
    row = page.locator(".car .row_differs")
    await expect(row).to_contain_text("4A91SNT9999")
    await expect(row).to_contain_text("4A91SNT1026")


async def test_a_masked_number_is_shown_when_asked_for(opens, scene):
    page = await opens("clerk", page_of(scene))
    private = page.locator(".side_seller [data-private]").first
    await expect(private).to_contain_text("*")
    await private.locator("button").click()
    await expect(private).to_contain_text(scene.seller.who.id_number)
    await refreshes(page)
    await expect(private).to_contain_text(scene.seller.who.id_number)
    await private.locator("button").click()
    await expect(private).to_contain_text("*")


async def test_pictures_are_walked_turned_zoomed_and_compared_with_keys(opens, scene):
    page = await opens("clerk", page_of(scene))
    await page.locator(".shot").first.focus()
    await page.keyboard.press("Enter")
    image = page.locator(".pane").first.locator("img")
    await expect(page.locator(".viewer")).to_be_visible()
    await expect(image).to_have_attribute("alt", "卖方 · 本人照片")
    await page.keyboard.press("ArrowRight")
    await expect(image).to_have_attribute("alt", "卖方 · 身份证人像面")
    await page.keyboard.press("r")
    await page.keyboard.press("+")
    assert "rotate(90deg)" in await image.evaluate("one => one.style.transform")
    await page.keyboard.press("c")
    await expect(page.locator(".pane").nth(1)).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator(".viewer")).to_be_hidden()
    await page.locator(".compare a").first.click()
    await expect(page.locator(".pane").nth(1).locator("img")).to_have_attribute("alt", "卖方 · 身份证人像面")


async def test_nothing_typed_is_lost_when_something_arrives(opens, scene, team):
    page = await opens("clerk", page_of(scene))
    await page.locator("#remarks").fill("写到一半")
    await scene.desk.looks()
    await scene.desk.edits(price="70000")
    await expect(page.locator("[data-stale]")).to_be_visible()
    await page.click("[data-refresh]")
    await expect(page.locator("#price")).to_have_value("70,000.00")
    await expect(page.locator("#remarks")).to_have_value("写到一半")
    await ready(page)


async def test_a_dialog_stays_open_when_the_page_is_renewed_under_it(opens, scene):
    page = await opens("clerk", page_of(scene))
    await page.route(f"**{page_of(scene)}", late)
    await page.locator("#price").fill("86500")
    await page.keyboard.press("Control+Enter")
    await page.click("[data-opens=refuse]")
    await page.locator("#r-refuse").fill("写到一半的理由")
    await expect(page.locator(".t-title")).to_contain_text(f"第 {scene.desk.version + 1} 版")
    await expect(page.locator("#refuse")).to_be_visible()
    await expect(page.locator("#r-refuse")).to_have_value("写到一半的理由")


async def late(route) -> None:
    """A slow network: long enough for a person to open a dialog."""
    await asyncio.sleep(1)
    await route.continue_()
