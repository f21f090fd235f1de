"""A desk: the console on a real socket, Chromium at 1440 px, somebody logged in; pages may not complain."""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.browser.chromium import chromium
from tests.console.conftest import console, team  # noqa: F401 - fixtures
from tests.stations.team import Member

Opener = Callable[..., Awaitable[Page]]
expect.set_options(timeout=45_000)  # ms: a loaded machine is slow, not wrong


@pytest.fixture
async def opens(console, team) -> AsyncIterator[Opener]:  # noqa: F811
    """``await opens("clerk", "/console/")``: a window of that member of staff, logged in (with the keyboard, if
    ``by_keyboard``)."""
    complaints: list[str] = []
    async with chromium() as browser:

        async def open_window(
            username: str, address: str = "/console/", width: int = 1440, by_keyboard: bool = False
        ) -> Page:
            context = await browser.new_context(
                viewport={"width": width, "height": 900}, base_url=str(console.base_url), locale="zh-CN"
            )
            context.set_default_timeout(45_000)
            # Ten megabytes of lent font are not what these tests are about.
            await context.route("**/*.ttf", lambda route: route.fulfill(status=200, body=b"", content_type="font/ttf"))
            page = await context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda said: "Security Policy" in said.text and complaints.append(said.text))
            if by_keyboard:
                await types_login(page, team[username], address)
            else:
                await context.add_cookies(await session_of(console, team[username]))
                await page.goto(address)
            await ready(page)
            return page

        yield open_window
    assert complaints == []


async def session_of(console: httpx.AsyncClient, member: Member) -> list[dict[str, str]]:  # noqa: F811
    """The cookies of a login without a browser: typing it costs more than many a test."""
    form = {"username": member.username, "password": member.password, "totp": member.code(), "csrf_token": ""}
    async with httpx.AsyncClient(base_url=console.base_url, trust_env=False) as client:
        answer = await client.post("/console/login", data=form)
        assert answer.status_code == 303
        return [{"name": name, "value": value, "url": str(console.base_url)} for name, value in client.cookies.items()]


async def types_login(page: Page, member: Member, path: str) -> None:
    """Account, password, code, Enter: no mouse."""
    await page.goto(f"/console/login?next={path}")
    for text in (member.username, member.password):
        await page.keyboard.type(text)
        await page.keyboard.press("Tab")
    await page.keyboard.type(member.code())
    await page.keyboard.press("Enter")


async def ready(page: Page) -> None:
    """Until the page's scripts listen."""
    await page.wait_for_selector("html.console-ready")


async def refreshes(page) -> None:
    """What a change elsewhere does to this page."""
    script = await page.locator("script[type=module]").first.get_attribute("src")
    refresh = script.rpartition("/")[0] + "/refresh.js"
    await page.evaluate("address => import(address).then((module) => module.refresh())", refresh)
