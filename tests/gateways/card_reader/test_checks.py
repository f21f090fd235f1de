"""Cross-checks between fields (交叉核对): each disagreement has its own code."""

import pytest

from backend.gateways.card_reader.checks import check
from backend.gateways.card_reader.lookalikes import easily_mistaken
from backend.gateways.card_reader.reading import CRITICAL, DOUBTS, FIELDS, sentence

FRONT = {"id_number": "350102199003079917", "birth_date": "1990-03-07", "sex": "男"}
LICENCE = {
    "plate_number": "闽AD1234",
    "vin": "LDN1A2B32E0000001",
    "registered_on": "2015-04-08",
    "issued_on": "2016-05-09",
}


def front_number() -> str:
    from backend.rules.numbers.mod11_2 import check_character

    return FRONT["id_number"][:17] + check_character(FRONT["id_number"][:17])


class TestIdFront:
    def test_it_works(self):
        assert check("id_front", FRONT | {"id_number": front_number()}) == []

    def test_a_wrong_check_digit_is_told(self):
        number = front_number()
        wrong = number[:17] + ("0" if number[17] != "0" else "1")
        assert check("id_front", FRONT | {"id_number": wrong}) == ["id_number_check_digit"]

    @pytest.mark.parametrize(("field", "value"), [("birth_date", "1990-03-08"), ("sex", "女")])
    def test_a_field_that_differs_from_the_number_is_told(self, field, value):
        assert check("id_front", FRONT | {"id_number": front_number(), field: value}) == [f"{field}_differs"]


class TestIdBack:
    @pytest.mark.parametrize("until", ["2038-03-15", "2028-03-15", "2023-03-15", "长期"])
    def test_it_works(self, until):
        assert check("id_back", {"valid_from": "2018-03-15", "valid_to": until}) == []

    @pytest.mark.parametrize(
        ("until", "doubt"),
        [
            ("2017-03-15", "valid_to_before_valid_from"),
            ("2039-03-15", "valid_term_unusual"),
            ("2038-03-16", "valid_term_unusual"),
            ("2038-02-30", "date_impossible"),
        ],
    )
    def test_a_term_that_cannot_be_is_told(self, until, doubt):
        assert check("id_back", {"valid_from": "2018-03-15", "valid_to": until}) == [doubt]


class TestVehicleLicence:
    def test_it_works(self):
        assert check("vehicle_licence", LICENCE) == []

    @pytest.mark.parametrize(
        ("change", "doubt"),
        [
            ({"plate_number": "闽AI1234"}, "plate_malformed"),
            ({"plate_number": "A12345"}, "plate_malformed"),
            ({"vin": "LDN1A2B32E000000"}, "vin_malformed"),
            ({"vin": "LDN1A2B33E0000001"}, "vin_check_digit"),
            ({"vin": "LDNIA2B32E0000001"}, "vin_letters_replaced"),
            ({"issued_on": "2015-04-07"}, "dates_out_of_order"),
            ({"issued_on": "2015-02-30"}, "date_impossible"),
        ],
    )
    def test_each_disagreement_is_told(self, change, doubt):
        assert check("vehicle_licence", LICENCE | change) == [doubt]


class TestBusinessLicence:
    def test_it_works(self):
        assert check("business_licence", {"credit_code": "91350100M000100Y43", "founded_on": "2013-05-06"}) == []

    def test_a_wrong_check_character_is_told(self):
        assert check("business_licence", {"credit_code": "91350100M000100Y44"}) == ["credit_code_check_digit"]


@pytest.mark.parametrize(("name", "mistaken"), [("缪森睿", True), ("缪淼睿", True), ("陈志强", False), ("", False)])
def test_a_name_with_a_letter_that_has_a_twin_is_known(name, mistaken):
    assert easily_mistaken(name) is mistaken


def test_every_critical_field_is_a_field_of_its_card():
    assert all(set(CRITICAL[kind]) <= set(FIELDS[kind]) for kind in FIELDS)


@pytest.mark.parametrize("doubt", [*DOUBTS, "field_missing:vin", "kind_differs:id_back"])
def test_every_doubt_has_a_sentence(doubt):
    assert sentence(doubt).endswith("。")


@pytest.mark.parametrize(
    ("number", "doubts"),
    [
        ("350102199003079930", []),
        ("91350100M000100Y43", []),
        ("E12345678", []),
        ("35010219900307991", ["owner_number_malformed"]),
        ("350102199003079918", ["owner_number_malformed"]),
    ],
)
def test_the_owners_number_on_a_certificate_is_checked_where_it_can_be(number, doubts):
    assert check("registration_certificate", {"id_number": number}) == doubts


def test_a_certificates_number_has_twelve_digits():
    assert check("registration_certificate", {"certificate_number": "35001234567"}) == ["certificate_number_malformed"]
    assert check("registration_certificate", {"certificate_number": "350012345678"}) == []
