"""拍摄: the guided capture, from a camera, from a file, and when there is no camera at all."""

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.h5_kit import samples
from tests.browser.h5_kit.conftest import Opener
from tests.browser.h5_kit.harness import Harness

pytestmark = pytest.mark.browser


def choose(page: Page, data: bytes, name: str = "a.jpg", mime: str = "image/jpeg") -> None:
    page.locator("[data-shot-file]:not([hidden] *)").last.set_input_files(
        {"name": name, "mimeType": mime, "buffer": data}
    )


def sent(harness: Harness) -> tuple[dict, Image.Image]:
    (upload,) = harness.uploads.values()
    return upload, Image.open(io.BytesIO(upload["data"]))


class TestCamera:
    def test_it_works(self, visit: Opener, harness: Harness) -> None:
        page = visit("photo")
        page.get_by_role("button", name="拍照").click()
        page.locator(".finder__shutter:enabled").click()
        expect(page.locator("[data-shot-preview]")).to_be_visible()
        page.get_by_role("button", name="使用这张").click()
        expect(page.get_by_text("已上传。")).to_be_visible()
        expect(page.get_by_role("link", name="下一步")).to_be_focused()
        upload, picture = sent(harness)
        assert (upload["kind"], upload["captured"], upload["finished"]) == ("id_front", "camera", 1)
        assert picture.format == "JPEG"
        assert max(picture.size) <= 2000
        assert picture.width / picture.height == pytest.approx(85.6 / 54, rel=0.05)

    def test_it_works_with_the_keyboard_alone(self, visit: Opener, harness: Harness) -> None:
        page = visit("photo")
        page.get_by_role("button", name="拍照").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".finder__shutter")).to_be_focused()
        page.keyboard.press("Space")
        expect(page.get_by_role("button", name="使用这张")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="下一步")).to_be_focused()
        assert sent(harness)[0]["finished"] == 1

    def test_escape_goes_back_and_lets_the_camera_go(self, visit: Opener) -> None:
        page = visit("selfie")
        page.get_by_role("button", name="拍照").click()
        page.wait_for_selector(".finder__shutter:enabled")
        page.evaluate("window.track = document.querySelector('video').srcObject.getTracks()[0]")
        page.keyboard.press("Escape")
        expect(page.locator(".finder")).to_have_count(0)
        expect(page.get_by_role("button", name="拍照")).to_be_focused()
        assert page.evaluate("window.track.readyState") == "ended"


TROUBLES = {
    "refused": "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError') }",
    "no_device": "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError') }",
    "in_use": "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotReadableError') }",
    "missing": "Object.defineProperty(navigator, 'mediaDevices', {value: undefined})",
    "insecure": "Object.defineProperty(window, 'isSecureContext', {value: false})",
    "black": """navigator.mediaDevices.getUserMedia = async () => {
        const c = document.createElement('canvas'); c.width = 640; c.height = 480;
        const pen = c.getContext('2d'); setInterval(() => pen.fillRect(0, 0, 640, 480), 40);
        return c.captureStream(25) }""",
}


class TestNoCamera:
    @pytest.mark.parametrize("reason", TROUBLES)
    def test_it_shows_three_ways_on(self, reason: str, phone: BrowserContext, visit: Opener, harness: Harness) -> None:
        # about:blank, where the script runs first, has no mediaDevices to change.
        phone.add_init_script(f"if (navigator.mediaDevices) {{ {TROUBLES[reason]} }}")
        page = visit("photo")
        page.get_by_role("button", name="拍照").click()
        page.wait_for_selector(f"[data-trouble={reason}]")
        expect(page.locator("[data-shot-ways]")).to_be_focused()
        for way in ("选择照片", "换一部手机继续", "到登记服务站办理"):
            expect(page.locator(".way", has_text=way)).to_be_visible()
        with page.expect_file_chooser() as asked:
            page.locator(".way", has_text="选择照片").click()
        asked.value.set_files({"name": "x.jpg", "mimeType": "image/jpeg", "buffer": samples.jpeg(samples.card())})
        page.get_by_role("button", name="使用这张").click()
        expect(page.get_by_text("已上传。")).to_be_visible()
        assert sent(harness)[0]["captured"] == "file"


class TestJudgement:
    def test_a_clear_picture_is_called_clear(self, visit: Opener) -> None:
        page = visit("photo")
        choose(page, samples.jpeg(samples.card()))
        expect(page.get_by_text("照片清楚。")).to_be_visible()

    @pytest.mark.parametrize("misfortune", samples.REFUSED)
    def test_it_says_what_is_wrong_and_asks_for_a_retake(self, misfortune: str, visit: Opener) -> None:
        make, sentence = samples.REFUSED[misfortune]
        page = visit("photo")
        choose(page, samples.jpeg(make()))
        expect(page.locator("[data-shot-verdict]")).to_contain_text(sentence)
        expect(page.get_by_role("button", name="重拍")).to_be_focused()
        expect(page.locator("[data-shot-use]")).to_be_hidden()

    @pytest.mark.parametrize(
        ("picture", "sentence"),
        [
            (samples.glaring, "有反光"),
            (lambda: samples.blurred(3.2), "有点模糊"),
            (lambda: samples.dark(0.3), "光线偏暗"),
            (lambda: samples.card(520, 360), "有点小"),
        ],
        ids=["glare", "soft", "dim", "smallish"],
    )
    def test_a_doubtful_picture_may_be_used_anyway(
        self, picture: Callable[[], Image.Image], sentence: str, visit: Opener, harness: Harness
    ) -> None:
        page = visit("photo")
        choose(page, samples.jpeg(picture()))
        expect(page.locator("[data-shot-verdict]")).to_contain_text(sentence)
        page.get_by_role("button", name="就用这张").click()
        expect(page.get_by_text("已上传。")).to_be_visible()
        assert sent(harness)[0]["finished"] == 1

    def test_after_three_bad_pictures_a_person_may_look(self, visit: Opener) -> None:
        page = visit("photo")
        for _ in range(3):
            choose(page, samples.jpeg(samples.blurred()))
            expect(page.get_by_text("拍糊了")).to_be_visible()
            page.evaluate("document.querySelector('[data-shot-verdict]').replaceChildren()")
        expect(page.get_by_role("button", name="仍要使用，请工作人员查看")).to_be_visible()


class TestChosenFile:
    def test_a_pdf_named_jpg_is_no_picture(self, visit: Opener, harness: Harness) -> None:
        page = visit("photo")
        choose(page, b"%PDF-1.7 not a picture")
        expect(page.get_by_text("不是能打开的照片")).to_be_visible()
        assert harness.uploads == {}

    def test_two_hundred_megapixels_are_refused_before_decoding(self, visit: Opener) -> None:
        page = visit("photo")
        choose(page, samples.two_hundred_megapixels(), "a.png", "image/png")
        expect(page.get_by_text("像素太大")).to_be_visible()

    def test_a_picture_lying_down_is_sent_upright(self, visit: Opener, harness: Harness) -> None:
        page = visit("photo")
        choose(page, samples.lying_down())
        page.get_by_role("button", name="使用这张").click()
        expect(page.get_by_text("已上传。")).to_be_visible()
        picture = sent(harness)[1]
        assert picture.height > picture.width
        assert picture.getexif().get(0x0112, 1) == 1

    def test_eight_megapixels_keep_the_byte_budget(self, visit: Opener, harness: Harness) -> None:
        page = visit("car")
        choose(page, samples.jpeg(samples.noisy()))
        page.locator("[data-shot-use]").click()
        expect(page.get_by_text("已上传。")).to_be_visible()
        upload, picture = sent(harness)
        assert len(upload["data"]) <= 300_000
        assert max(picture.size) <= 2000
