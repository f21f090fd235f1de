"""A harness, a Chromium with a pretended camera, and a page that must never break the CSP."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.chromium import launching
from tests.browser.h5_kit.harness import Harness, serving

Opener = Callable[..., Page]
expect.set_options(timeout=45_000)  # ms: a loaded machine is slow, not wrong


# Scope is the module, not the session: Playwright's sync loop must be gone before another module's async tests run.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launching())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served() -> Iterator[Harness]:
    with serving() as harness:
        yield harness


@pytest.fixture
def harness(served: Harness) -> Harness:
    served.reset()
    return served


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    """One owner's phone: 390 × 844, touch, its own storage; pages on it may not break the CSP or throw."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, locale="zh-CN")
    # Ten megabytes of lent font are not what these tests are about; the screenshots of the guide are.
    context.route("**/*.ttf", lambda route: route.fulfill(status=200, body=b"", content_type="font/ttf"))
    broken: list[str] = []
    context.on("weberror", lambda error: broken.append(str(error.error)))
    context.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)
    context.set_default_timeout(45_000)
    yield context
    context.close()
    assert broken == []


@pytest.fixture
def visit(phone: BrowserContext, harness: Harness) -> Opener:
    """Open a page of the harness and wait until the kit has attached itself."""

    def opened(name: str, page: Page | None = None) -> Page:
        page = page or phone.new_page()
        page.goto(f"{harness.url}/{name}")
        page.wait_for_selector("html.kit-ready")
        return page

    return opened
