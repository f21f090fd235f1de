"""沙箱页面: in a real Chromium, on a phone and on a desk, under the pages' own strict policy."""

import json

import pyotp
import pytest

from tests.browser.chromium import chromium
from tests.sandbox.test_aliyun_rpc import sdk_call

pytestmark = pytest.mark.browser

AUTHORISE = (
    "/connect/oauth2/authorize?appid=wxsandbox00000002&redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fback"
    "&response_type=code&scope=snsapi_userinfo&state=s#wechat_redirect"
)


@pytest.fixture(params=[390, 1440])
async def page(request, sandbox):
    async with chromium() as browser:
        opened = await browser.new_page(viewport={"width": request.param, "height": 900}, base_url=sandbox.url)
        complaints: list[str] = []
        opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        yield opened
    assert complaints == []


async def fits(page) -> bool:
    return await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_code_appears_without_reloading_and_can_be_copied(page, sandbox):
    await page.goto("/sandbox")
    sdk_call(sandbox)
    await page.wait_for_selector("text=123456", timeout=6000)
    assert await fits(page)
    await page.click("button[data-copy='123456']")
    await page.wait_for_selector("text=已复制")


async def test_a_fault_is_switched_with_the_page(page, sandbox):
    await page.goto("/sandbox")
    form = page.locator("form.fault", has=page.locator("input[name=service][value=wechat]"))
    await form.locator("select").select_option("timeout")
    await form.locator("input[name=count]").fill("3")
    await form.locator("button").click()
    await page.wait_for_selector("text=还剩 3 次")
    assert sandbox.get("faults.json")["wechat"]["on"] == {"kind": "timeout", "left": 3}


async def test_a_person_is_picked_with_large_targets(page):
    await page.goto(AUTHORISE)
    assert await fits(page)
    boxes = [await pick.bounding_box() for pick in await page.locator(".pick, .button").all()]
    assert all(box["height"] >= 44 for box in boxes)
    async with page.expect_request(lambda request: "/back?code=" in request.url) as asked:
        await page.route("**/back?**", lambda route: route.fulfill(body="ok"))
        await page.click("text=林卖")
    assert (await asked.value).url.endswith("&state=s")


async def test_the_codes_of_the_desk_renew_themselves(page, sandbox):
    account = {
        "account": "zhao",
        "role": "站长",
        "station": "01",
        "password": "p",
        "totp_secret": pyotp.random_base32(),
    }
    await page.goto("/sandbox/authenticator")
    assert await page.locator("text=还没有演示账号").count() == 1
    sandbox.options.authenticator.write_text(json.dumps([account]), encoding="utf-8")
    await page.wait_for_selector("text=zhao", timeout=5000)
    assert await fits(page)
    sandbox.options.authenticator.unlink()
