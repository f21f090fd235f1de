"""林卖 on his phone, from nothing to the access code, and once more after an item was sent back."""

import pytest
from playwright.async_api import expect

from backend import collection
from tests.stations.team import planted
from tests.transfers.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


async def test_a_seller_gets_an_access_code_and_makes_good_what_was_sent_back(phones, site):
    seller = await phones("lin-mai")
    await seller.logs_in()
    await expect(seller.page.get_by_text("还没有办理")).to_be_visible()
    await seller.begins()

    done = []
    while (task := await seller.goes_on()) != "review":
        assert task not in done, f"{task} came twice"
        await seller.does(task)
        done.append(task)
    assert len(done) == 14

    await expect(seller.page.get_by_text("林卖", exact=True).first).to_be_visible()
    await expect(seller.page.get_by_role("link", name="修改 姓名")).to_have_attribute(
        "href", f"/h5/c/{seller.collection}/t/identity"
    )
    await seller.page.get_by_role("button", name="确认无误，提交").click()
    await seller.page.wait_for_url("**/done")
    code = "".join((await seller.page.locator(".code__letters").inner_text()).split())
    assert len(code) == 16

    # A bookmark: the same page again, on a phone that was restarted.
    await seller.opens(f"/h5/c/{seller.collection}/done")
    await expect(seller.page.locator(".code__letters")).to_contain_text(code[:4])

    desk = Desk((await planted())["clerk"])
    await desk.scans(code)
    # The open page hears it and changes by itself.
    await expect(seller.page.get_by_text("服务站正在办理")).to_be_visible()
    await desk.does(collection.send_back, seller.collection, [("id_front", "照片反光，看不清号码")])

    await seller.opens("/h5/")
    await expect(seller.page.get_by_role("button", name="有资料需要补充")).to_be_visible()
    await seller.page.get_by_role("button", name="有资料需要补充").click()
    await expect(seller.page.get_by_role("heading", name="请补充 1 项资料")).to_be_visible()
    await expect(seller.page.get_by_text("照片反光，看不清号码")).to_be_visible()
    assert await seller.goes_on() == "id_front"
    await seller.photographs("id_front")
    await seller.page.wait_for_url("**/review")
    await seller.page.get_by_role("button", name="确认无误，重新提交").click()
    await expect(seller.page.get_by_text("服务站正在办理")).to_be_visible()


async def test_leaving_and_coming_back_on_another_phone_goes_on(phones, site):
    first = await phones("lin-mai")
    await first.logs_in()
    await first.begins()
    for _ in range(2):
        await first.does(await first.goes_on())
    await first.opens(f"/h5/c/{first.collection}/other-phone")
    await expect(first.page.get_by_role("img", name="在另一部手机上继续的二维码")).to_be_visible()

    second = await phones("lin-mai")
    await second.logs_in()
    await second.page.get_by_text("继续填写").click()
    await expect(second.page.get_by_role("link", name="验证手机号").first).to_be_visible()
    assert second.page.url.endswith(first.collection)
