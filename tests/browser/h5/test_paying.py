"""陈买 pays the fee on the phone: away to the channel's page, back to the true state, and the receipt."""

import os

import pytest
from playwright.async_api import expect

from backend.settings import Settings
from backend.stations import passwords
from tests.browser.h5.owner import Owner
from tests.miniprogram_api.conftest import with_sandbox  # noqa: F401 - a fixture
from tests.miniprogram_api.paying import Due, fee_is_due
from tests.stations.team import QUICK

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
PICTURES = os.environ.get("CWT_TEST_SCREENSHOTS", "")


@pytest.fixture
def outside(with_sandbox: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:  # noqa: F811
    """Everything outside in the sandbox; no job runs, so what the page shows it found out by asking."""
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    return with_sandbox.model_copy(update={"worker": False})


async def picture(owner: Owner, name: str) -> None:
    """Keep what the phone shows, when somebody asked for it."""
    if PICTURES:
        await owner.page.screenshot(path=f"{PICTURES}/pay-{name}.png", full_page=True)


@pytest.fixture
async def buyer(phones, site, sandbox) -> tuple[Owner, Due]:
    """陈买 before the page that asks for 300 yuan."""
    owner = await phones("chen-mai")
    await owner.logs_in()
    due = await fee_is_due(site, sandbox)
    await owner.opens("/h5/")
    await picture(owner, "home")
    await owner.page.get_by_role("link", name="待付服务费 ￥300.00").first.click()
    await owner.ready()
    await picture(owner, "choose")
    return owner, due


async def at_the_channel(owner: Owner, button: str) -> None:
    """The channel's own page, with 陈买 as the payer."""
    await owner.page.get_by_role("button", name=button).click()
    await owner.page.wait_for_url("**/sandbox/payer/**")
    await owner.page.locator("a[href*='chen-mai']").first.click()


@pytest.mark.parametrize("channel", ["微信支付", "支付宝"])
async def test_a_buyer_pays_and_comes_back_to_the_receipt(buyer, channel):
    owner, due = buyer
    await at_the_channel(owner, channel)
    await owner.page.get_by_role("button", name="立即付款").click()
    await picture(owner, "at-the-channel")
    await owner.page.get_by_role("link", name="返回商家").click()
    await expect(owner.page.get_by_role("heading", name="已付款")).to_be_visible()
    await picture(owner, "paid")
    await owner.page.get_by_role("link", name="查看收据").click()
    await expect(owner.page.get_by_text("叁佰元整")).to_be_visible()
    await expect(owner.page.get_by_text((await due.order()).charges[0].number)).to_be_visible()
    await picture(owner, "receipt")
    await owner.opens(f"/h5/t/{due.transfer}")
    await expect(owner.page.get_by_text("已付 ￥300.00")).to_be_visible()
    await picture(owner, "transfer")


async def test_who_turns_back_has_paid_nothing_and_may_choose_again(buyer):
    owner, due = buyer
    await at_the_channel(owner, "支付宝")
    await owner.page.get_by_role("button", name="暂不付款").click()
    await owner.page.get_by_role("link", name="返回商家").click()
    await expect(owner.page.get_by_text("还没有收到您的付款")).to_be_visible()
    await owner.ready()
    await picture(owner, "not-yet")
    # Asking about a payment is news of the order too: the page that asks must not show itself anew for it.
    loads: list[str] = []
    owner.page.on("load", lambda page: loads.append(page.url))
    async with owner.page.expect_response("**/ask"):
        pass
    await owner.page.wait_for_timeout(1_500)
    assert loads == []
    await owner.page.get_by_role("button", name="换一种方式付款").click()
    await expect(owner.page.get_by_role("button", name="微信支付")).to_be_visible()
    await expect(owner.page.get_by_text("没有扣款")).to_be_visible()
    await picture(owner, "again")
    assert (await due.order()).state == "due"


# What stands in for WeChat's own window: it answers what the test says, after the test's payer has paid or has not.
BRIDGE = """window.WeixinJSBridge = {invoke: async (name, call, done) =>
  done({err_msg: "get_brand_wcpay_request:" + await window.wechatWindow(call.package)})};"""


async def test_inside_wechat_a_cancelled_window_takes_nothing_and_the_next_one_pays(phones, site, sandbox):
    owner = await phones("chen-mai", user_agent="Mozilla/5.0 (Linux; Android 14) Mobile MicroMessenger/8.0.50")
    answers = ["cancel", "ok"]

    async def window(package: str) -> str:
        if (answer := answers.pop(0)) == "ok":
            assert sandbox.post("wechatpay/payers/chen-mai/pay", qr=package)["ok"]
        return answer

    await owner.page.expose_function("wechatWindow", window)
    await owner.page.add_init_script(BRIDGE)
    await owner.page.goto("/h5/")
    await owner.page.locator("a[href*='chen-mai']").first.click()
    await owner.ready()
    due = await fee_is_due(site, sandbox)
    await owner.opens(f"/h5/t/{due.transfer}/pay")
    await expect(owner.page.get_by_role("button", name="支付宝")).to_have_count(0)
    await owner.page.get_by_role("button", name="微信支付").click()
    await expect(owner.page.get_by_text("您取消了付款，没有扣款。")).to_be_visible()
    await picture(owner, "cancelled")
    await owner.page.get_by_role("button", name="继续用微信支付付款").click()
    await expect(owner.page.get_by_role("heading", name="已付款")).to_be_visible()
    assert len((await due.order()).charges) == 1
    await owner.opens(f"/h5/t/{due.transfer}/invoice")
    await owner.page.get_by_text("单位", exact=True).click()
    await owner.page.get_by_label("抬头名称").fill("无锡某某汽车销售有限公司")
    await owner.page.get_by_role("button", name="申请发票").click()
    await expect(owner.page.get_by_text("请填写 18 位统一社会信用代码。")).to_be_visible()
    await picture(owner, "invoice")
    await owner.page.get_by_text("个人", exact=True).click()
    await owner.page.get_by_label("抬头名称").fill("陈买")
    await owner.page.get_by_role("button", name="申请发票").click()
    await expect(owner.page.get_by_role("button", name="撤销申请")).to_be_visible()
    await picture(owner, "invoice-asked")
