"""A desk: the console on a real socket, Chromium at 1440 px, somebody logged in; pages may not complain."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.console.conftest import console, team  # noqa: F401 - fixtures

Opener = Callable[..., Awaitable[Page]]
expect.set_options(timeout=15_000)  # ms: a loaded machine is slow, not wrong


@pytest.fixture
async def opens(console, team) -> AsyncIterator[Opener]:  # noqa: F811
    """``await opens("clerk", "/console/")``: a window of that member of staff, logged in with the keyboard."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    complaints: list[str] = []
    async with async_playwright() as started, AsyncExitStack() as windows:
        browser = await started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        windows.push_async_callback(browser.close)

        async def open_window(username: str, address: str = "/console/", width: int = 1440) -> Page:
            context = await browser.new_context(
                viewport={"width": width, "height": 900}, base_url=str(console.base_url), locale="zh-CN"
            )
            context.set_default_timeout(15_000)
            # Ten megabytes of lent font are not what these tests are about.
            await context.route("**/*.ttf", lambda route: route.fulfill(status=200, body=b"", content_type="font/ttf"))
            page = await context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda said: "Security Policy" in said.text and complaints.append(said.text))
            await logs_in(page, team[username], address)
            return page

        yield open_window
    assert complaints == []


async def logs_in(page: Page, member, path: str) -> None:
    """Account, password, code, Enter: no mouse."""
    await page.goto(f"/console/login?next={path}")
    for text in (member.username, member.password):
        await page.keyboard.type(text)
        await page.keyboard.press("Tab")
    await page.keyboard.type(member.code())
    await page.keyboard.press("Enter")
    await ready(page)


async def ready(page: Page) -> None:
    """Until the page's scripts listen."""
    await page.wait_for_selector("html.console-ready")


async def refreshes(page) -> None:
    """What a change elsewhere does to this page."""
    script = await page.locator("script[type=module]").first.get_attribute("src")
    refresh = script.rpartition("/")[0] + "/refresh.js"
    await page.evaluate("address => import(address).then((module) => module.refresh())", refresh)
