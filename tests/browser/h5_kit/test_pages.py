"""页面: every macro on a 390 px phone, in both type sizes, readable by a keyboard and a screen reader."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.h5_kit.conftest import Opener
from tests.browser.h5_kit.harness import PAGES, ROOT, Harness

pytestmark = pytest.mark.browser
NAMES = sorted(page.stem for page in PAGES.glob("*.html"))
# 48 px for what is tapped on its own; links inside a sentence follow the sentence.
SMALL = """() => [...document.querySelectorAll('button, main a, label.choice, label.agree__label, .field__input')]
    .filter((e) => e.offsetParent && !e.closest('p, span') && e.getBoundingClientRect().height < 47.5)
    .map((e) => e.outerHTML.slice(0, 90))"""
NAMELESS = """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a, img, canvas')]
    .filter((e) => !(e.labels?.length || e.getAttribute('aria-label') || e.alt || e.textContent.trim()))
    .map((e) => e.outerHTML.slice(0, 90))"""


@pytest.fixture(autouse=True)
def read_card(harness: Harness) -> None:
    harness.readings = [{"status": "done", "fields": {}, "doubts": []}]


@pytest.mark.parametrize("big", [False, True], ids=["standard", "big-type"])
def test_every_page_fits_a_phone_and_a_thumb(big: bool, visit: Opener, phone: BrowserContext, harness: Harness) -> None:
    if big:
        phone.add_cookies([{"name": "big_type", "value": "1", "url": harness.url}])
    page = phone.new_page()
    for name in NAMES:
        visit(name, page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
        assert page.evaluate(SMALL) == [], name
        assert page.evaluate(NAMELESS) == [], name
        assert page.evaluate("document.querySelectorAll('h1').length") == 1, name


class TestBigType:
    def test_it_works_and_is_remembered(self, visit: Opener, phone: BrowserContext) -> None:
        page = visit("index")
        small = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
        page.get_by_role("button", name="大字版").click()
        assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 20 > small
        with page.expect_response("**/form") as answer:
            visit("form", page)
        assert 'class="big-type"' in answer.value.text()
        page.get_by_role("button", name="标准字").click()
        visit("index", page)
        expect(page.get_by_role("button", name="大字版")).to_have_attribute("aria-pressed", "false")

    def test_a_dropped_cookie_is_repaired(self, visit: Opener, phone: BrowserContext) -> None:
        page = visit("index")
        page.get_by_role("button", name="大字版").click()
        phone.clear_cookies()
        visit("index", page)
        expect(page.locator("html.big-type")).to_have_count(1)
        assert [cookie["value"] for cookie in phone.cookies() if cookie["name"] == "big_type"] == ["1"]


class TestAccessCode:
    def test_it_counts_down(self, visit: Opener) -> None:
        page = visit("code")
        expect(page.locator("[data-code-left]")).to_contain_text("有效")
        script = "async (ms) => (await import('/static/h5/access_code.js')).spell(ms)"
        said = [page.evaluate(script, ms) for ms in (59_000, 61_000, 3_900_000, 180_000_000)]
        assert said == ["59 秒", "1 分 1 秒", "1 小时 5 分", "2 天 2 小时"]

    def test_an_expired_code_says_so(self, visit: Opener, phone: BrowserContext) -> None:
        phone.add_init_script("Date.now = () => Date.parse('2100-01-01')")
        page = visit("code")
        expect(page.get_by_text("这个接入码已过期")).to_be_visible()
        expect(page.locator("[data-code-left]")).to_have_text("已过期")

    def test_it_is_copied(self, visit: Opener, phone: BrowserContext) -> None:
        phone.grant_permissions(["clipboard-read", "clipboard-write"])
        page = visit("code")
        page.get_by_role("button", name="复制接入码").click()
        expect(page.get_by_role("button", name="已复制")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == "K7QF-9TMW-3HXA-P2"


class TestShare:
    def test_inside_wechat_the_menu_is_pointed_at(self, visit: Opener, phone: BrowserContext) -> None:
        phone.add_init_script("Object.defineProperty(navigator, 'userAgent', {value: 'X MicroMessenger/8.0'})")
        page = visit("share")
        page.get_by_role("button", name="发送给对方").click()
        expect(page.get_by_text("请点右上角的")).to_be_focused()


def test_the_skip_link_reaches_the_main_part(visit: Opener) -> None:
    page = visit("form")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("template", sorted((ROOT / "templates/h5").rglob("*.html")), ids=lambda p: p.name)
def test_no_template_needs_inline_script_or_style(template: Path) -> None:
    inline = re.compile(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)
    assert inline.findall(template.read_text(encoding="utf-8")) == []
