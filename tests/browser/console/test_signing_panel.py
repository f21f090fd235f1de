"""The clerk's own hand, and the principals of a transfer: drawn at the approval, seen on paper, all in the panel."""

import pytest
from playwright.async_api import expect

from tests.browser.console.conftest import ready
from tests.browser.pad import draws
from tests.collection.cast import at_the_phone
from tests.transfers.acting import CHEN, company_sells_and_agent_buys
from tests.transfers.desk import PRICE, Desk, run_jobs

pytestmark = pytest.mark.browser


async def test_a_clerk_signs_with_the_mouse_and_notes_a_paper_original(opens, team):
    desk = Desk(team["clerk"])
    await company_sells_and_agent_buys(desk, await at_the_phone("zhou-lao"), await at_the_phone("wang-dai"))
    await desk.edits(price=PRICE, to_province="甘肃省", to_city="兰州市")
    await desk.passes_all_checks()
    page = await opens("clerk", f"/console/transfers/{desk.transfer}")
    await page.locator("#buyer-phone").fill(CHEN.phone)
    await page.locator(".side_buyer .own-phone .button").click()
    await expect(page.locator(".side_buyer")).to_contain_text(f"{CHEN.phone[:3]}****{CHEN.phone[-4:]}")
    for box in await page.locator("[name^='overrule:']").all():
        await box.fill("已当面核实")
    await page.click("[data-opens=approve]")
    approves = page.locator("#approve-form .button_primary")
    await approves.click()
    await expect(page.locator("#approve-hand .error")).to_contain_text("请先手写签名")
    await page.get_by_label("改为在打印件上签字").check()
    await approves.click()
    await expect(page.locator("#pen-reason ~ .error")).to_contain_text("请写明原因")
    await page.get_by_label("改为在打印件上签字").uncheck()
    await draws(page, "approve")
    await page.get_by_label("保存，以后自动印上").check()
    await approves.click()
    await expect(page.locator(".t-title .badge")).to_have_text("待签署")
    await expect(page.locator("[data-signer=clerk]")).to_contain_text("已在本站签署")
    await run_jobs()
    await page.reload()
    await ready(page)
    await page.click("[data-opens=link-buyer_p]")
    await expect(page.locator("#link-buyer_p .qr svg")).to_be_visible()
    await page.locator("#link-buyer_p [data-closes]").click()
    await page.click("[data-opens=paper-buyer_p]")
    await page.locator("#paper-buyer_p [data-preset]").first.click()
    await page.get_by_role("button", name="原件已核对", exact=True).click()
    await expect(page.locator("[data-signer=buyer_p]")).to_contain_text("纸质已核对")
    await page.goto("/console/me")
    await ready(page)
    await expect(page.get_by_label("已保存的签名")).to_be_visible()
