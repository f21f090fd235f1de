"""年限法: the worked tables of DOMAIN §3.2 to the fen, and the properties of a fair price."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.rules.months import DatesOutOfOrder, MonthCount, add_years, used_months
from backend.rules.replacement_cost import condition_grade, replacement_cost
from backend.rules.years_method import (
    ImpossibleTerms,
    Method,
    Terms,
    appraise,
    deviation,
    round_half_up,
    service_life_months,
)

PRICE = Decimal(128_800)
CARS = {
    38: (date(2019, 3, 28), date(2022, 6, 20)),
    100: (date(2014, 1, 27), date(2022, 6, 20)),
    152: (date(2009, 9, 8), date(2022, 5, 19)),
    197: (date(2006, 1, 1), date(2022, 6, 20)),
}


def terms(registered: date, valued: date, method: str | None = None, months: str | None = None) -> Terms:
    return Terms(PRICE, registered, valued, 180, method, months)


@pytest.mark.parametrize(
    ("start", "end", "floor", "ceil", "calendar"),
    [
        (date(2014, 1, 27), date(2022, 6, 20), 100, 101, 101),
        (date(2019, 3, 28), date(2022, 6, 20), 38, 39, 39),
        (date(2017, 3, 9), date(2022, 6, 20), 63, 64, 63),
        (date(2009, 9, 8), date(2022, 5, 19), 152, 153, 152),
        (date(2020, 2, 29), date(2024, 2, 28), 47, 48, 48),
        (date(2020, 2, 29), date(2024, 2, 29), 48, 48, 48),
    ],
)
def test_used_months_work_on_the_table_of_examples(start, end, floor, ceil, calendar):
    counted = [used_months(start, end, count) for count in (MonthCount.FLOOR, MonthCount.CEIL, MonthCount.CALENDAR)]
    assert counted == [floor, ceil, calendar]


@pytest.mark.parametrize(
    ("end", "nearest", "started"),
    [
        (date(2020, 6, 1), 0, 0),
        (date(2020, 11, 30), 0, 12),
        (date(2020, 12, 1), 12, 12),
        (date(2021, 6, 1), 12, 12),
        (date(2021, 6, 2), 12, 24),
    ],
)
def test_whole_years_are_counted_two_ways(end, nearest, started):
    start = date(2020, 6, 1)
    assert used_months(start, end, MonthCount.NEAREST_YEAR) == nearest
    assert used_months(start, end, MonthCount.STARTED_YEAR) == started


def test_a_missing_day_ends_with_its_month():
    assert used_months(date(2021, 1, 31), date(2021, 2, 28)) == 1
    assert add_years(date(2020, 2, 29), 1) == date(2021, 2, 28)


@pytest.mark.parametrize(
    ("n", "plain", "residual", "years_ceil", "full_years"),
    [
        (38, "101608.89", "102968.44", "94453.33", "104328.00"),
        (100, "57244.44", "60822.22", "51520.00", "63541.33"),
        (152, "20035.56", "25473.78", "17173.33", "30912.00"),
        (197, "6440.00", "6440.00", "6440.00", "6440.00"),
    ],
)
def test_it_works_on_the_worked_table_to_the_fen(n, plain, residual, years_ceil, full_years):
    dates = CARS[n]
    assert appraise(terms(*dates)).used_months == n
    assert appraise(terms(*dates, "straight_line")).base_price == Decimal(plain)
    assert appraise(terms(*dates)).base_price == Decimal(residual)
    assert appraise(terms(*dates, "yearly_without_residual", "ceil")).base_price == Decimal(years_ceil)
    assert appraise(terms(*dates, "yearly")).base_price == Decimal(full_years)


def test_yearly_methods_tell_the_months_as_counted_and_the_years_they_go_on_with():
    told = appraise(terms(*CARS[38], "yearly"))
    assert told.used_months == 38
    assert "按整年计 3 年" in told.steps[0]
    assert "按整年" not in appraise(terms(*CARS[38])).steps[0]


def test_the_defaults_are_formula_two_five_percent_and_full_months():
    told = appraise(terms(*CARS[38]))
    assert (told.method, told.months) == (Method.STRAIGHT_LINE_WITH_RESIDUAL, MonthCount.FLOOR)
    assert (told.residual_value, told.coefficient) == (Decimal("6440.00"), Decimal("1.000000"))
    assert told.appraised_price == told.base_price
    assert told.rule == "years_method/2013-05-01"


def test_the_steps_can_be_followed_with_a_pencil():
    steps = appraise(replace(terms(*CARS[38]), coefficient=Decimal("0.95"))).steps
    assert "38 个月" in steps[0]
    assert "180 个月" in steps[0]
    assert "6440.00" in steps[1]
    assert "(180 − 38) ÷ 180 = 102968.44" in steps[2]
    assert "0.950000 = 97820.02" in steps[3]


@pytest.mark.parametrize(
    ("rate", "n", "price"), [("0", 77, 84600), ("0", 86, 92700), ("0.03", 90, 94000), ("0.10", 97, 94000)]
)
def test_the_printed_reference_price_can_be_solved_for(rate, n, price):
    start = date(2010, 1, 1)
    end = date(2010 + n // 12, n % 12 + 1, 1)
    told = appraise(Terms(Decimal(price), start, end, 180, residual_rate=Decimal(rate)))
    assert (told.used_months, told.base_price) == (n, Decimal("48410.00"))


def test_a_station_may_round_to_ten_or_a_hundred_yuan():
    told = appraise(replace(terms(*CARS[38]), price_step=Decimal(100)))
    assert told.base_price == Decimal("103000.00")
    assert appraise(replace(terms(*CARS[38]), price_step=Decimal(10))).base_price == Decimal("102970.00")


def test_half_a_fen_goes_up():
    from fractions import Fraction

    assert round_half_up(Fraction(1005, 1000)) == Decimal("1.01")
    assert round_half_up(Fraction(-1005, 1000)) == Decimal("-1.01")


@pytest.mark.parametrize(
    ("vehicle_type", "use", "months"),
    [("K33", "A", 180), ("K33", "D", 96), ("K21", "A", 240), ("H31", "F", 180), ("T11", "A", 180)],
)
def test_service_life_follows_the_scrap_table_and_is_fifteen_years_without_one(vehicle_type, use, months):
    assert service_life_months(vehicle_type, use) == months


@pytest.mark.parametrize(
    "change",
    [
        {"new_price": Decimal(0)},
        {"new_price": Decimal("NaN")},
        {"residual_rate": Decimal(1)},
        {"coefficient": Decimal("-0.1")},
        {"coefficient": Decimal("1.0000001")},
        {"service_life_months": 0},
        {"price_step": Decimal(0)},
        {"price_step": Decimal("0.001")},
        {"coefficient": Decimal("100.000001")},
        {"coefficient": 0.5},
    ],
)
def test_it_refuses_terms_it_cannot_use(change):
    with pytest.raises(ImpossibleTerms):
        appraise(replace(terms(*CARS[38]), **change))


def test_it_refuses_a_car_registered_after_its_valuation():
    with pytest.raises(DatesOutOfOrder):
        appraise(terms(date(2022, 6, 21), date(2022, 6, 20)))


def test_the_source_trade_deviates_and_asks_for_a_remark():
    told = deviation(Decimal(10000), Decimal(48410))
    assert (told.ratio, told.outside) == (Decimal("0.2066"), True)
    assert not deviation(Decimal(50), Decimal(100)).outside
    assert not deviation(Decimal(150), Decimal(100)).outside
    assert deviation(Decimal("150.01"), Decimal(100)).outside
    with pytest.raises(ImpossibleTerms):
        deviation(Decimal(1), Decimal(0))


def test_a_city_may_set_another_band():
    band = (Decimal("0.1"), Decimal("0.9"))
    told = deviation(Decimal(95), Decimal(100), band=band)
    assert (told.outside, told.low, told.high) == (True, *band)


def test_replacement_cost_stands_beside_it():
    told = replacement_cost(PRICE, 38, 82)
    assert (told.value, told.age_rate) == (Decimal("103211.73"), Decimal("78.89"))
    assert replacement_cost(PRICE, 200, 50).age_rate == 0
    with pytest.raises(ImpossibleTerms):
        replacement_cost(PRICE, 38, 101)


@pytest.mark.parametrize(
    ("score", "grade"),
    [(100, "一级"), (90, "一级"), (89, "二级"), (60, "二级"), (59, "三级"), (20, "三级"), (19, "四级"), (0, "四级")],
)
def test_condition_grades(score, grade):
    assert condition_grade(score) == grade
    assert condition_grade(score, accident=True) == "五级"


days = st.dates(date(2000, 1, 1), date(2035, 12, 31))
prices = st.integers(1, 10**10).map(lambda fen: Decimal(fen).scaleb(-2))
rates = st.integers(0, 99).map(lambda percent: Decimal(percent).scaleb(-2))
LATER = date(2036, 1, 1)


@given(prices, days, days, rates, st.sampled_from(Method), st.sampled_from(MonthCount))
def test_a_price_never_rises_with_age_and_never_falls_below_the_floor(price, one, other, rate, method, count):
    older, younger = sorted((one, other))
    old, young = (
        appraise(Terms(price, day, LATER, 180, method, count, residual_rate=rate)) for day in (older, younger)
    )
    assert old.base_price <= young.base_price <= price
    assert old.base_price >= old.residual_value


@given(prices, days, st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_coefficient_is_linear_to_the_fen(price, day, one, other):
    def valued(millionths):
        return appraise(Terms(price, day, LATER, 180, coefficient=Decimal(millionths).scaleb(-6))).appraised_price

    assert abs(valued(one) + valued(other) - valued(one + other)) <= Decimal("0.02")


@given(days, days)
def test_the_ways_of_counting_stand_in_order(one, other):
    start, end = sorted((one, other))
    floor, ceil = used_months(start, end, "floor"), used_months(start, end, "ceil")
    assert floor <= used_months(start, end, "calendar") <= floor + 1
    assert floor <= ceil <= floor + 1
    assert floor <= used_months(start, end, "started_year") <= floor + 12
