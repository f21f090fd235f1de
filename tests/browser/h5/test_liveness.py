"""The guided capture at a phone (真人检测): Chromium's pretended camera before the real pages."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.async_api import expect

from tests.browser.h5.conftest import CAMERA
from tests.verification.liveness.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]
WHOLE_CAPTURE = 60_000  # ms: fifteen seconds of it, and a loaded machine


@pytest.fixture
async def seller(phones):
    """林卖 up to the first photograph."""
    owner = await phones("lin-mai")
    await owner.logs_in()
    await owner.begins()
    for _ in range(4):
        await owner.does(await owner.goes_on())
    return owner


def film_of(still: Image.Image, path: Path) -> Path:
    """A film (Y4M) in which nothing ever moves: a photograph held to the camera by a stand."""
    planes = np.asarray(still.resize((640, 480)).convert("YCbCr"))
    y, u, v = planes[..., 0], planes[::2, ::2, 1], planes[::2, ::2, 2]
    frame = b"FRAME\n" + y.tobytes() + u.tobytes() + v.tobytes()
    path.write_bytes(b"YUV4MPEG2 W640 H480 F20:1 Ip A1:1 C420jpeg\n" + frame * 10)
    return path


async def test_it_asks_for_one_movement_after_another_and_sends_them(seller):
    page = await seller.opens(f"/h5/c/{seller.collection}/t/selfie")
    await page.get_by_role("link", name="开始动作检测").click()
    await seller.ready()
    await page.get_by_role("button", name="开始").click()
    say = page.locator("[data-alive-say]")
    await expect(say).to_have_text("请正对屏幕")
    await expect(say).not_to_have_text("请正对屏幕")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    # No face model is installed here: whatever moves is left to a person, and the owner goes on.
    await expect(say).to_have_text("已收到，工作人员会再看一看。", timeout=WHOLE_CAPTURE)
    await expect(page.get_by_role("link", name="下一步")).to_be_focused()
    await seller.opens(f"/h5/c/{seller.collection}/t/selfie")
    await expect(page.get_by_role("img", name="的照片")).to_be_visible()


async def test_one_may_stop_and_take_another_way(seller):
    page = await seller.opens(f"/h5/c/{seller.collection}/liveness")
    await page.get_by_role("button", name="开始").click()
    await page.get_by_role("button", name="停止，稍后再拍").click()
    await expect(page.get_by_role("button", name="开始")).to_be_focused()
    await page.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError')) }"
    )
    await page.get_by_role("button", name="开始").click()
    await expect(page.get_by_text("请用下面的“拍照代替”继续")).to_be_visible()
    await page.get_by_role("link", name="到站当面核验").click()
    await page.get_by_role("button", name="不同意，到站当面核验").click()
    await page.wait_for_url(lambda url: "/t/consent_face" not in url)


class TestAStillPicture:
    @pytest.fixture
    def camera(self, tmp_path: Path) -> list[str]:
        film = film_of(picture(3, 1), tmp_path / "still.y4m")
        return [*CAMERA, f"--use-file-for-fake-video-capture={film}"]

    async def test_it_fails_with_the_reason_and_every_way_on(self, seller):
        page = await seller.opens(f"/h5/c/{seller.collection}/liveness")
        await page.get_by_role("button", name="开始").click()
        await expect(page.get_by_text("像是静止的照片")).to_be_visible(timeout=WHOLE_CAPTURE)
        await expect(page.get_by_role("button", name="重新拍摄")).to_be_visible()
        for way in ("先继续，由工作人员当面判断", "拍照代替", "到站当面核验"):
            await expect(page.get_by_role("link", name=way)).to_be_visible()
