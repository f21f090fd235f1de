"""号码校验: the door behind ``cwt validate KIND VALUE``."""

import json
from datetime import date

import pytest

from backend.rules.validation import KINDS, UnknownKind, judge, validate

GOOD = {
    "resident_id": "11010519491231002X",
    "credit_code": "91350100M000100Y43",
    "vin": "LDN1A2B32E0000001",
    "plate_number": "闽A12345",
    "mobile": "13800138000",
    "certificate_number": "350001234567",
    "passport": "E12345678",
    "hk_macau_permit": "H12345678",
    "taiwan_permit": "12345678",
    "permanent_residence": "911840198412310010",
}


def test_the_kinds_are_the_ten_of_the_command():
    assert set(KINDS) == set(GOOD)


@pytest.mark.parametrize(("kind", "value"), GOOD.items())
def test_it_works(kind, value):
    told = validate(kind, value)
    assert (told["kind"], told["valid"], told["normalised"], told["reasons"]) == (kind, True, value, [])
    assert json.loads(json.dumps(told)) == told


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", ["", "?", "１２３", "x" * 300, "\x00", "💥"])
def test_it_refuses_rubbish_with_a_reason(kind, value):
    told = validate(kind, value, date(2026, 1, 1))
    assert told["valid"] is False
    assert told["reasons"]


def test_the_day_reaches_the_rules_that_need_one():
    assert validate("resident_id", "350102199003074515", date(2026, 3, 7))["age"] == 36
    assert validate("vin", "1M8GDM9AXYP042788", date(2020, 1, 1))["model_year"] == [2000]
    assert judge("resident_id", "350102199003074515", date(1980, 1, 1)).reasons == ("birth_date_in_future",)


def test_it_refuses_a_kind_it_does_not_know_and_lists_the_others():
    with pytest.raises(UnknownKind, match="resident_id") as raised:
        validate("shoe_size", "42")
    assert isinstance(raised.value, ValueError)
