"""The desk by scanner and keyboard alone."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.console.conftest import ready, refreshes
from tests.browser.scanner import scans
from tests.support import story
from tests.transfers.desk import Desk

pytestmark = pytest.mark.browser


async def test_a_scan_opens_a_transfer_and_a_second_fills_it(opens):
    _, first = await story.submitted_seller()
    _, second = await story.submitted_buyer()
    page = await opens("clerk", by_keyboard=True)
    await expect(page.locator("#scan")).to_be_focused()
    await scans(page, f"CWT:{first}")
    await page.wait_for_url("**/console/transfers/*")
    await ready(page)
    await expect(page.locator(".side_seller h2")).to_contain_text("林卖")
    await page.locator("#remarks").focus()  # the scanner does not care where the cursor is
    await scans(page, f"CWT:{second}")
    await expect(page.locator(".side_buyer h2")).to_contain_text("陈买")
    await expect(page.locator("#remarks")).to_have_value("")
    await expect(page.locator(".t-title .badge")).to_have_text("待审核")


async def test_a_refresh_in_the_middle_of_a_scan_leaves_nothing_in_the_field_under_the_cursor(opens):
    _, first = await story.submitted_seller()
    _, second = await story.submitted_buyer()
    page = await opens("clerk")
    await scans(page, f"CWT:{first}")
    await page.wait_for_url("**/console/transfers/*")
    await ready(page)
    await page.locator("#remarks").fill("车况良好")
    await scans(page, f"CWT:{second}", meanwhile=lambda: refreshes(page))
    await expect(page.locator(".side_buyer h2")).to_contain_text("陈买")
    await expect(page.locator("#remarks")).to_have_value("车况良好")


@pytest.mark.parametrize("pause", [2, 90], ids=["scanned", "typed by hand"])
async def test_a_refresh_in_the_middle_of_a_code_loses_no_letter(opens, pause):
    _, code = await story.submitted_seller()
    page = await opens("clerk")
    half = len(code) // 2
    await page.keyboard.type(code[:half], delay=pause)
    await refreshes(page)
    await page.keyboard.type(code[half:], delay=pause)
    await expect(page.locator("#scan")).to_have_value(code)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/console/transfers/*")
    await ready(page)
    await expect(page.locator(".side_seller h2")).to_contain_text("林卖")


async def test_a_code_typed_by_hand_works_and_a_wrong_one_says_so_in_place(opens):
    page = await opens("clerk")
    await page.keyboard.type("7K3M-9QXA-7K3M-9QXA", delay=60)
    await page.keyboard.press("Enter")
    await expect(page.locator("#scan-say")).to_have_class("is-wrong")
    await expect(page.locator("#scan")).to_be_focused()
    _, code = await story.submitted_seller()
    await page.locator("#scan").fill(code.lower())
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/console/transfers/*")


async def test_rows_are_walked_and_opened_with_keys(opens, team):
    for _ in range(3):
        await Desk(team["clerk"]).opens()
    page = await opens("clerk")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("j")
    await expect(page.locator("[data-row]").nth(1).locator("a")).to_be_focused()
    await page.keyboard.press("k")
    await expect(page.locator("[data-row]").nth(0).locator("a")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/console/transfers/*")


async def test_slash_searches_question_mark_helps_and_escape_leaves(opens, team):
    scene = await story.collecting(team["clerk"])
    page = await opens("clerk")
    await page.keyboard.press("?")
    await expect(page.locator("#keys")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("/")
    await expect(page.locator("[data-search]")).to_be_focused()
    await page.keyboard.type("7f36", delay=60)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**q=7f36**")
    await expect(page.locator(f"[data-row='{scene.transfer}']")).to_be_visible()


async def test_the_list_follows_what_arrives_and_says_so_masked(opens, team):
    desk = Desk(team["clerk"])
    await desk.opens()
    token = await desk.does(story.transfers.start_link, desk.transfer, "seller")
    page = await opens("clerk")
    await page.wait_for_timeout(300)  # the event stream opens after the page
    phone = await story.at_the_phone("lin-mai")
    phone.collection = await phone.does(story.transfers.accept_start, token)
    await story.fills(phone, "seller")
    await phone.submits()
    await expect(page.locator("[data-row]").first).to_contain_text("闽A7F36Q")
    await expect(page.locator(".toast").filter(has_text="提交了卖方的全部资料")).to_contain_text("林*")
    assert "林卖" not in await page.locator("[data-notices]").inner_text()


async def test_a_direct_start_shows_two_codes_for_two_phones(opens):
    page = await opens("clerk")
    await page.click("[data-open-transfer]")
    await page.wait_for_url("**/console/transfers/*")
    await expect(page.locator(".qr svg")).to_have_count(2)


@pytest.mark.parametrize("width", [1440, 1024, 390])
async def test_nothing_is_cut_off(opens, team, width):
    scene = await story.signing(team["clerk"])
    page = await opens("clerk", width=width)
    for path in ("/console/", f"/console/transfers/{scene.transfer}", "/console/me"):
        await page.goto(path)
        await ready(page)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


async def test_a_session_that_ended_leads_to_the_login_and_back(opens, team):
    scene = await story.collecting(team["clerk"])
    path = f"/console/transfers/{scene.transfer}"
    page = await opens("clerk", path)
    # Without its stream the page does not refresh by itself, which would lead to the login as well.
    await page.route("**/console/events*", lambda route: route.abort())
    await page.reload()
    await ready(page)
    await page.context.clear_cookies()
    await page.locator("[data-reveal]").first.click()
    await page.wait_for_url(f"**/console/login?next={path.replace('/', '%2F')}")


async def test_first_credentials_are_shown_once_and_the_audit_chain_is_checked(opens):
    page = await opens("admin", "/console/staff")
    await page.click("[data-opens=add]")
    await page.locator("#add [name=name]").fill("新同事")
    await page.locator("#add [name=username]").fill("new.one")
    await page.locator("#add .button_primary").click()
    await expect(page.locator("#once [data-fill=password]")).not_to_be_empty()
    await expect(page.locator("#once img")).to_have_attribute("src", re.compile("^data:image/svg"))
    await page.keyboard.press("Escape")
    await expect(page.locator("table")).to_contain_text("待改初始密码")
    await page.goto("/console/audit")
    await ready(page)
    await page.click("text=校验整条审计链")
    await expect(page.locator("#verified")).to_contain_text("审计链完好")
