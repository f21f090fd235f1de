"""估一估 on the phone: a photograph of the licence, a look at what was read, a price."""

import asyncio
from datetime import date

import pytest
from playwright.async_api import expect

from tests.appraisal.conftest import add_model

pytestmark = pytest.mark.browser


async def test_a_photograph_of_the_licence_gives_a_price(phones):
    await add_model("东南牌DN7152HAS", ((date(2012, 1, 1), 12_880_000),))
    owner = await phones("lin-mai")
    await owner.logs_in()
    await owner.page.get_by_role("link", name="估一估").click()
    await owner.ready()
    file = await asyncio.to_thread(owner.picture_file, "vehicle_licence")
    await owner.page.locator("[data-kit=licence] input").set_input_files(file)
    await expect(owner.page.get_by_text("已填好")).to_be_visible(timeout=90_000)
    await expect(owner.page.get_by_label("品牌型号")).to_have_value("东南牌DN7152HAS")
    await owner.page.get_by_role("button", name="估一估").click()
    await expect(owner.page.get_by_text("不是评估结论")).to_be_visible()
    await expect(owner.page.locator(".price__amount")).to_contain_text("¥ 27,")
    assert await owner.page.evaluate("document.documentElement.scrollWidth") <= 390
