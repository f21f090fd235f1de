"""陈买 signs on the phone: reads what is to be signed to its end, then once on the pad."""

import pytest
from playwright.async_api import expect

from tests.support import story

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


async def test_a_buyer_reads_everything_and_signs_once(phones, site):
    """Three documents: two to sign, and the appraiser's certificate, which may be read and asks for nothing."""
    scene = await story.reviewing((await story.staff())["clerk"])
    await scene.desk.looks()
    await scene.desk.edits(appraised="80000")
    await scene.desk.prepares()
    buyer = await phones("chen-mai")
    await buyer.logs_in()
    await buyer.page.get_by_text("去签署").click()
    await buyer.ready()
    await expect(buyer.page.get_by_text("还有 2 份没有看完。")).to_be_visible()
    await expect(buyer.page.locator("canvas")).to_be_hidden()

    for left in ("还有 1 份没有看完。", "都看完了，可以签名。"):
        await buyer.page.locator("[data-paper]:not(.task_done) a").first.click()
        await buyer.ready()
        await buyer.page.locator("[data-end]").scroll_into_view_if_needed()
        await buyer.page.get_by_role("link", name="已看完，返回").click()
        await expect(buyer.page.get_by_text(left)).to_be_visible()

    await buyer.page.get_by_role("link", name="机动车价格评估鉴定结论书").click()
    await buyer.ready()
    await expect(buyer.page.get_by_alt_text("机动车价格评估鉴定结论书第 1 页，共 1 页")).to_be_visible()
    await buyer.page.go_back()
    await buyer.ready()
    await buyer.writes()
    await buyer.page.get_by_role("button", name="撤销一笔").click()
    await buyer.page.get_by_role("checkbox").check()
    await buyer.page.get_by_role("button", name="确认签署 2 份文书").click()
    await expect(buyer.page.get_by_role("heading", name="您已签名")).to_be_visible()


async def test_whoever_finds_a_mistake_says_no(phones, site):
    scene = await story.signing((await story.staff())["clerk"])
    buyer = await phones("chen-mai")
    await buyer.logs_in()
    await buyer.page.get_by_text("去签署").click()
    await buyer.ready()
    await buyer.page.get_by_text("内容不对，不签").click()
    await buyer.page.get_by_label("哪里不对").fill("成交价写错了")
    await buyer.page.get_by_role("button", name="拒绝签署").click()
    await expect(buyer.page.get_by_role("heading", name="您已拒绝签署")).to_be_visible()
    assert (await scene.desk.looks()).state == "reviewing"
