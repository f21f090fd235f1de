"""Pages for everybody (人人可用): big type, keyboard alone, no camera, a company, an invitation."""

import pytest
from playwright.async_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
async def seller(phones, site):
    """林卖 up to the first photograph."""
    owner = await phones("lin-mai")
    await owner.logs_in()
    await owner.begins()
    for _ in range(4):
        await owner.does(await owner.goes_on())
    return owner


async def test_in_big_type_nothing_is_wider_than_the_phone(seller):
    await seller.page.get_by_role("button", name="大字版").click()
    here = f"/h5/c/{seller.collection}"
    for path in (
        "/h5/",
        here,
        f"{here}/t/id_front",
        f"{here}/t/party",
        f"{here}/t/condition",
        f"{here}/review",
        f"{here}/invite",
    ):
        page = await seller.opens(path)
        assert await page.evaluate("document.documentElement.classList.contains('big-type')")
        assert await page.evaluate("document.documentElement.scrollWidth") <= 390, path


async def test_the_keyboard_is_enough(phones, site):
    owner = await phones("lin-mai")
    await owner.logs_in()
    await owner.begins()
    page = await owner.opens(f"/h5/c/{owner.collection}/t/consent_privacy")
    await page.get_by_role("checkbox").focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/t/consent_face")
    await owner.ready()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    await page.get_by_role("button", name="不同意，到站当面核验").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/t/phone")


async def test_without_a_camera_there_are_three_ways_on(phones, site, seller):
    page = await seller.opens(f"/h5/c/{seller.collection}/t/id_front")
    await page.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError')) }"
    )
    await page.get_by_role("button", name="拍照").click()
    await expect(page.get_by_text("还可以这样继续")).to_be_visible()
    for words, path in (("换一部手机继续", "other-phone"), ("到登记服务站办理", "/h5/stations")):
        assert path in str(await page.get_by_role("link", name=words).get_attribute("href"))
    await expect(page.get_by_text("用手机自带相机拍好")).to_be_visible()


async def test_a_company_is_asked_for_its_own_papers(seller):
    page = await seller.opens(f"/h5/c/{seller.collection}/t/party")
    await page.get_by_label("企业或其他单位").check()
    await expect(page.get_by_text("受委托代办")).to_be_hidden()
    await page.get_by_role("button", name="继续").click()
    await page.wait_for_url("**/t/business_licence")
    await seller.opens(f"/h5/c/{seller.collection}")
    for words in ("拍摄营业执照", "拍摄单位授权委托书", "拍摄经办人身份证人像面", "核对企业信息"):
        await expect(page.get_by_role("link", name=words).first).to_be_visible()


async def test_an_invitation_joins_two_phones_at_one_price(phones, seller):
    page = await seller.opens(f"/h5/c/{seller.collection}/invite")
    await page.get_by_label("成交价（元）").fill("8.8万")
    await page.get_by_role("button", name="生成邀请").click()
    url = await page.locator("[data-kit=share]").get_attribute("data-url")
    assert url

    buyer = await phones("chen-mai")
    page = await buyer.opens(url)
    await expect(page.get_by_text("¥ 88,000.00")).to_be_visible()
    await page.get_by_role("link", name="微信登录后加入").click()
    await buyer.ready()
    await page.get_by_role("link", name="微信登录").click()
    await page.locator("a[href*='chen-mai']").first.click()
    await page.get_by_role("button", name="接受邀请").click()
    await page.wait_for_url("**/h5/c/*")
    await buyer.ready()
    await page.get_by_role("link", name="确认成交价").first.click()
    await buyer.ready()
    await page.get_by_role("button", name="确认 88,000.00 元").click()
    await page.wait_for_url(lambda address: not address.endswith("/t/price"))

    await seller.opens(f"/h5/c/{seller.collection}/t/price")
    await expect(seller.page.get_by_text("对方：已确认")).to_be_visible()
