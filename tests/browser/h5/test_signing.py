"""陈买 signs on the phone: reads what is to be signed to its end, then once on the pad."""

import pytest
from playwright.async_api import expect

from tests.support import story

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


async def test_a_buyer_reads_everything_and_signs_once(phones, site):
    """Four documents: three to sign, and the appraiser's certificate, which may be read and asks for nothing."""
    scene = await story.reviewing((await story.staff())["clerk"])
    await scene.desk.looks()
    await scene.desk.edits(appraised="80000")
    await scene.desk.prepares()
    buyer = await phones("chen-mai")
    await buyer.logs_in()
    await buyer.page.get_by_text("去签署").click()
    await buyer.ready()
    await expect(buyer.page.get_by_text("还有 3 份没有看完。")).to_be_visible()
    await expect(buyer.page.locator("canvas")).to_be_hidden()

    for left in ("还有 2 份没有看完。", "还有 1 份没有看完。", "都看完了，可以签名。"):
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
    await buyer.page.get_by_role("button", name="撤销一笔").press("Enter")
    await buyer.confirms_by_sms()
    await the_text_names_these_documents(buyer)
    await buyer.page.get_by_role("checkbox").check()
    await signs_with_a_wrong_code_first(buyer)
    await expect(buyer.page.get_by_role("heading", name="您已签名")).to_be_visible()

    await buyer.page.get_by_text("想撤回签名").click()
    await buyer.page.get_by_role("button", name="撤回签名").click()
    await expect(buyer.page.get_by_text("都看完了，可以签名。")).to_be_visible()
    view = await scene.desk.looks()
    assert (view.state, view.history[0].sentence) == ("signing", "撤回了签名，文书等待重新签署")


async def the_text_names_these_documents(buyer):
    """The text on the phone: which car, and the fingerprint that the page shows."""
    (text,) = [one for one in buyer.sandbox.get("sms.json", phone=buyer.who.phone) if one["template"] == "SMS_SIGN"]
    shown = await buyer.page.locator(".print").inner_text()
    assert shown in text["content"] and "车牌尾号" in text["content"]
    await expect(buyer.page.get_by_role("button", name="秒后可重发")).to_be_disabled()


async def signs_with_a_wrong_code_first(buyer):
    """A slip is told beside the code with what is left; the ink is still there."""
    field = buyer.page.get_by_label("短信确认码")
    right = await field.input_value()
    await field.fill(f"{(int(right) + 1) % 1_000_000:06d}")
    await buyer.page.get_by_role("button", name="确认签署 3 份文书").click()
    await expect(buyer.page.get_by_text("确认码不正确，还可以再试 4 次。")).to_be_visible()
    await field.fill(right)
    await buyer.page.get_by_role("button", name="确认签署 3 份文书").click()


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
