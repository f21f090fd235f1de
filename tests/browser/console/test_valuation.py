"""The valuation on a transfer's page: found by itself, another model by typing, a coefficient with its reason."""

from datetime import date

import pytest
from playwright.async_api import expect

from tests.appraisal.conftest import add_model
from tests.support import story

pytestmark = pytest.mark.browser


async def test_from_the_licence_to_another_model_and_coefficient_with_the_keyboard(opens, console, team):
    await add_model("东南牌DN7152HAS", ((date(2012, 1, 1), 12_880_000),))
    await add_model("北京牌BJ7150U3", ((date(2012, 1, 1), 20_000_000),))
    scene = await story.collecting(team["clerk"])
    page = await opens("clerk", f"/console/transfers/{scene.transfer}")
    panel = page.locator("#valuation")
    await expect(panel.locator(".model_chosen")).to_contain_text("东南牌DN7152HAS")
    base = await panel.locator(".sums__base dd").first.text_content()
    await expect(page.locator("#appraised")).to_have_value(base)

    await page.locator("#coefficient").fill("0.9")
    await page.locator("#coefficient").press("Enter")
    reason = page.locator("#coefficient-reason")
    await expect(reason).to_be_focused()
    await reason.fill("漆面较差")
    await reason.press("Enter")
    await expect(page.locator(".toast")).to_contain_text("已重新估价")
    await expect(page.locator("#appraised")).not_to_have_value(base)

    await panel.locator("[data-models]").fill("BJ7I50")
    await expect(panel.locator(".models_found .model")).to_have_count(1)
    await panel.locator("[data-models]").press("ArrowDown")
    await panel.locator(".models_found button").press("Enter")
    await expect(panel.locator(".model_chosen")).to_contain_text("北京牌BJ7150U3")
    await expect(page.locator("#coefficient")).to_have_value("0.9")
    await panel.locator(".pencil summary").click()
    await expect(panel.locator(".pencil")).to_contain_text("200000.00 × 5%")

    await page.locator("#price").fill("300000")
    await page.locator("#price").press("Enter")
    await expect(panel.locator(".badge_ask")).to_contain_text("%")
    # The page swapped its parts meanwhile: what was unfolded stays so.
    await expect(panel.locator(".pencil ol")).to_be_visible()
    await expect(page.locator("#deviation-reason")).to_be_visible()
