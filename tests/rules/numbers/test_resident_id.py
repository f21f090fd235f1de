"""居民身份证号码: GB 11643-1999, read down as the specification (DOMAIN §1.1, §1.2)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.rules.judgement import MalformedNumber
from backend.rules.numbers import ResidentId, judge_resident_id, same_identity_number
from backend.rules.numbers.mod11_2 import check_character
from backend.rules.numbers.resident_id import upgraded

TODAY = date(2026, 3, 2)
PROVINCES = ["11", "12", "15", "23", "31", "35", "44", "50", "54", "65"]

bodies = st.builds(
    lambda province, county, day, sequence: f"{province}{county:04d}{day:%Y%m%d}{sequence:03d}",
    st.sampled_from(PROVINCES),
    st.integers(0, 9999),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)
valid_ids = bodies.map(lambda body: body + check_character(body))


@pytest.mark.parametrize(
    ("number", "birth", "sex"),
    [
        ("11010519491231002X", "1949-12-31", "female"),
        ("440524188001010014", "1880-01-01", "male"),
        ("350102199003074515", "1990-03-07", "male"),
        ("350102199003074523", "1990-03-07", "female"),
        ("621202200002290010", "2000-02-29", "male"),
    ],
)
def test_it_works_on_the_table_of_examples(number, birth, sex):
    told = judge_resident_id(number, TODAY)
    assert (told.valid, told.facts["birth_date"], told.facts["sex"]) == (True, birth, sex)


@pytest.mark.parametrize(
    ("number", "document", "province"),
    [
        ("810000199001010019", "hk_macau_residence_permit", "香港特别行政区"),
        ("820000198511120020", "hk_macau_residence_permit", "澳门特别行政区"),
        ("830000197909300037", "taiwan_residence_permit", "台湾省"),
    ],
)
def test_it_reads_residence_permits(number, document, province):
    told = judge_resident_id(number)
    assert told.valid
    assert (told.facts["document"], told.facts["province"]) == (document, province)


def test_it_names_the_region_as_of_birth():
    assert judge_resident_id("350102199003074515").facts["region"] == "福建省福州市鼓楼区"
    assert judge_resident_id("11010519491231002X").facts["region"] == "北京市朝阳区"


def test_it_forgives_blanks_width_and_small_x():
    assert judge_resident_id(" 110105 19491231 002x").normalised == "11010519491231002X"
    assert judge_resident_id("１１０１０５１９４９１２３１００２Ｘ").valid


@pytest.mark.parametrize(
    ("old", "new"), [("110105491231002", "11010519491231002X"), ("350102750615321", "350102197506153216")]
)
def test_it_converts_the_old_form(old, new):
    told = judge_resident_id(old)
    assert (told.valid, told.normalised, told.warnings) == (True, new, ("old_form",))
    assert told.facts["old_form"] is True
    assert same_identity_number(old, new)
    assert not same_identity_number(old, "350102199003074515")


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("", "wrong_length"),
        ("11010519491231002", "wrong_length"),
        ("11010519491231002XX", "wrong_length"),
        ("1101051949123100ZX", "wrong_characters"),
        ("X1010519491231002X", "wrong_characters"),
        ("000105194912310026", "unknown_province"),
        ("110105190002290013", "impossible_birth_date"),
        ("110105199913010015", "impossible_birth_date"),
        ("110105203001010014", "birth_date_in_future"),
        ("110105184901010012", "birth_date_too_early"),
        ("110105194912310021", "wrong_check_digit"),
    ],
)
def test_it_refuses(number, reason):
    told = judge_resident_id(number, TODAY)
    assert not told.valid
    assert told.reasons[0] == reason


def test_it_never_refuses_an_unknown_county():
    body = "35999919900307451"
    told = judge_resident_id(body + check_character(body))
    assert told.valid
    assert told.warnings == ("unknown_region",)


@pytest.mark.parametrize(
    ("birth", "warnings"),
    [
        (date(2008, 3, 2), ()),
        (date(2008, 3, 3), ("minor",)),
        (date(2012, 3, 2), ("minor",)),
        (date(2012, 3, 3), ("minor_under_14", "minor")),
    ],
)
def test_it_warns_about_minors_from_the_day_given(birth, warnings):
    body = f"350102{birth:%Y%m%d}451"
    assert judge_resident_id(body + check_character(body), TODAY).warnings == warnings


def test_it_judges_no_age_without_a_day():
    assert "age" not in judge_resident_id("350102199003074515").facts


def test_a_value_object_refuses_at_birth_and_keeps_the_number_out_of_its_message():
    assert ResidentId.parse("110105491231002").text == "11010519491231002X"
    assert ResidentId("350102199003074515").age(date(2026, 3, 6)) == 35
    with pytest.raises(MalformedNumber) as raised:
        ResidentId("110105194912310021")
    assert raised.value.reasons == ("wrong_check_digit",)
    assert "110105" not in str(raised.value)


@given(valid_ids)
def test_generated_numbers_are_valid(number):
    assert judge_resident_id(number, TODAY).valid


@given(valid_ids, st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_is_caught(number, place, shift):
    wrong = str((int(number[place]) + shift) % 10)
    assert not judge_resident_id(number[:place] + wrong + number[place + 1 :], TODAY).valid


@given(valid_ids, st.integers(0, 15))
def test_any_swap_of_two_neighbours_is_caught(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or not judge_resident_id(swapped, TODAY).valid


@given(st.dates(date(1920, 1, 1), date(1999, 12, 31)), st.integers(0, 995))
def test_the_old_form_tells_the_same_as_the_new(day, sequence):
    old = f"350102{day:%y%m%d}{sequence:03d}"
    facts = judge_resident_id(old).facts
    assert facts["birth_date"] == day.isoformat()
    assert judge_resident_id(upgraded(old)).facts["sex"] == facts["sex"]


@given(st.text(max_size=25))
def test_it_answers_any_text(text):
    told = judge_resident_id(text, TODAY - timedelta(days=1))
    assert told.valid is (not told.reasons)
