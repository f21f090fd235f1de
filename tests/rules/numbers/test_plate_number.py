"""号牌号码: every kind of GA 36-2018 (DOMAIN §1.5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.rules.judgement import MalformedNumber
from backend.rules.numbers import PlateNumber, judge_plate_number
from backend.rules.numbers.plate_number import FORMS


@pytest.mark.parametrize(
    ("plate", "kind", "plate_type", "colour"),
    [
        ("闽A12345", "ordinary", "02", "blue"),
        ("闽A·1B2C3", "ordinary", "02", "blue"),
        ("闽AD12345", "small_new_energy", "52", "green"),
        ("闽AF1234５", "small_new_energy", "52", "green"),
        ("闽A12345D", "large_new_energy", "51", "yellow_green"),
        ("苏B1234挂", "trailer", "15", "yellow"),
        ("浙C1234学", "training", "16", "yellow"),
        ("京A1234警", "police", "23", "white"),
        ("粤Z1234港", "hong_kong", "26", "black"),
        ("粤ZA234澳", "macau", "27", "black"),
        ("沪A1234领", "consulate", "04", "black"),
        ("123456使", "embassy", "03", "black"),
        ("使123456", "embassy", "03", "black"),
        ("京X1234应急", "emergency", "33", None),
        ("甘1212345", "tractor", "14", None),
    ],
)
def test_it_works(plate, kind, plate_type, colour):
    told = judge_plate_number(plate)
    assert told.valid
    assert told.facts["plate_kind"] == kind
    assert told.facts["plate_type"][0] == plate_type
    assert told.facts["colour"] == colour


def test_it_drops_what_is_not_stored():
    assert judge_plate_number(" 闽a · 1234-5 ").normalised == "闽A12345"


@pytest.mark.parametrize(
    ("plate", "energy"), [("闽AD12345", "electric"), ("闽AF12345", "other"), ("闽A12345C", "electric")]
)
def test_it_tells_the_energy_of_new_energy_plates(plate, energy):
    assert judge_plate_number(plate).facts["energy"] == energy


@pytest.mark.parametrize(
    ("plate", "province", "city"),
    [
        ("闽A12345", "福建省", "福州"),
        ("苏U12345", "江苏省", "苏州"),
        ("浙H12345", "浙江省", "衢州"),
        ("甘K12345", "甘肃省", "陇南"),
        ("京A12345", "北京市", "北京"),
    ],
)
def test_it_names_the_issuing_city(plate, province, city):
    facts = judge_plate_number(plate).facts
    assert (facts["province"], facts["city"]) == (province, city)


def test_an_unlisted_letter_is_no_reason_to_refuse():
    told = judge_plate_number("浙U12345")
    assert told.valid
    assert "city" not in told.facts


@pytest.mark.parametrize(
    ("plate", "reason"),
    [
        ("", "wrong_length"),
        ("闽A1234", "wrong_length"),
        ("闽A1234567", "wrong_length"),
        ("台A12345", "unknown_province"),
        ("闽A1O345", "letter_i_or_o"),
        ("闽A1O3456", "letter_i_or_o"),
        ("闽A1I345", "letter_i_or_o"),
        ("闽AL12345", "wrong_form"),
        ("闽112345", "wrong_form"),
        ("KA12345", "military_plate"),
        ("WJ闽1234X", "military_plate"),
        ("闽A12345临", "temporary_plate"),
    ],
)
def test_it_refuses(plate, reason):
    assert judge_plate_number(plate).reasons == (reason,)


def test_more_than_two_letters_are_looked_at():
    assert judge_plate_number("闽AABC12").warnings == ("unusual_letters",)


def test_a_value_object_refuses_at_birth_and_shows_the_dot():
    assert PlateNumber("闽a12345").shown() == "闽A·12345"
    assert PlateNumber("闽AD12345").new_energy
    with pytest.raises(MalformedNumber):
        PlateNumber("KA12345")


@given(st.one_of([st.from_regex(form.shape, fullmatch=True) for form in FORMS]))
def test_every_plate_has_exactly_one_kind(plate):
    assert judge_plate_number(plate).facts["plate_kind"] in {form.kind for form in FORMS}
    assert sum(bool(form.shape.fullmatch(plate)) for form in FORMS) == 1


@given(st.text(max_size=10))
def test_it_answers_any_text(text):
    told = judge_plate_number(text)
    assert told.valid is (not told.reasons)
