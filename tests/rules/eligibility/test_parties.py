"""当事人: minors, expired cards, selling to oneself."""

from datetime import date

import pytest

from backend.rules.eligibility import (
    Severity,
    blocks,
    check_age,
    check_card_period,
    check_owner_is_seller,
    check_parties_differ,
    check_printed_person,
)

TODAY = date(2026, 3, 2)


def codes(findings):
    return [found.code for found in findings]


def test_two_adults_with_valid_cards_pass():
    assert check_age(date(1990, 3, 7), TODAY) == []
    assert check_card_period(TODAY, date(2030, 1, 1), date(2020, 1, 1)) == []
    assert check_parties_differ("350102199003074515", "350102199003074523") == []


@pytest.mark.parametrize(
    ("birth", "code"),
    [(date(2008, 3, 2), []), (date(2008, 3, 3), ["person_minor"]), (date(2012, 3, 3), ["person_under_14"])],
)
def test_a_minor_needs_a_guardian(birth, code):
    found = check_age(birth, TODAY, "卖方")
    assert codes(found) == code
    assert all("卖方" in one.say and one.severity is Severity.NEEDS for one in found)


@pytest.mark.parametrize(
    ("until", "since", "code"),
    [
        (TODAY, None, []),
        (date(2026, 3, 1), None, ["card_expired"]),
        (None, None, []),
        (date(2030, 1, 1), date(2026, 3, 3), ["card_not_yet_valid"]),
    ],
)
def test_a_card_counts_until_its_last_day(until, since, code):
    assert codes(check_card_period(TODAY, until, since)) == code


def test_a_card_near_its_end_warns_where_the_station_asks():
    assert codes(check_card_period(TODAY, date(2026, 3, 5), warn_days=5)) == ["card_expires_soon"]
    assert check_card_period(TODAY, date(2026, 3, 5)) == []


@pytest.mark.parametrize(
    ("seller", "buyer"),
    [
        ("350102197506153216", "350102750615321"),
        ("11010519491231002x", "11010519491231002X"),
        ("91350100M000100Y43", "91350100m000100y43"),
    ],
)
def test_nobody_sells_to_himself(seller, buyer):
    found = check_parties_differ(seller, buyer)
    assert codes(found) == ["seller_is_buyer"]
    assert blocks(found)


def test_two_missing_numbers_are_not_the_same_party():
    assert check_parties_differ("", "") == []


def test_the_seller_is_the_owner_however_the_name_is_spelt():
    assert check_owner_is_seller("阿卜杜·外力", "阿卜杜 • 外力") == []
    assert codes(check_owner_is_seller("林卖", "陈买")) == ["seller_not_owner"]


def test_the_printed_person_agrees_with_the_number():
    number = "350102199003074515"
    assert check_printed_person(number, date(1990, 3, 7), "男") == []
    found = check_printed_person(number, date(1990, 3, 8), "女")
    assert codes(found) == ["birth_date_differs", "sex_differs"]
    assert not blocks(found)
