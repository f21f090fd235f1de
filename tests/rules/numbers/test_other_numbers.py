"""Phones, permits, passports, cards, engine numbers and brand models (DOMAIN §1.2, §1.6)."""

from decimal import Decimal

import pytest

from backend.rules.numbers import (
    BrandModel,
    Mobile,
    brand_model_fits_type,
    judge_certificate_number,
    judge_engine_number,
    judge_hk_macau_permit,
    judge_landline,
    judge_military_card,
    judge_mobile,
    judge_passport,
    judge_permanent_residence,
    judge_taiwan_permit,
    same_engine_number,
)
from backend.rules.numbers.text import same_name


@pytest.mark.parametrize(
    "text", ["13800138000", "+86 138-0013-8000", "8613800138000", "008613800138000", "１３８００１３８０００"]
)
def test_a_mobile_number_works_however_it_is_written(text):
    assert judge_mobile(text).normalised == "13800138000"
    assert Mobile(text).masked == "138****8000"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1380013800", "wrong_length"),
        ("12800138000", "wrong_prefix"),
        ("0591-87654321", "landline"),
        ("1380013800a", "wrong_characters"),
        ("", "wrong_characters"),
    ],
)
def test_a_mobile_number_is_refused(text, reason):
    assert judge_mobile(text).reasons == (reason,)


def test_a_landline_works():
    assert judge_landline("0591－87654321-12").valid
    assert not judge_landline("87654321").valid


def test_a_certificate_number_has_twelve_digits():
    assert judge_certificate_number("350001234567").facts["province"] == "福建省"
    assert judge_certificate_number("35000123456").reasons == ("wrong_length",)
    assert judge_certificate_number("35000123456A").reasons == ("wrong_characters",)
    assert judge_certificate_number("420006123456", "闽A12345").warnings == ("certificate_from_another_province",)
    assert judge_certificate_number("350001234567", "闽A12345").warnings == ()


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("E12345678", "ordinary"),
        ("EA1234567", "ordinary"),
        ("G12345678", "ordinary"),
        ("DE1234567", "diplomatic"),
        ("SE1234567", "service"),
        ("PE1234567", "public_affairs"),
        ("P1234567", "public_affairs"),
        ("AB1234567", "foreign"),
    ],
)
def test_a_passport_tells_its_kind(number, kind):
    assert judge_passport(number).facts["passport_kind"] == kind


@pytest.mark.parametrize(("number", "reason"), [("E123", "wrong_length"), ("E1234567护", "wrong_characters")])
def test_a_passport_is_refused(number, reason):
    assert judge_passport(number).reasons == (reason,)


def test_a_hong_kong_and_macau_permit():
    assert judge_hk_macau_permit("H12345678").facts["place"] == "香港"
    old = judge_hk_macau_permit("M1234567802")
    assert (old.valid, old.facts["person_number"], old.facts["renewals"]) == (True, "M12345678", 2)
    assert judge_hk_macau_permit("K12345678").reasons == ("wrong_prefix",)
    assert judge_hk_macau_permit("H1234567").reasons == ("wrong_length",)
    assert judge_hk_macau_permit("H1234567A").reasons == ("wrong_characters",)


@pytest.mark.parametrize("number", ["12345678", "1234567890", "1234567890(B)", "12345678A01"])
def test_a_taiwan_permit_works_in_every_print(number):
    assert judge_taiwan_permit(number).valid


@pytest.mark.parametrize("number", ["1234567", "A2345678", "1234567é"])
def test_a_taiwan_permit_is_refused(number):
    assert not judge_taiwan_permit(number).valid


def test_a_permanent_residence_card_of_2017_is_not_checked_by_a_rule_nobody_published():
    told = judge_permanent_residence("USA350184123112")
    assert (told.valid, told.facts["card"], told.facts["nationality"]) == (True, "2017", "USA")
    assert "1984-12-31" in told.facts["birth_dates"]
    assert judge_permanent_residence("USA350184993112").warnings == ("impossible_birth_date",)


@pytest.mark.parametrize(("number", "country"), [("911840198412310010", "USA"), ("931250199006150021", "FRA")])
def test_a_permanent_residence_card_of_2023(number, country):
    told = judge_permanent_residence(number)
    assert (told.valid, told.facts["nationality"]) == (True, country)
    wrong = number[:-1] + ("1" if number[-1] == "0" else "0")
    assert judge_permanent_residence(wrong).reasons == ("wrong_check_digit",)


def test_military_cards_are_kept_as_written():
    assert judge_military_card("南字第012345号").normalised == "南字第012345号"
    assert not judge_military_card("abc").valid


def test_engine_numbers():
    assert judge_engine_number("4G15S*ABC1234").valid
    assert not judge_engine_number("无").valid
    assert judge_engine_number("无", may_be_none=True).valid
    assert same_engine_number("4G15S ABC-123456", "ABC123456")
    assert not same_engine_number("ABC123456", "ABC123457")
    assert not same_engine_number("G12345", "")


@pytest.mark.parametrize(
    ("text", "brand", "model_class", "parameter"),
    [
        ("东南牌DN7152HAS", "东南", "轿车", Decimal("1.5")),
        ("五菱牌LZW6450PY", "五菱", "客车", Decimal("4.5")),
        ("长安牌SC6468AB5", "长安", "客车", Decimal("4.6")),
        ("别克牌SGM7205ATA", "别克", "轿车", Decimal("2.0")),
        ("宇通牌ZK6120H", "宇通", "客车", Decimal("12")),
    ],
)
def test_a_brand_model_is_taken_apart(text, brand, model_class, parameter):
    model = BrandModel.parse(text)
    assert (model.brand, model.model_class, model.main_parameter) == (brand, model_class, parameter)


def test_a_brand_model_that_tells_nothing_is_no_contradiction():
    assert brand_model_fits_type("宝马牌X5", "K32") is None
    assert brand_model_fits_type("东南牌DN7152HAS", "K33") is True
    assert brand_model_fits_type("东南牌DN7152HAS", "H31") is False


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("阿卜杜·外力", "阿卜杜•外力", True),
        ("张 三", "张三", True),
        ("福州（马尾）公司", "福州(马尾)公司", True),
        ("张三", "张四", False),
        ("", "", False),
    ],
)
def test_names_are_compared_as_people_write_them(one, other, same):
    assert same_name(one, other) is same
