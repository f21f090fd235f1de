"""断点续传: the line breaks, answers get lost, the page reloads; each picture arrives once and whole."""

import hashlib
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.h5_kit import samples
from tests.browser.h5_kit.conftest import Opener
from tests.browser.h5_kit.harness import CHUNK, Harness

pytestmark = pytest.mark.browser
DONE = "已上传。"


def begin(page: Page) -> None:
    data = samples.jpeg(samples.card())
    page.locator("[data-shot-file]").last.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": data})
    page.get_by_role("button", name="使用这张").click()


def arrived_once(harness: Harness) -> bool:
    (upload,) = harness.uploads.values()
    whole = hashlib.sha256(upload["data"]).hexdigest() == upload["sha256"] and len(upload["data"]) == upload["size"]
    return whole and upload["finished"] == 1


class TestSending:
    def test_it_works(self, visit: Opener, harness: Harness) -> None:
        page = visit("photo")
        begin(page)
        expect(page.get_by_text(DONE)).to_be_visible()
        assert arrived_once(harness)
        patches = [r for r in harness.seen if r["method"] == "PATCH"]
        assert len(patches) > 3
        assert {r["bytes"] for r in patches[:-1]} == {CHUNK}
        assert all(len(r["key"]) == 32 for r in harness.seen if r["method"] != "GET")

    def test_it_goes_on_after_the_line_was_cut(self, visit: Opener, harness: Harness) -> None:
        harness.cut_after_chunks = 3
        page = visit("photo")
        begin(page)
        expect(page.locator("[data-offline]")).to_have_text("网络已断开，恢复后会自动继续")
        assert len(harness.uploads["u1"]["data"]) == 3 * CHUNK
        harness.down = False
        expect(page.get_by_text(DONE)).to_be_visible()
        expect(page.locator("[data-offline]")).to_be_hidden()
        assert arrived_once(harness)

    def test_a_lost_yes_costs_no_more_than_its_chunk(self, visit: Opener, harness: Harness) -> None:
        harness.lose_answers = 2
        page = visit("photo")
        begin(page)
        expect(page.get_by_text(DONE)).to_be_visible()
        assert arrived_once(harness)
        # Chromium itself repeats a request whose reused connection broke; our code asks for the offset instead.
        assert (
            sum(r["bytes"] for r in harness.seen if r["method"] == "PATCH") <= harness.uploads["u1"]["size"] + 2 * CHUNK
        )

    def test_it_goes_on_where_the_server_says(self, visit: Opener, harness: Harness) -> None:
        harness.wrong_offset_once = True
        page = visit("photo")
        begin(page)
        expect(page.get_by_text(DONE)).to_be_visible()
        assert arrived_once(harness)

    def test_a_lost_answer_to_finish_finishes_once(self, visit: Opener, harness: Harness) -> None:
        page = visit("photo")
        harness.chunk_delay = 0.05
        begin(page)
        expect(page.locator("[data-shot-share]")).to_have_text(re.compile(r"[3-9]\d%"))
        harness.lose_answers = 1
        expect(page.get_by_text(DONE)).to_be_visible()
        assert arrived_once(harness)

    def test_an_upload_the_server_forgot_is_started_again(self, visit: Opener, harness: Harness) -> None:
        harness.cut_after_chunks = 2
        page = visit("photo")
        begin(page)
        expect(page.locator("[data-offline]")).to_be_visible()
        harness.uploads.clear()
        harness.down = False
        expect(page.get_by_text(DONE)).to_be_visible()
        assert arrived_once(harness)

    def test_a_refusal_is_told_and_the_picture_leaves_the_phone(self, visit: Opener, harness: Harness) -> None:
        harness.refuse_with = {"status": 413, "code": "UP-413", "detail": "本次办理的照片总量已满，请联系登记服务站。"}
        page = visit("photo")
        begin(page)
        expect(page.get_by_text("本次办理的照片总量已满，请联系登记服务站。")).to_be_visible()
        expect(page.get_by_role("button", name="重拍")).to_be_focused()
        harness.refuse_with = None
        visit("photo", page)
        expect(page.get_by_role("button", name="拍照")).to_be_visible()


class TestReload:
    def test_it_goes_on_by_itself(self, visit: Opener, harness: Harness) -> None:
        harness.cut_after_chunks = 4
        page = visit("photo")
        begin(page)
        expect(page.locator("[data-offline]")).to_be_visible()
        harness.down = False
        visit("photo", page)
        expect(page.get_by_text(DONE)).to_be_visible()
        assert arrived_once(harness)
        assert (
            sum(r["bytes"] for r in harness.seen if r["method"] == "PATCH") < harness.uploads["u1"]["size"] + 2 * CHUNK
        )

    def test_a_cancelled_picture_stays_cancelled(self, visit: Opener, harness: Harness) -> None:
        harness.cut_after_chunks = 2
        page = visit("photo")
        begin(page)
        expect(page.locator("[data-offline]")).to_be_visible()
        page.get_by_role("button", name="取消上传").click()
        expect(page.get_by_text("已取消上传。")).to_be_visible()
        harness.down = False
        visit("photo", page)
        expect(page.get_by_role("button", name="拍照")).to_be_visible()
        assert harness.uploads["u1"]["finished"] == 0


@pytest.mark.parametrize("size", [0, 3, 55, 56, 64, 1000, 70_001])
def test_the_plain_sha256_agrees_with_hashlib(size: int, visit: Opener) -> None:
    page = visit("form")
    script = """async (size) => (await import('/static/h5/upload/sha256.js'))
        .sha256Plain(Uint8Array.from({length: size}, (_, i) => (i * 31) % 251))"""
    assert page.evaluate(script, size) == hashlib.sha256(bytes(i * 31 % 251 for i in range(size))).hexdigest()
