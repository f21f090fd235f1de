"""禁止交易车辆: nine items, three answers (《二手车流通管理办法》 art. 20)."""

from datetime import date

import pytest

from backend.rules.eligibility import CheckResult, judge_prohibited, prohibited_by_status, prohibited_items
from backend.rules.tables import table

ALL_PASS = {item.code: CheckResult.PASS for item in prohibited_items()}


def test_a_car_that_passes_all_nine_may_be_traded():
    verdict = judge_prohibited(ALL_PASS)
    assert (verdict.result, verdict.findings) == (CheckResult.PASS, ())


def test_there_are_nine_in_the_order_of_the_law():
    assert [item.number for item in prohibited_items()] == list(range(1, 10))


@pytest.mark.parametrize("code", [item.code for item in prohibited_items() if not item.superseded])
def test_one_failure_refuses_and_names_the_item(code):
    verdict = judge_prohibited({**ALL_PASS, code: CheckResult.FAIL})
    assert verdict.result is CheckResult.FAIL
    assert [found.field for found in verdict.findings] == [code]


@pytest.mark.parametrize("code", [item.code for item in prohibited_items() if not item.superseded])
def test_an_unanswered_item_is_never_a_pass(code):
    answers = {key: answer for key, answer in ALL_PASS.items() if key != code}
    assert judge_prohibited(answers).result is CheckResult.NOT_CHECKED


def test_a_failure_weighs_more_than_an_open_question():
    assert judge_prohibited({"stolen": CheckResult.FAIL}).result is CheckResult.FAIL


def test_registration_elsewhere_only_warns():
    verdict = judge_prohibited({**ALL_PASS, "registered_elsewhere": CheckResult.FAIL})
    assert verdict.result is CheckResult.PASS
    assert [found.code for found in verdict.findings] == ["prohibited_superseded"]


@pytest.mark.parametrize(
    ("code", "report"),
    [("stolen", True), ("numbers_altered", True), ("smuggled_or_assembled", True), ("seized", False)],
)
def test_items_four_to_six_are_reported_to_the_police(code, report):
    assert judge_prohibited({**ALL_PASS, code: CheckResult.FAIL}).report_to_police is report


def test_the_status_letters_fail_what_they_prove():
    assert prohibited_by_status("CK") == {"stolen": CheckResult.FAIL, "seized": CheckResult.FAIL}
    assert prohibited_by_status("A") == {}


def test_an_unknown_item_is_a_mistake():
    with pytest.raises(ValueError, match="haunted"):
        judge_prohibited({"haunted": CheckResult.FAIL})


def test_the_citation_is_data_with_its_date():
    assert table("prohibited", date(2026, 1, 1))["citation"].endswith("第二十条")


def test_the_vehicle_office_refusals_are_listed():
    assert len(table("transfer_refusal")["item"]) == 8
