"""付款人的手机: whoever holds it can scan, pay, cancel and show a payment code; H5 orders open it from a browser."""

import httpx
import pytest

from backend.sandbox.people import person
from tests.browser.chromium import chromium
from tests.sandbox.running import NO_TLS
from tests.sandbox.wechatpay.conftest import APP, ORDERS, Wire

H5 = {"scene_info": {"payer_client_ip": "203.0.113.7", "h5_info": {"type": "Wap"}}}


@pytest.fixture
def browser(sandbox):
    """A browser without scripts."""
    with httpx.Client(base_url=sandbox.url, trust_env=False, verify=NO_TLS, follow_redirects=True) as client:
        yield client


def state_of(wire: Wire, number: str) -> str:
    return wire.get(f"{ORDERS}/out-trade-no/{number}?mchid=1900000109")["trade_state"]


def scan(browser: httpx.Client, text: str, who: str = "lin-mai") -> httpx.Response:
    return browser.post(f"/sandbox/payer/{who}/scan", data={"text": text})


class TestScanning:
    def test_a_qr_code_leads_to_its_bill(self, wire, browser):
        qr = wire.post(f"{ORDERS}/native", wire.order("V0000001"))["code_url"]
        page = scan(browser, qr)
        assert "无锡二手车交易市场" in page.text and "￥1.00" in page.text and "立即付款" in page.text
        paid = browser.post(f"{page.url.path}/pay", data={"person": "lin-mai"})
        assert "支付成功" in paid.text
        assert state_of(wire, "V0000001") == "SUCCESS"
        assert "支付成功" in scan(browser, qr, "chen-mai").text, "nobody pays it twice"

    @pytest.mark.parametrize("text", ["", "nonsense", "weixin://wxpay/bizpayurl?pr=unknown", "https://qr.alipay.com/x"])
    def test_what_it_does_not_know(self, browser, text):
        assert "认不出这个二维码" in scan(browser, text).text

    def test_a_purse_that_is_empty(self, wire, browser):
        qr = wire.post(f"{ORDERS}/native", wire.order("V0000002"))["code_url"]
        browser.post("/sandbox/payer/lin-mai/balance", data={"channel": "wechatpay", "yuan": "0"})
        page = scan(browser, qr)
        assert "没有付成：用户账号余额不足" in browser.post(f"{page.url.path}/pay", data={"person": "lin-mai"}).text
        assert state_of(wire, "V0000002") == "NOTPAY"

    def test_an_order_made_out_to_somebody_else(self, wire, browser):
        body = wire.order("V0000003", payer={"openid": person("chen-mai").openid(APP)})
        wire.post(f"{ORDERS}/jsapi", body)
        assert "去付款" in browser.get("/sandbox/payer/chen-mai").text
        assert "去付款" not in browser.get("/sandbox/payer/lin-mai").text
        refused = browser.post("/sandbox/payer/wechatpay/1900000109:V0000003/pay", data={"person": "lin-mai"})
        assert "这个订单是给别人付的" in refused.text

    def test_an_order_whose_time_is_over(self, wire, browser):
        qr = wire.post(f"{ORDERS}/native", wire.order("V0000004"))["code_url"]
        wire.sandbox.advance(7201)
        page = scan(browser, qr)
        assert "订单已失效" in page.text and "立即付款" not in page.text


class TestPasswords:
    def test_typed(self, wire, browser):
        wire.scanned("V0000010", "password")
        assert "等你输密码" in browser.get("/sandbox/payer/lin-mai").text
        assert "等你输密码" not in browser.get("/sandbox/payer/chen-mai").text
        address = "/sandbox/payer/wechatpay/1900000109:V0000010"
        assert "输入密码并付款" in browser.get(f"{address}?person=lin-mai").text
        assert "支付成功" in browser.post(f"{address}/pay", data={"person": "lin-mai"}).text

    def test_refused(self, wire, browser):
        wire.scanned("V0000011", "password")
        address = "/sandbox/payer/wechatpay/1900000109:V0000011"
        assert "已取消" in browser.post(f"{address}/cancel", data={"person": "lin-mai"}).text
        assert state_of(wire, "V0000011") == "PAYERROR"


class TestH5:
    def opens(self, wire: Wire, browser: httpx.Client, number: str, **headers: str) -> httpx.Response:
        address = wire.post(f"{ORDERS}/h5", wire.order(number, **H5))["h5_url"]
        back = f"{wire.sandbox.url}/sandbox/people"
        return browser.get(f"{address}&redirect_url={back}", headers=headers)

    def test_it_opens_the_phone_and_comes_back(self, wire, browser):
        page = self.opens(wire, browser, "V0000020", Referer=f"{wire.sandbox.url}/")
        assert "谁来付这笔钱" in page.text and page.text.count('class="pick"') == 12
        chosen = browser.get(f"{page.url.path}?person=lin-mai&{page.url.query.decode()}")
        assert "立即付款" in chosen.text and f'href="{wire.sandbox.url}/sandbox/people"' in chosen.text

    @pytest.mark.parametrize("referer", ["", "https://evil.example.com/"])
    def test_only_from_a_registered_place(self, wire, browser, referer):
        page = self.opens(wire, browser, "V0000021", Referer=referer)
        assert (page.status_code, "商家参数格式有误" in page.text) == (400, True)

    def test_not_inside_wechat(self, wire, browser):
        agent = {"Referer": f"{wire.sandbox.url}/", "User-Agent": "Mozilla/5.0 MicroMessenger/8.0"}
        assert self.opens(wire, browser, "V0000022", **agent).status_code == 400

    def test_for_five_minutes(self, wire, browser):
        address = wire.post(f"{ORDERS}/h5", wire.order("V0000023", **H5))["h5_url"]
        wire.sandbox.advance(301)
        assert browser.get(address, headers={"Referer": f"{wire.sandbox.url}/"}).status_code == 400

    def test_it_sends_nobody_to_the_open_internet(self, wire, browser):
        wire.post(f"{ORDERS}/h5", wire.order("V0000024", **H5))
        address = "/sandbox/payer/wechatpay/1900000109:V0000024?person=lin-mai&back="
        for back in ("https://evil.example.com/", "javascript:alert(1)"):
            assert "返回商家" not in browser.get(f"{address}{back}").text


@pytest.mark.parametrize(
    "path",
    ["nobody", "nobody/waiting", "wechatpay/1900000109:V9999999", "paypal/1", "wechatpay/1900000109:V9999999?person=x"],
)
def test_phones_and_bills_that_are_not_there(browser, path):
    assert browser.get(f"/sandbox/payer/{path}").status_code == 404


def test_forms_that_name_nobody(browser):
    for path in ("nobody/code", "lin-mai/code", "wechatpay/1900000109:V9999999/pay", "paypal/1/cancel"):
        assert browser.post(f"/sandbox/payer/{path}", data={"person": "lin-mai", "channel": "x"}).status_code == 404


@pytest.mark.browser
async def test_a_phone_of_390_pixels(wire):
    qr = wire.post(f"{ORDERS}/native", wire.order("V0000030", amount={"total": 30_000}))["code_url"]
    async with chromium() as opened:
        page = await opened.new_page(viewport={"width": 390, "height": 844}, base_url=wire.sandbox.url)
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)

        async def fits() -> None:
            await page.wait_for_load_state("networkidle")
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            boxes = [await one.bounding_box() for one in await page.locator("button, .button, .pick, select").all()]
            assert all(box["height"] >= 44 for box in boxes if box)

        await page.goto("/sandbox/payer")
        await fits()
        await page.click("text=陈买")
        await page.wait_for_url("**/chen-mai")
        await fits()
        wire.scanned(
            "V0000031",
            "password",
            payer={"auth_code": wire.sandbox.post("wechatpay/payers/chen-mai/code", wish="password")["code"]},
        )
        await page.wait_for_selector("text=等你输密码", timeout=6000)
        await page.fill("input[name=text]", qr)
        await page.keyboard.press("Enter")
        await page.wait_for_selector("text=立即付款")
        await fits()
        await page.click("text=立即付款")
        await page.wait_for_selector("text=支付成功")
        await page.click("text=回到陈买的手机")
        await page.locator(".wallet.wechatpay").get_by_text("出示付款码").click()
        await page.wait_for_selector(".code-digits")
        await fits()
        digits = (await page.inner_text(".code-digits")).replace(" ", "")
        assert len(digits) == 18 and 10 <= int(digits[:2]) <= 15
        assert complaints == []
