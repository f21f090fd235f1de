"""统一社会信用代码: GB 32100-2015 (DOMAIN §1.3), and its overlap with foreigners' cards (§0.7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.rules.judgement import MalformedNumber
from backend.rules.numbers import (
    CreditCode,
    judge_credit_code,
    judge_identity_number,
    judge_permanent_residence,
    judge_taxpayer_number,
)
from backend.rules.numbers.credit_code import ALPHABET, check_character, organisation_check

bodies = st.builds(
    lambda head, region, subject: head + region + subject,
    st.sampled_from(["91", "92", "93", "51", "12", "A1", "N2", "Y1"]),
    st.sampled_from(["350100", "110000", "320200", "440300"]),
    st.text(ALPHABET, min_size=9, max_size=9),
)
valid_codes = bodies.map(lambda body: body + check_character(body))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("91350100M000100Y43", "企业"),
        ("91350100MA32X1Y03P", "企业"),
        ("92350102MA2XU8P72G", "个体工商户"),
    ],
)
def test_it_works_on_the_table_of_examples(code, kind):
    told = judge_credit_code(code)
    assert told.valid
    assert told.facts["registration_authority"] == "市场监督管理"
    assert told.facts["organisation_kind"] == kind
    assert told.facts["region"].startswith("福建省福州市")


def test_the_inner_organisation_code_of_the_published_example_checks():
    assert organisation_check("M000100Y") == "4"
    assert judge_credit_code("91350100M000100Y43").facts["organisation_code"] == "M000100Y-4"


def test_a_failing_inner_check_is_only_a_warning():
    body = "92350102MA2XU8P73"
    told = judge_credit_code(body + check_character(body))
    assert told.valid
    assert "organisation_code_check" in told.warnings


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("91350100M000100Y4", "wrong_length"),
        ("91350100M000100I43", "wrong_characters"),
        ("9135010SM000100Y43", "wrong_characters"),
        ("91350100M000100Y44", "wrong_check_digit"),
    ],
)
def test_it_refuses(code, reason):
    assert judge_credit_code(code).reasons == (reason,)


def test_the_same_box_takes_a_code_or_a_foreigners_card():
    assert judge_identity_number("911840198412310010").kind == "permanent_residence"
    assert judge_identity_number("91350100M000100Y43").kind == "credit_code"
    assert judge_identity_number("350102199003074515").kind == "resident_id"
    assert not judge_credit_code("911840198412310010").valid
    assert not judge_permanent_residence("91350100M000100Y43").valid


def test_the_chosen_document_decides():
    assert not judge_identity_number("911840198412310010", "credit_code").valid
    assert judge_identity_number("911840198412310010", "permanent_residence").valid
    with pytest.raises(ValueError, match="library_card"):
        judge_identity_number("1", "library_card")


@pytest.mark.parametrize(
    ("number", "valid"), [("320200123451551", True), ("91350100M000100Y43", True), ("12345", False)]
)
def test_it_reads_taxpayer_numbers_of_every_age(number, valid):
    assert judge_taxpayer_number(number).valid is valid


def test_a_value_object_refuses_at_birth():
    assert CreditCode.parse("92350102ma2xu8p72g").sole_trader
    with pytest.raises(MalformedNumber):
        CreditCode("91350100M000100Y44")


@given(valid_codes)
def test_generated_codes_are_valid(code):
    assert judge_credit_code(code).valid


@given(valid_codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_single_wrong_character_is_caught(code, place, char):
    wrong = code[:place] + char + code[place + 1 :]
    assert wrong == code or not judge_credit_code(wrong).valid


@given(valid_codes, st.integers(0, 16))
def test_any_swap_of_two_neighbours_is_caught(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert swapped == code or not judge_credit_code(swapped).valid
