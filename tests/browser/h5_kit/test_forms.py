"""表单: sentences stand beside their fields; a tap counts once; recognised fields keep corrections as corrections."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.h5_kit.conftest import Opener
from tests.browser.h5_kit.harness import Harness

pytestmark = pytest.mark.browser


def fill(page: Page) -> None:
    page.locator(".choice", has_text="卖方").click()
    page.get_by_label("手机号码").fill("13800000001")
    page.get_by_label("短信验证码").fill("123456")
    page.get_by_label("证件有效期至").fill("2035-01-01")
    page.get_by_role("checkbox", name="我已阅读并同意").check()


def save(page: Page) -> None:
    page.get_by_role("button", name="保存并继续").click()


class TestForm:
    def test_it_works(self, visit: Opener, harness: Harness) -> None:
        page = visit("form")
        fill(page)
        save(page)
        expect(page.get_by_text("已保存。")).to_be_visible()
        assert harness.seen[0]["json"] == {
            "side": "seller", "mobile": "13800000001", "code": "123456",
            "valid_to": "2035-01-01", "remark": "", "consent": True,
        }  # fmt: skip

    def test_the_first_gap_is_told_beside_its_field(self, visit: Opener, harness: Harness) -> None:
        page = visit("form")
        page.locator(".choice", has_text="买方").click()
        save(page)
        expect(page.locator("[data-field=mobile] .field-error")).to_have_text("请填写手机号码。")
        expect(page.get_by_label("手机号码")).to_be_focused()
        page.get_by_label("手机号码").fill("1")
        expect(page.locator("[data-field=mobile] .field-error")).to_be_empty()
        assert harness.seen == []

    def test_a_problem_with_a_field_stands_beside_it(self, visit: Opener, harness: Harness) -> None:
        harness.refuse_with = {"status": 422, "code": "SMS-201", "detail": "验证码不对，请重新输入。", "field": "code"}
        page = visit("form")
        fill(page)
        save(page)
        expect(page.locator("[data-field=code] .field-error")).to_have_text("验证码不对，请重新输入。")
        expect(page.get_by_label("短信验证码")).to_be_focused()
        expect(page.get_by_label("短信验证码")).to_have_attribute("aria-invalid", "true")

    def test_a_problem_without_a_field_stands_on_top_and_is_read_out(self, visit: Opener, harness: Harness) -> None:
        harness.refuse_with = {"status": 409, "code": "C-1", "detail": "<b>买卖双方不能是同一个人。</b>"}
        page = visit("form")
        fill(page)
        save(page)
        expect(page.locator("[data-notices] [role=alert]")).to_have_text("<b>买卖双方不能是同一个人。</b>")
        expect(page.locator("[data-notices] .notice")).to_be_focused()

    def test_two_taps_and_a_cut_line_save_once(self, visit: Opener, harness: Harness) -> None:
        harness.down = True
        page = visit("form")
        fill(page)
        save(page)
        expect(page.locator("[data-offline]")).to_have_text("网络已断开，恢复后会自动继续")
        page.get_by_role("button", name="保存并继续").dispatch_event("click")
        harness.down = False
        expect(page.get_by_text("已保存。")).to_be_visible()
        assert len({request["key"] for request in harness.seen}) == 1


class TestSms:
    def test_it_counts_down_even_after_a_reload(self, visit: Opener, harness: Harness) -> None:
        page = visit("form")
        page.get_by_label("手机号码").fill("138 0000 0001")
        page.get_by_role("button", name="获取验证码").click()
        expect(page.get_by_text("秒后可重发")).to_be_disabled()
        expect(page.get_by_label("短信验证码")).to_be_focused()
        assert harness.seen[0]["json"] == {"mobile": "13800000001"}
        visit("form", page)
        expect(page.get_by_text("秒后可重发")).to_be_disabled()

    def test_it_refuses_half_a_number(self, visit: Opener, harness: Harness) -> None:
        page = visit("form")
        page.get_by_label("手机号码").fill("13800")
        page.get_by_role("button", name="获取验证码").click()
        expect(page.get_by_text("请填写 11 位手机号码。")).to_be_visible()
        assert harness.seen == []


READ = {
    "name": {"value": "林卖", "confidence": 0.99},
    "id_number": {"value": "62262519900101123X", "confidence": 0.62},
    "birth_date": {"value": "1990-01-01", "confidence": 0.98},
    "valid_to": {"value": "长期", "confidence": 0.97},
}
DOUBT = {"code": "ID-103", "say": "公民身份号码的校验位不对，请核对或重拍。", "field": "id_number"}


class TestConfirm:
    def test_it_works(self, visit: Opener, harness: Harness) -> None:
        harness.readings = [{"status": "pending"}, {"status": "done", "fields": READ, "doubts": [DOUBT]}]
        page = visit("confirm")
        expect(page.get_by_label("姓名")).to_have_value("林卖")
        expect(page.get_by_label("长期")).to_be_checked()
        expect(page.locator("[data-field=id_number]")).to_have_class("field field_unsure")
        expect(page.locator("[data-field=id_number] [data-badge]")).to_have_text("请核对")
        expect(page.get_by_text(DOUBT["say"])).to_be_visible()
        page.get_by_label("公民身份号码").fill("622625199001011234")
        expect(page.locator("[data-field=id_number] [data-badge]")).to_have_text("已更正")
        with page.expect_response("**/fields"):
            page.get_by_role("button", name="核对无误，继续").click()
        said = harness.seen[-1]["json"]
        assert said["corrected"] == ["id_number"]
        assert said["fields"] == {
            "name": "林卖", "id_number": "622625199001011234", "birth_date": "1990-01-01", "valid_to": "长期",
        }  # fmt: skip

    def test_typing_it_back_is_no_correction(self, visit: Opener, harness: Harness) -> None:
        harness.readings = [{"status": "done", "fields": READ, "doubts": []}]
        page = visit("confirm")
        expect(page.get_by_label("姓名")).to_have_value("林卖")
        page.get_by_label("姓名").fill("林")
        page.get_by_label("姓名").fill("林卖")
        expect(page.locator("[data-field=name] [data-badge]")).to_have_text("已识别")

    def test_a_failed_reading_asks_to_type(self, visit: Opener, harness: Harness) -> None:
        harness.readings = [{"status": "failed", "fields": {}, "doubts": []}]
        page = visit("confirm")
        expect(page.get_by_text("没能自动识别，请照着证件填写，或返回重新拍摄。")).to_be_visible()
