"""车辆: status, plates, dates, scrap limit (DOMAIN §2.6, §1.5, §6.2)."""

from datetime import date

import pytest

from backend.rules.codes import codes as table_codes
from backend.rules.eligibility import (
    Severity,
    blocks,
    check_dates,
    check_encumbrance,
    check_inspection,
    check_origin,
    check_plate,
    check_scrap,
    check_status,
    inspection_last_day,
)
from backend.rules.scrap import scrap_class, scrap_outlook

TODAY = date(2026, 3, 2)


def codes(findings):
    return [found.code for found in findings]


def test_only_exactly_a_is_clean():
    assert check_status("A") == []
    assert [letter for letter in table_codes("vehicle_status") if not check_status(letter)] == ["A"]


def test_letters_combine_and_each_has_its_consequence():
    found = check_status("GQ")
    assert codes(found) == ["status_g", "status_q"]
    assert {one.severity for one in found} == {Severity.NEEDS}
    assert check_status("C")[0].severity is Severity.REFUSE
    assert check_status("H")[0].severity is Severity.NEEDS


def test_an_unknown_or_missing_status_is_never_a_pass():
    assert codes(check_status("X")) == ["unknown_status_letter"]
    assert codes(check_status(" ")) == ["status_not_read"]
    assert blocks(check_status(""))


def test_a_plate_that_fits_says_nothing():
    assert check_plate("闽A12345", "02", "K33", "A") == []
    assert check_plate("闽AD12345", "52", "K33", "C") == []
    assert check_plate("闽AF12345", "52", "K33", "O") == []
    assert check_plate("苏B1234挂", "15", "B11", "Y") == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("闽AD12345", "02"), "plate_type_mismatch"),
        (("闽A12345", "52"), "plate_type_mismatch"),
        (("闽A12345", "02", "K11"), "plate_vehicle_type_mismatch"),
        (("闽AD12345", "52", "K33", "A"), "plate_fuel_mismatch"),
        (("闽AD12345", "52", "K33", "O"), "electric_plate_fuel_mismatch"),
    ],
)
def test_a_plate_that_does_not_fit_warns(arguments, code):
    found = check_plate(*arguments)
    assert codes(found) == [code]
    assert not blocks(found)


def test_the_vin_agrees_with_the_papers():
    vin = "LDN1A2B32E0000001"
    assert check_origin(vin, True, date(2014, 1, 27), "东南牌DN7152HAS", "K33") == []
    assert codes(check_origin(vin, False)) == ["origin_mismatch"]
    assert codes(check_origin(vin, True, date(2019, 1, 1))) == ["model_year_far_from_registration"]
    assert codes(check_origin(vin, True, None, "东南牌DN7152HAS", "H31")) == ["brand_model_mismatch"]


def test_dates_in_order_say_nothing():
    assert check_dates(TODAY, date(2014, 1, 27), date(2013, 12, 1), date(2014, 1, 28), TODAY) == []


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        ({"registered_on": date(2026, 3, 3)}, "registered_in_future"),
        ({"registered_on": date(2020, 1, 1), "produced_on": date(2020, 1, 2)}, "produced_after_registered"),
        ({"registered_on": date(2020, 1, 2), "produced_on": date(2018, 1, 1)}, "registered_long_after_produced"),
        ({"registered_on": date(2020, 1, 2), "issued_on": date(2020, 1, 1)}, "issued_before_registered"),
        ({"registered_on": date(2020, 1, 2), "transfer_on": date(2020, 1, 1)}, "transfer_before_registered"),
        ({"issued_on": date(2026, 3, 3)}, "issued_in_future"),
        ({"transfer_on": date(2026, 3, 3)}, "transfer_in_future"),
    ],
)
def test_dates_out_of_order_are_found(dates, code):
    assert codes(check_dates(TODAY, **dates)) == [code]


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-02", date(2026, 2, 28)), ("2024年2月", date(2024, 2, 29)), ("2026-13", None), ("soon", None)],
)
def test_the_inspection_month_counts_to_its_last_day(text, day):
    assert inspection_last_day(text) == day


def test_an_expired_inspection_needs_a_new_one():
    assert check_inspection(TODAY, TODAY) == []
    assert codes(check_inspection(date(2026, 2, 28), TODAY)) == ["inspection_expired"]


def test_mortgage_and_customs_need_papers():
    assert check_encumbrance() == []
    assert codes(check_encumbrance(mortgaged=True, customs=True)) == ["mortgaged", "customs_supervised"]


def test_the_scrap_limit_refuses_in_its_last_year():
    bus = scrap_class("K31", "B")
    assert check_scrap(scrap_outlook(bus, date(2020, 1, 1), TODAY)) == []
    assert codes(check_scrap(scrap_outlook(bus, date(2016, 5, 1), TODAY))) == ["within_a_year_of_scrap"]
    assert codes(check_scrap(scrap_outlook(bus, date(2010, 5, 1), TODAY, mileage_km=700_000))) == [
        "scrap_standard_reached",
        "over_guide_mileage",
    ]
