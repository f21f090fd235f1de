"""收款商户 in a browser: keys are read from files, and what is wrong stands beside its field."""

import re

import pytest
from playwright.async_api import expect

from tests.payments.till import credentials
from tests.sandbox.running import one_sandbox, sandbox

__all__ = ["one_sandbox", "sandbox"]
pytestmark = pytest.mark.browser
PAGE = "/console/accounts/merchants"


def pem(name: str, text: str) -> dict:
    return {"name": name, "mimeType": "application/x-pem-file", "buffer": text.encode()}


async def test_an_administrator_adds_a_merchant_from_key_files(opens, sandbox):
    keys = credentials(sandbox, "alipay", "wuxi")
    page = await opens("admin", PAGE)
    await page.get_by_role("button", name="添加支付宝商户").click()
    form = page.locator("#alipay")
    await form.get_by_label("名称").fill("无锡锡山二手车交易市场")
    for name in ("app_id", "seller_id"):
        await form.locator(f'[name="{name}"]').fill(keys[name])
    # The application's own key where Alipay's is needed: the commonest slip.
    for name in ("private_key", "alipay_key"):
        await form.locator(f'[data-fills="alipay-{name}"]').set_input_files(pem("own.pem", keys["private_key"]))
    await expect(form.locator('[name="private_key"]')).to_have_value(keys["private_key"].strip())
    await form.get_by_role("button", name="检查并启用").click()
    await expect(form.locator(".field", has=page.locator('[name="alipay_key"]')).get_by_role("alert")).to_contain_text(
        "需要支付宝公钥"
    )
    await form.locator('[data-fills="alipay-alipay_key"]').set_input_files(pem("alipay.pem", keys["alipay_key"]))
    await form.get_by_role("button", name="检查并启用").click()
    await expect(page.get_by_role("row", name=re.compile("无锡锡山.*使用中"))).to_be_visible()
    assert await form.locator('[name="private_key"]').input_value() == ""


async def test_a_file_that_is_no_text_is_told_at_once(opens):
    page = await opens("admin", PAGE)
    await page.get_by_role("button", name="添加微信支付商户").click()
    given = {"name": "key.pem", "mimeType": "application/octet-stream", "buffer": b"\x30\x82\xff\x00\xfe" * 9}
    await page.locator('[data-fills="wechat-private_key"]').set_input_files(given)
    box = page.locator('#wechat [name="private_key"]')
    await expect(box).to_have_value("")
    assert "PEM" in await box.evaluate("box => box.validationMessage")
