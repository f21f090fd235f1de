"""The payment window over a transfer: it opens by itself, takes a scanned code or shows QR codes, and lets it end."""

import pytest
from playwright.async_api import expect

from backend import payments
from tests.browser.scanner import scans
from tests.console.till.conftest import one_sandbox, sandbox, till  # noqa: F401 - fixtures
from tests.support import story
from tests.transfers.desk import run_jobs, signs_papers

pytestmark = pytest.mark.browser


@pytest.fixture
async def fee(till) -> None:  # noqa: F811
    """Every transfer costs 300 yuan."""
    await till.tariff(30_000)


async def order_of(scene: story.Scene) -> payments.OrderView:
    found = await payments.order_of(scene.transfer)
    assert found is not None
    return found


async def test_it_opens_with_the_last_signature_takes_a_scanned_code_once_and_the_transfer_is_completed(
    opens,
    team,
    till,  # noqa: F811
    fee,
):
    scene = await story.signing(team["clerk"])
    page = await opens("clerk", f"/console/transfers/{scene.transfer}")
    window = page.locator("#till")
    await expect(window).not_to_be_visible()
    for phone in (scene.seller, scene.buyer):
        await signs_papers(phone)
    await run_jobs()
    await expect(window).to_be_visible()
    await expect(window.locator(".till__amount")).to_contain_text("300.00")
    await expect(window.locator(".till__svg svg")).to_have_count(2)
    await expect(page.locator("#till-code")).to_be_focused()

    await scans(page, "CWT:ABCD-EFGH-JKMN")
    await expect(window.get_by_role("alert")).to_contain_text("采集接入码")
    await page.locator("[data-till-keep=sound]").focus()  # wherever the cursor is
    await scans(page, till.code())
    await expect(window.locator(".till__well")).to_have_text("收款成功，已结清")
    assert [one.state for one in (await order_of(scene)).charges if one.way == "code"] == ["paid"]
    await till.works()

    await page.keyboard.press("Escape")
    await expect(page.locator("#fee .badge")).to_have_text("已结清")
    await page.get_by_role("button", name="办结", exact=True).click()
    await page.get_by_role("button", name="确认办结").click()
    await expect(page.locator(".t-title .badge")).to_have_text("已办结")


async def test_a_payer_scans_our_qr_code_and_the_window_says_so(opens, team, till, fee):  # noqa: F811
    scene = await story.settling(team["clerk"])
    page = await opens("clerk", f"/console/transfers/{scene.transfer}")
    window = page.locator("#till")
    await expect(window.locator(".till__svg svg")).to_have_count(2)
    await expect(window.locator("[data-till-left]").first).to_contain_text("有效期还剩")
    alipay = next(one for one in (await order_of(scene)).charges if one.channel == "alipay")
    till.pays(alipay)
    await till.waits(4)
    await expect(window.locator(".till__well")).to_have_text("收款成功，已结清")
    await expect(window.locator(".till__done li")).to_contain_text("支付宝")


async def test_put_away_it_stays_away_until_p_is_pressed(opens, team, till, fee):  # noqa: F811
    scene = await story.settling(team["clerk"])
    page = await opens("clerk", f"/console/transfers/{scene.transfer}")
    window = page.locator("#till")
    await expect(window).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(window).not_to_be_visible()
    await page.reload()
    await page.wait_for_selector("html.console-ready")
    await expect(page.locator("#fee")).to_contain_text("还差")
    await expect(window).not_to_be_visible()
    await page.locator("body").press("p")
    await expect(window).to_be_visible()
    await till.works()


async def test_cash_is_counted_with_its_change(opens, team, till, fee):  # noqa: F811
    scene = await story.settling(team["clerk"])
    page = await opens("clerk", f"/console/transfers/{scene.transfer}")
    await page.get_by_text("现金", exact=True).click()
    await page.locator("#till-float").fill("100")
    await page.get_by_role("button", name="开班").click()
    await page.locator("#till-given").fill("500")
    await expect(page.locator("[data-till-change]")).to_have_text("找零 200.00 元")
    await page.locator("#till-given").press("Enter")
    await expect(page.locator(".till__well")).to_have_text("收款成功，已结清")
    assert (await order_of(scene)).paid_fen == 30_000
    await till.works()


async def test_it_never_opens_while_somebody_types(opens, team, till, fee):  # noqa: F811
    scene = await story.signing(team["clerk"])
    page = await opens("clerk", f"/console/transfers/{scene.transfer}")
    await page.locator("#declared").fill("80000")
    for phone in (scene.seller, scene.buyer):
        await signs_papers(phone)
    await run_jobs()
    await expect(page.locator("[data-stale]")).to_be_visible()
    await expect(page.locator("#till")).not_to_be_visible()
    await expect(page.locator("#declared")).to_have_value("80000")
    await page.locator("[data-stale] [data-refresh]").click()
    await expect(page.locator("#till")).to_be_visible()
    await till.works()


async def test_a_lost_answer_and_the_same_code_again_take_the_money_once(opens, team, till, fee):  # noqa: F811
    scene = await story.settling(team["clerk"])
    page = await opens("clerk", f"/console/transfers/{scene.transfer}")
    window, code, lost = page.locator("#till"), till.code(wish="password"), []

    async def loses(route):
        await route.fetch()
        lost.append(route.request.headers["idempotency-key"])
        await route.abort()

    await page.route("**/code", loses, times=1)
    await expect(window.locator(".till__svg svg")).to_have_count(2)
    await scans(page, code)
    await expect(window.get_by_role("alert")).to_contain_text("不会重复收款")
    await scans(page, code)
    await expect(window.locator(".till-try_big")).to_contain_text("等待付款")
    charge = next(one for one in (await order_of(scene)).charges if one.way == "code")
    till.pays(charge)
    await till.waits(6)
    await expect(window.locator(".till__well")).to_have_text("收款成功，已结清")
    assert len(lost) == 1
    assert [one.state for one in (await order_of(scene)).charges if one.way == "code"] == ["paid"]


async def test_the_window_fits_a_narrow_screen(opens, team, till, fee):  # noqa: F811
    scene = await story.settling(team["clerk"])
    page = await opens("clerk", f"/console/transfers/{scene.transfer}", width=390)
    await expect(page.locator(".till__svg svg")).to_have_count(2)
    assert await page.evaluate("document.querySelector('#till').scrollWidth <= innerWidth")
    await till.works()
