"""手写签名: strokes are kept as data with time and pressure; a dot is no signature; nobody is forced to draw."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.h5_kit.conftest import Opener
from tests.browser.h5_kit.harness import Harness

pytestmark = pytest.mark.browser


class Finger:
    """A finger with pressure, through the browser's own touch input."""

    def __init__(self, page: Page) -> None:
        self.wire = page.context.new_cdp_session(page)
        box = page.locator("canvas").bounding_box()
        assert box is not None
        self.left, self.top = box["x"], box["y"]

    def draw(self, *points: tuple[float, float], force: float = 0.6) -> None:
        kinds = ["touchStart", *["touchMove"] * (len(points) - 1)]
        for kind, (x, y) in zip(kinds, points, strict=True):
            touch = {"x": self.left + x, "y": self.top + y, "force": force}
            self.wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [touch]})
        self.wire.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def heart(x: float) -> list[tuple[float, float]]:
    return [(x, 60), (x + 30, 150), (x + 45, 90), (x + 10, 100), (x + 60, 170), (x + 80, 60)]


@pytest.fixture
def sheet(visit: Opener) -> Page:
    return visit("sign")


def submit(page: Page) -> None:
    page.get_by_role("button", name="提交签名").click()


class TestSigning:
    def test_it_works(self, sheet: Page, harness: Harness) -> None:
        finger = Finger(sheet)
        finger.draw(*heart(40), force=0.4)
        finger.draw(*heart(160), force=0.8)
        expect(sheet.get_by_text("签名已写好。")).to_be_visible()
        submit(sheet)
        expect(sheet.get_by_text("签名已保存。")).to_be_visible()
        (request,) = harness.seen
        signature = request["json"]["signature"]
        assert signature["box"]["w"] == pytest.approx(358, abs=1)
        assert len(signature["strokes"]) == 2
        points = [point for stroke in signature["strokes"] for point in stroke]
        assert all(0 <= p["x"] <= 1 and 0 <= p["y"] <= 1 for p in points)
        times = [p["t"] for p in points]
        assert times[0] == 0
        assert times == sorted(times)
        assert times[-1] > 0
        assert {p["p"] for p in signature["strokes"][0]} == {0.4}
        assert {p["p"] for p in signature["strokes"][1]} == {0.8}

    def test_undo_takes_one_stroke_and_rewrite_takes_all(self, sheet: Page, harness: Harness) -> None:
        finger = Finger(sheet)
        finger.draw(*heart(40))
        finger.draw(*heart(160))
        sheet.get_by_role("button", name="撤销一笔").click()
        submit(sheet)
        expect(sheet.get_by_text("签名已保存。")).to_be_visible()
        assert len(harness.seen[0]["json"]["signature"]["strokes"]) == 1
        sheet.get_by_role("button", name="重写").click()
        expect(sheet.get_by_role("button", name="撤销一笔")).to_be_disabled()

    def test_the_whole_screen_keeps_the_ink_and_writes_upright(self, sheet: Page, harness: Harness) -> None:
        sheet.get_by_role("button", name="横屏签名").click()
        finger = Finger(sheet)
        # Down an upright screen is along the line of writing.
        finger.draw((200, 100), (120, 200), (220, 300), (140, 420), (200, 500))
        finger.draw((250, 120), (250, 480))
        sheet.get_by_role("button", name="写好了").click()
        submit(sheet)
        expect(sheet.get_by_text("签名已保存。")).to_be_visible()
        signature = harness.seen[0]["json"]["signature"]
        assert signature["box"]["w"] > signature["box"]["h"]
        line = signature["strokes"][1]
        assert line[-1]["x"] - line[0]["x"] > 0.4
        assert line[-1]["y"] == pytest.approx(line[0]["y"], abs=0.01)


class TestRefusals:
    @pytest.mark.parametrize(
        ("points", "sentence"),
        [
            ([(100, 100)], "签名太短，请写下完整的姓名。"),
            ([(100, 100), (110, 104)], "签名太短，请写下完整的姓名。"),
            ([(30, 100), (150, 101), (300, 102)], "这只是一条线，请写下完整的姓名。"),
        ],
        ids=["dot", "tick", "line"],
    )
    def test_it_is_not_a_signature(
        self, points: list[tuple[float, float]], sentence: str, sheet: Page, harness: Harness
    ) -> None:
        Finger(sheet).draw(*points)
        expect(sheet.locator("[data-sign-verdict]")).to_have_text(sentence)
        submit(sheet)
        expect(sheet.locator("[data-kit=signature] > .field-error")).to_have_text(sentence)
        assert harness.seen == []

    def test_an_empty_sheet_is_asked_for(self, sheet: Page, harness: Harness) -> None:
        submit(sheet)
        expect(sheet.locator("[data-kit=signature] > .field-error")).to_have_text("请在框内签名。")
        expect(sheet.locator("canvas")).to_be_focused()
        assert harness.seen == []


class TestOtherWays:
    def test_the_name_may_be_typed_with_the_keyboard(self, sheet: Page, harness: Harness) -> None:
        sheet.get_by_text("不方便用手写？").focus()
        sheet.keyboard.press("Enter")
        sheet.keyboard.press("Tab")
        sheet.keyboard.type("林卖")
        submit(sheet)
        expect(sheet.get_by_text("签名已保存。")).to_be_visible()
        assert harness.seen[0]["json"] == {"signature": None, "typed_name": "林卖"}

    def test_the_station_is_one_tap_away(self, sheet: Page) -> None:
        sheet.get_by_text("不方便用手写？").click()
        expect(sheet.get_by_role("link", name="到登记服务站现场签名")).to_be_visible()
