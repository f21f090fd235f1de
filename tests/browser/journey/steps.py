"""The steps of a whole transfer (过户步骤), as people take them on two phones and at one desk."""

import json
import os
import re
import subprocess
from pathlib import Path

import pyotp
from playwright.async_api import Browser, Page, expect

from tests.browser import scanner
from tests.browser.h5.owner import Owner
from tests.browser.pad import draws
from tests.sandbox.running import RunningSandbox
from tests.support.process import Platform

# Where the README's pictures go, when somebody asked for them.
PICTURES = os.environ.get("CWT_TEST_SCREENSHOTS", "")


async def picture(page: Page, name: str) -> None:
    """Keep what the page looks like now, when somebody asked for it."""
    if PICTURES:
        await page.screenshot(path=f"{PICTURES}/{name}.png")


async def phone_of(browser: Browser, server: Platform, sandbox: RunningSandbox, key: str, **coming: str) -> Owner:
    """That person with a phone; ``coming`` says for whom: ``party_kind``, ``principal``."""
    context = await browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, locale="zh-CN", base_url=server.address
    )
    context.set_default_timeout(45_000)
    return Owner(await context.new_page(), key, sandbox, **coming)


async def desk_of(browser: Browser, server: Platform, account: str) -> Page:
    """The console, logged in with password and one-time code."""
    accounts = json.loads((server.folder / "demo_accounts.json").read_text())
    one = next(found for found in accounts if found["account"] == account)
    context = await browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", base_url=server.address
    )
    context.set_default_timeout(45_000)
    page = await context.new_page()
    await page.goto("/console/login")
    for text in (one["account"], one["password"]):
        await page.keyboard.type(text)
        await page.keyboard.press("Tab")
    await page.keyboard.type(pyotp.TOTP(one["totp_secret"]).now())
    await page.keyboard.press("Enter")
    await page.wait_for_selector("html.console-ready")
    return page


async def collects(owner: Owner, role: str) -> str:
    """The whole way to the access code."""
    await owner.logs_in()
    await owner.begins()
    while (task := await owner.goes_on()) != "review":
        if task in {"id_front", "identity", "signature", "consent_privacy"}:
            await picture(owner.page, f"h5-{task}")
        await owner.does(task, role)
    await owner.opens(f"/h5/c/{owner.collection}")
    await picture(owner.page, "h5-tasks")
    await owner.goes_on()
    await picture(owner.page, "h5-review")
    await owner.page.get_by_role("button", name="确认无误，提交").click()
    await owner.page.wait_for_url("**/done")
    await picture(owner.page, "h5-code")
    return "".join((await owner.page.locator(".code__letters").inner_text()).split())


async def scans(desk: Page, code: str, name: str) -> None:
    """As a scanner does: quick keystrokes and Enter, wherever the focus is; then that person's side is there."""
    await scanner.scans(desk, f"CWT:{code}")
    await expect(desk.get_by_text(name, exact=True).first).to_be_visible()
    await desk.wait_for_selector("html.console-ready")


async def compares(desk: Page) -> None:
    """Both faces of each side, which nobody but the clerk compares where no model is installed."""
    # Each result that comes renews the page: a person would wait for the last one too.
    running = desk.locator(".score summary").filter(has_text=re.compile("核查中|暂无结果"))
    await expect(running).to_have_count(0, timeout=360_000)
    for side in ("seller", "buyer"):
        tile = desk.locator(f"#score-{side}-face_match")
        await expect(tile.get_by_text("需人工比对").first).to_be_visible()
        await tile.locator("summary").first.click()
        await tile.locator("[data-preset]").first.click()
        await tile.get_by_role("button", name="一致", exact=True).click()
        await expect(tile.locator(".look__said")).to_contain_text("一致", timeout=60_000)


async def reviews(desk: Page) -> None:
    """The faces, price, the nine checks, a reason for every open question, approval."""
    await compares(desk)
    await desk.locator("#price").fill("21500")
    await desk.keyboard.press("Control+Enter")
    await expect(desk.locator(".toast").last).to_contain_text("已保存")
    for line in await desk.locator("[data-check]").all():
        await line.locator("label", has_text="通过").first.click()
    await desk.locator("[data-source-text]").fill("登记证书原件")
    await desk.click("[data-fill-sources]")
    await desk.click("text=保存核查结果")
    await expect(desk.locator(".toast").last).to_contain_text("已保存核查结果")
    await desk.evaluate("scrollTo(0, 0)")
    await expect(desk.locator(".finding_stop")).to_have_count(0)
    await picture(desk, "console-transfer")
    for box in await desk.locator("[name^='overrule:']").all():
        await box.fill("已当面核实")
    await desk.click("[data-opens=approve]")
    await draws(desk, "approve")
    await desk.locator("#approve-form .button_primary").click()
    await expect(desk.locator(".t-title .badge")).to_have_text("待签署")
    await expect(desk.locator(".paper__pages img").first).to_be_visible(timeout=90_000)


async def signs(owner: Owner) -> None:
    """Reads every document to its end, and signs once."""
    # The page this phone still shows is told of the news too and reloads itself: let it, before going elsewhere.
    await owner.page.wait_for_timeout(2_000)
    await owner.opens("/h5/")
    await owner.page.get_by_text("去签署").click()
    await owner.ready()
    while await owner.page.locator("[data-paper]:not(.task_done) a").count():
        await owner.page.locator("[data-paper]:not(.task_done) a").first.click()
        await owner.ready()
        await owner.page.locator("[data-end]").scroll_into_view_if_needed()
        await owner.page.get_by_role("link", name="已看完，返回").click()
        await owner.ready()
    await owner.writes()
    await owner.confirms_by_sms()
    await picture(owner.page, "h5-sign")
    await owner.page.get_by_role("checkbox").check()
    await owner.page.get_by_role("button", name="确认签署").click()
    await expect(owner.page.get_by_role("heading", name="您已签名")).to_be_visible()


async def principal_comes(principal: Owner, agent: Owner) -> None:
    """The agent's page shows that the principal is missing, and the link; the principal proves who it is for."""
    await agent.opens("/h5/")
    await agent.page.get_by_text("查看", exact=True).click()
    await agent.ready()
    await picture(agent.page, "h5-agent-waits")
    await expect(agent.page.get_by_text("委托人还没有签委托书")).to_be_visible()
    link = await agent.page.locator(".share__url").inner_text()
    await principal.logs_in()
    await principal.opens(link)
    await principal.page.get_by_label("您的身份证号后 6 位").fill(principal.who.id_number[-6:])
    await principal.page.get_by_label("您本人的手机号").fill(principal.who.phone)
    await picture(principal.page, "h5-principal")
    await principal.page.get_by_role("button", name="确认身份，去看委托书").click()
    await principal.page.wait_for_url("**/h5/sign/*")


async def pays(desk: Page, sandbox: RunningSandbox) -> None:
    """The payment window has opened by itself; the buyer holds up a payment code, and the clerk scans it."""
    window = desk.locator("#till")
    await expect(window).to_be_visible(timeout=90_000)
    await picture(desk, "console-till")
    await scanner.scans(desk, sandbox.post("wechatpay/payers/chen-mai/code", wish="pays")["code"])
    await expect(window.locator(".till__well")).to_have_text("收款成功，已结清")
    await desk.keyboard.press("Escape")
    await expect(window).not_to_be_visible()


async def completes(desk: Page, sandbox: RunningSandbox) -> None:
    """Everybody signed: paid, done, and closed into the archive."""
    await expect(desk.locator(".signers .badge:not(.badge_ok)")).to_have_count(0)
    await pays(desk, sandbox)
    await desk.click("[data-opens=complete]")
    await desk.keyboard.press("Enter")
    await expect(desk.locator(".t-title .badge")).to_have_text("已归档", timeout=90_000)


async def downloads(owner: Owner, folder: Path) -> dict[str, str]:
    """The signed PDFs from the phone, as files by title; their text as pdftotext reads it, by title."""
    sets = await (await owner.page.request.get("/api/v1/document-sets")).json()
    texts = {}
    for document in sets[0]["documents"]:
        file = folder / f"{owner.key}-{document['title'].replace('/', '、')}.pdf"
        file.write_bytes(await (await owner.page.request.get(f"/api/v1/documents/{document['id']}/pdf")).body())
        texts[document["title"]] = subprocess.run(  # noqa: ASYNC221
            ["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True
        ).stdout
    return texts
