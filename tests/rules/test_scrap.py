"""强制报废标准: classes, due dates, the frozen last year, change of use (DOMAIN §3.4, §3.5)."""

from datetime import date

import pytest

from backend.rules.scrap import (
    ScrapState,
    UnknownScrapClass,
    limit_years,
    scrap_class,
    scrap_due_date,
    scrap_outlook,
    years_after_change_of_use,
)
from backend.rules.tables import table


@pytest.mark.parametrize(
    ("vehicle_type", "use", "years", "mileage"),
    [
        ("K33", "D", 8, 600_000),
        ("K21", "D", 10, 500_000),
        ("K11", "D", 12, 600_000),
        ("K33", "G", 15, 600_000),
        ("K33", "N", 10, 500_000),
        ("K21", "N", 12, 500_000),
        ("K11", "N", 15, 600_000),
        ("K11", "C", 13, 400_000),
        ("K31", "B", 10, 600_000),
        ("K21", "E", 15, 500_000),
        ("K11", "B", 15, 800_000),
        ("K18", "P", 15, 400_000),
        ("K33", "A", None, 600_000),
        ("K43", "A", None, 600_000),
        ("K16", "A", None, 600_000),
        ("K21", "A", 20, 500_000),
        ("K11", "A", 20, 600_000),
        ("H41", "F", 12, 500_000),
        ("H31", "A", 15, 600_000),
        ("H21", "F", 15, 600_000),
        ("H11", "F", 15, 700_000),
        ("Q11", "F", 15, 700_000),
        ("H31", "R", 10, 400_000),
        ("N11", "A", 9, None),
        ("H51", "F", 12, 300_000),
        ("Z12", "F", 15, 500_000),
        ("Z51", "K", 30, 500_000),
        ("B15", "F", 20, None),
        ("B11", "R", 10, None),
        ("B11", "F", 15, None),
        ("G11", "F", 10, None),
        ("M11", "A", 12, 100_000),
        ("M21", "A", 13, 120_000),
        ("J11", "A", None, 500_000),
    ],
)
def test_it_works_on_the_table_of_classes(vehicle_type, use, years, mileage):
    found = scrap_class(vehicle_type, use)
    assert (found.years, found.guide_mileage_km) == (years, mileage)


@pytest.mark.parametrize(("use", "years"), [("L", 10), ("M", 8)])
def test_a_car_once_commercial_keeps_its_commercial_limit(use, years):
    assert scrap_class("K33", use).years == years


def test_a_single_cylinder_low_speed_truck_has_nine_years():
    assert scrap_class("H51", "F", single_cylinder=True).years == 9


def test_every_vehicle_type_has_a_class_or_is_outside_the_rule():
    outside = set()
    for code in table("vehicle_type")["codes"]:
        for use in table("use_character")["codes"]:
            try:
                scrap_class(code, use)
            except UnknownScrapClass:
                outside.add(code)
    assert outside == {"D11", "D12", "T11", "T21", "T22", "T23", "X99"}


def test_years_run_from_registration():
    assert scrap_due_date(scrap_class("K33", "D"), date(2016, 2, 29)) == date(2024, 2, 29)
    assert scrap_due_date(scrap_class("K31", "B"), date(2016, 2, 29)) == date(2026, 2, 28)


def test_years_run_from_production_when_registration_came_more_than_two_years_later():
    taxi = scrap_class("K33", "D")
    assert scrap_due_date(taxi, date(2016, 5, 2), date(2014, 5, 1)) == date(2022, 5, 1)
    assert scrap_due_date(taxi, date(2016, 5, 1), date(2014, 5, 1)) == date(2024, 5, 1)


def test_a_private_small_car_has_no_limit():
    outlook = scrap_outlook(scrap_class("K33", "A"), date(1999, 1, 1), date(2026, 1, 1), mileage_km=700_000)
    assert outlook.due_on == date(2099, 12, 31)
    assert outlook.transfer_allowed
    assert outlook.over_guide_mileage


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2025, 4, 30), ScrapState.FREE),
        (date(2025, 5, 1), ScrapState.LAST_YEAR),
        (date(2026, 4, 30), ScrapState.LAST_YEAR),
        (date(2026, 5, 1), ScrapState.DUE),
        (date(2030, 1, 1), ScrapState.DUE),
    ],
)
def test_the_last_year_freezes_the_car(on, state):
    outlook = scrap_outlook(scrap_class("K31", "B"), date(2016, 5, 1), on)
    assert outlook.state is state
    assert outlook.transfer_allowed is (state is ScrapState.FREE)


@pytest.mark.parametrize(
    ("used", "limit", "years"), [("2.5", 10, 11), ("2.5", 8, 9), (8, 10, 13), (12, 15, 15), (0, 10, 10), (20, 8, 15)]
)
def test_a_private_car_turned_commercial_serves_the_cumulative_years(used, limit, years):
    assert years_after_change_of_use(used, limit) == years


def test_a_province_may_be_stricter_but_not_below_the_floor():
    taxi = scrap_class("K33", "D")
    assert limit_years(taxi) == 8
    assert limit_years(taxi, 7) == 7
    assert limit_years(taxi, 5) == 6
    assert limit_years(taxi, 12) == 8
    assert limit_years(scrap_class("K33", "A"), 10) is None


def test_tractors_are_outside_the_rule():
    with pytest.raises(UnknownScrapClass):
        scrap_class("T11", "A")
