"""Paying the fee on the phone (手机付款), against the sandbox's WeChat Pay and Alipay."""

import httpx
import pytest

from backend.collection.models import Owner
from backend.payments import conservation
from backend.settings import Settings
from backend.stations import passwords
from tests.miniprogram_api.caller import Caller, Site
from tests.miniprogram_api.paying import FEE, Due, fee_is_due
from tests.sandbox.running import RunningSandbox
from tests.stations.team import QUICK

BROWSER = "Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile"
WECHAT = f"{BROWSER} MicroMessenger/8.0.50"


@pytest.fixture
def outside(settings: Settings, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Outside services in the sandbox, jobs when the test says so."""
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    addresses = dict.fromkeys(("sandbox_url", "wechat_api_url", "wechat_authorise_url", "sms_endpoint"), sandbox.url)
    return settings.model_copy(update={"worker": False, **addresses})


@pytest.fixture
async def due(site: Site, seller: Caller, buyer: Caller, sandbox: RunningSandbox) -> Due:
    """300 yuan to be paid; both sides are logged in, in the mini-program and in H5."""
    accounts = sandbox.options.accounts
    for caller in (seller, buyer):
        owner, who = await Owner.get(public_id=caller.phone.actor.id), caller.phone.who
        owner.mini_openid, owner.h5_openid = (
            who.openid(app.app_id) for app in (accounts.mini_program, accounts.official)
        )
        await owner.save(update_fields=["mini_openid", "h5_openid"])
    return await fee_is_due(site, sandbox)


async def begins(caller: Caller, due: Due, channel: str = "wechat", key: str = "tap-1") -> dict:
    """The button of that channel in the mini-program."""
    return dict(
        await caller.ask("POST", f"{due.path}/payments", {"channel": channel}, headers={"Idempotency-Key": key})
    )


async def taps(caller: Caller, due: Due, channel: str, agent: str = BROWSER, key: str = "tap-1") -> httpx.Response:
    """The button on the H5 page."""
    page = (await caller.page(f"/h5/t/{due.transfer}/pay")).text
    token = page.split('name="csrf-token" content="')[1].split('"')[0]
    headers = {
        "Cookie": f"cwt_owner={caller.token}",
        "X-CSRF-Token": token,
        "Idempotency-Key": key,
        "User-Agent": agent,
    }
    return await caller.site.client.post(f"/api/v1{due.path}/payments", json={"channel": channel}, headers=headers)


async def shown(caller: Caller, path: str) -> str:
    """The text of a page that must be there."""
    page = await caller.page(path)
    assert page.status_code == 200, (path, page.status_code, page.text[:500])
    return page.text


async def test_it_works_in_the_mini_program(due: Due, buyer: Caller):
    begun = await begins(buyer, due)
    assert (begun["fen"], begun["state"], begun["by"]) == (FEE, "waiting", "mine")
    assert begun["call"]["package"].startswith("prepay_id=") and begun["call"]["paySign"]
    due.pays(begun)
    assert (await buyer.ask("POST", f"/payments/{begun['number']}/ask", {}))["state"] == "paid"
    order = await buyer.ask("GET", f"{due.path}/order")
    assert (order["state"], order["due_fen"], order["paid_fen"]) == ("settled", 0, FEE)
    assert await conservation() == []


@pytest.mark.parametrize("channel", ["wechat", "alipay"])
async def test_a_browser_is_sent_to_the_channel_and_both_sides_see_the_receipt(
    due: Due, buyer: Caller, seller: Caller, channel: str
):
    begun = (await taps(buyer, due, channel)).json()
    assert begun["redirect"].startswith("http") and begun["call"] == {}
    if channel == "alipay":
        await due.site.client.get(begun["redirect"], follow_redirects=False)
    due.pays(begun)
    await buyer.ask("POST", f"/payments/{begun['number']}/ask", {})
    for caller in (buyer, seller):
        text = await shown(caller, f"/h5/t/{due.transfer}/receipt")
        assert "叁佰元整" in text and begun["number"] in text
        assert (await caller.ask("GET", f"{due.path}/receipt"))["total_fen"] == FEE
    assert "已付款" in await shown(buyer, f"/h5/t/{due.transfer}/pay")


async def test_inside_wechat_its_own_window_is_opened(due: Due, buyer: Caller):
    begun = (await taps(buyer, due, "wechat", WECHAT)).json()
    assert begun["redirect"] == "" and set(begun["call"]) >= {"appId", "timeStamp", "nonceStr", "package", "paySign"}
    assert begun["call"]["appId"] == due.sandbox.options.accounts.official.app_id
    assert (await taps(buyer, due, "alipay", WECHAT, "tap-2")).json()["code"] == "PAY-111"


async def test_who_left_goes_on_with_the_same_charge(due: Due, buyer: Caller):
    first = await begins(buyer, due)
    assert "继续用微信支付付款" in await shown(buyer, f"/h5/t/{due.transfer}/pay")
    again = await begins(buyer, due, key="tap-2")
    assert (again["number"], again["call"]) == (first["number"], first["call"])


async def test_the_same_tap_twice_is_one_charge(due: Due, buyer: Caller):
    numbers = {(await begins(buyer, due))["number"] for _ in range(2)}
    assert len(numbers) == 1 and len((await due.order()).charges) == 1


async def test_a_tap_without_a_key_is_refused(due: Due, buyer: Caller):
    assert await buyer.refused("POST", f"{due.path}/payments", {"channel": "wechat"}) == "PAY-114"


@pytest.mark.parametrize("channel", ["cash", "", None, 7])
async def test_a_channel_that_no_phone_has_is_refused(due: Due, buyer: Caller, channel: object):
    headers = {"Idempotency-Key": "tap-1"}
    await buyer.refused("POST", f"{due.path}/payments", {"channel": channel}, headers=headers)
    assert buyer.last.status_code == 422


async def test_a_channel_that_is_down_takes_nothing_and_says_so(due: Due, buyer: Caller):
    due.sandbox.misbehave("wechatpay", "server_error", 1)
    headers = {"Idempotency-Key": "tap-1"}
    assert await buyer.refused("POST", f"{due.path}/payments", {"channel": "wechat"}, headers=headers) == "PAY-704"
    assert "没有扣款" in buyer.last.json()["detail"]


async def test_giving_up_closes_it_and_another_way_is_free(due: Due, buyer: Caller):
    begun = await begins(buyer, due)
    assert (await buyer.ask("POST", f"/payments/{begun['number']}/cancel", {}))["state"] == "closed"
    text = await shown(buyer, f"/h5/t/{due.transfer}/pay")
    assert "没有扣款" in text and 'data-channel="alipay"' in text
    assert await buyer.refused("POST", f"/payments/{begun['number']}/cancel", {}) == "PAY-128"


@pytest.mark.parametrize("channel", ["wechat", "alipay"])
async def test_a_payment_whose_time_is_over_is_closed_and_said_so_and_another_begins(
    due: Due, buyer: Caller, channel: str
):
    begun = (await taps(buyer, due, channel)).json()
    with due.later(minutes=16):
        told = await buyer.ask("POST", f"/payments/{begun['number']}/ask", {})
        assert (told["state"], told["call"], told["redirect"]) == ("ending", {}, "")
        assert "正在关闭" in await shown(buyer, f"/h5/t/{due.transfer}/pay")
        with due.later(seconds=10):
            await due.jobs()
            told = await buyer.ask("GET", f"/payments/{begun['number']}")
            assert (told["state"], told["call"], told["redirect"]) == ("closed", {}, "")
            assert "已取消或超时，没有扣款" in told["sentence"]
            page = await shown(buyer, f"/h5/t/{due.transfer}/pay")
            assert "已取消或超时" in page and f'data-channel="{channel}"' in page
            assert not due.could_pay(begun)
            again = (await taps(buyer, due, channel, key="tap-2")).json()
            assert again["number"] != begun["number"] and again["state"] == "waiting"
            if channel == "alipay":
                await due.site.client.get(again["redirect"], follow_redirects=False)
            due.pays(again)
            assert (await buyer.ask("POST", f"/payments/{again['number']}/ask", {}))["state"] == "paid"
    assert await conservation() == []


async def test_who_comes_back_after_its_time_goes_on_with_a_new_one(due: Due, buyer: Caller):
    begun = await begins(buyer, due)
    with due.later(minutes=14):  # too little is left of it to be paid in peace
        again = await begins(buyer, due, key="tap-2")
        assert again["number"] != begun["number"] and again["state"] == "waiting"
        await due.jobs()
        assert (await buyer.ask("GET", f"/payments/{begun['number']}"))["state"] == "closed"


async def test_the_address_that_a_channel_sends_somebody_back_to_claims_nothing(due: Due, buyer: Caller):
    await taps(buyer, due, "alipay")
    text = await shown(buyer, f"/h5/t/{due.transfer}/pay?trade_status=TRADE_SUCCESS&total_amount=300.00")
    assert "还没有收到您的付款" in text and "已付款" not in text


async def test_a_channel_that_is_silent_is_asked_and_nobody_pays_twice(due: Due, buyer: Caller):
    begun = await begins(buyer, due)
    due.sandbox.misbehave("wechatpay", "server_error", 3)
    assert (await buyer.ask("POST", f"/payments/{begun['number']}/ask", {}))["state"] in {"waiting", "unknown"}
    await due.jobs()


async def test_both_pay_and_the_second_gets_it_back(due: Due, buyer: Caller, seller: Caller):
    first, second = await begins(buyer, due), await begins(seller, due)
    assert "对方也在付这笔款" in await shown(seller, f"/h5/t/{due.transfer}/pay")
    due.pays(first)
    due.pays(second, "lin-mai")
    for caller, charge in ((buyer, first), (seller, second)):
        await caller.ask("POST", f"/payments/{charge['number']}/ask", {})
    await due.jobs()
    told = await seller.ask("GET", f"/payments/{second['number']}")
    assert "重复付款" in told["sentence"] and [one["fen"] for one in told["refunds"]] == [FEE]
    assert await conservation() == []


async def test_home_and_the_transfer_ask_the_buyer(due: Due, buyer: Caller, seller: Caller):
    assert "等您付款" in await shown(buyer, "/h5/") and "等您付款" not in await shown(seller, "/h5/")
    told = (await buyer.ask("GET", "/notices"))[0]
    assert told["title"] == "请支付服务费" and "300.00 元" in told["sentence"]
    for caller in (buyer, seller):
        text = await shown(caller, f"/h5/t/{due.transfer}")
        assert "待付服务费 ￥300.00" in text and f"/h5/t/{due.transfer}/pay" in text
    assert "请支付服务费 300.00 元" in (await buyer.ask("GET", due.path))["next"]
    assert "等待买方支付" in (await seller.ask("GET", due.path))["next"]


async def test_nobody_else_sees_or_pays_it(due: Due, buyer: Caller, seller: Caller, outsider: Caller):
    begun = await begins(buyer, due)
    for method, path, body in (
        ("GET", f"{due.path}/order", None),
        ("GET", f"{due.path}/receipt", None),
        ("POST", f"{due.path}/payments", {"channel": "wechat"}),
        ("GET", f"/payments/{begun['number']}", None),
        ("POST", f"/payments/{begun['number']}/cancel", {}),
        ("POST", f"/payments/{begun['number']}/ask", {}),
    ):
        await outsider.refused(method, path, body, headers={"Idempotency-Key": "x"})
        assert outsider.last.status_code == 404, path
    assert (await outsider.page(f"/h5/t/{due.transfer}/pay")).status_code == 404
    # The other side sees that it is being paid, and not with what.
    assert await seller.refused("GET", f"/payments/{begun['number']}") == "PAY-102"
    (theirs,) = (await seller.ask("GET", f"{due.path}/order"))["payments"]
    assert (theirs["by"], theirs["call"], theirs["redirect"]) == ("other", {}, "")


async def paid(due: Due, buyer: Caller) -> None:
    """陈买 has paid."""
    begun = await begins(buyer, due)
    due.pays(begun)
    await buyer.ask("POST", f"/payments/{begun['number']}/ask", {})


async def test_the_receipt_is_a_pdf_for_both_sides(due: Due, buyer: Caller, seller: Caller, outsider: Caller):
    await paid(due, buyer)
    for caller in (buyer, seller):
        answer = await caller.send("GET", f"{due.path}/receipt.pdf")
        assert answer.content.startswith(b"%PDF") and answer.headers["content-type"] == "application/pdf"
    await outsider.refused("GET", f"{due.path}/receipt.pdf")
    assert outsider.last.status_code == 404


COMPANY = {"kind": "company", "name": "无锡某某汽车销售有限公司", "email": "caiwu@example.com"}


async def test_an_invoice_is_asked_for_once_and_taken_back(due: Due, buyer: Caller, seller: Caller):
    await paid(due, buyer)
    here = f"/h5/t/{due.transfer}/invoice"
    assert "发票开给谁" in await shown(buyer, here)
    refused = await buyer.send("POST", f"{due.path}/invoice", COMPANY)
    assert (refused.status_code, refused.json()["field"]) == (422, "credit_code")
    made = await buyer.ask("POST", f"{due.path}/invoice", {"kind": "personal", "name": "陈买"})
    assert (made["state"], made["fen"], made["title"]["name"]) == ("asked", FEE, "陈买")
    assert made["number"] in await shown(buyer, here)
    # The other side learns that there is one, and not whose name it bears.
    assert await seller.refused("POST", f"{due.path}/invoice", {"kind": "personal", "name": "林卖"}) == "INV-103"
    assert (await seller.ask("GET", f"{due.path}/invoice"))["title"] is None
    assert "陈买" not in await shown(seller, here)
    assert (await buyer.ask("POST", f"{due.path}/invoice/withdraw", {}))["state"] == "withdrawn"
    assert "发票开给谁" in await shown(seller, here)


async def test_before_it_is_paid_nothing_can_be_invoiced(due: Due, buyer: Caller):
    assert "没有可开票的金额" in await shown(buyer, f"/h5/t/{due.transfer}/invoice")
    assert await buyer.refused("POST", f"{due.path}/invoice", {"kind": "personal", "name": "陈买"}) == "INV-102"
    assert await buyer.refused("GET", f"{due.path}/invoice") == "INV-101"


async def test_before_it_is_paid_there_is_no_receipt(due: Due, buyer: Caller):
    assert await buyer.refused("GET", f"{due.path}/receipt") == "PAY-703"
    assert (await buyer.page(f"/h5/t/{due.transfer}/receipt")).headers["location"].endswith("/pay")
