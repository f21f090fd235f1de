"""What holds of every valuation (性质测试): age, floor, coefficient, steps, repetition."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from backend.appraisal import AppraisalFacts, Car, repeat
from backend.appraisal.estimate import worked
from backend.appraisal.lifetime import LifeQuestion, life_of
from backend.rules import Fen
from backend.rules.codes import codes
from backend.rules.months import MonthCount
from backend.rules.years_method import WITH_RESIDUAL, Method

ON = date(2026, 11, 20)
days = st.dates(date(1990, 1, 1), ON)
fens = st.integers(1, 9_999_999_999)
rates = st.integers(0, 999_999).map(lambda millionths: Decimal(millionths).scaleb(-6))
factors = st.integers(1, 2_000_000).map(lambda millionths: Decimal(millionths).scaleb(-6))
steps = st.sampled_from([1, 100, 1_000, 10_000])
lives = st.sampled_from([96, 120, 132, 144, 180, 240])


@st.composite
def valuations(draw: st.DrawFn) -> AppraisalFacts:
    """Any car by any terms, worked out."""
    facts = AppraisalFacts(
        id="",
        subject="",
        car=Car("", "", "小型轿车", "非营运", draw(days)),
        valued_on=ON,
        new_price_fen=draw(fens),
        service_life_months=draw(lives),
        residual_rate=draw(rates),
        coefficient=draw(factors),
        method=draw(st.sampled_from(Method)),
        months=draw(st.sampled_from(MonthCount)),
        price_step_fen=draw(steps),
        condition_score=Decimal(draw(st.integers(0, 100))),
        age_weight=Decimal("0.6"),
    )
    return worked(facts)


@given(valuations(), days)
def test_a_price_never_rises_with_age(one, day):
    other = worked(replace(one, car=replace(one.car, registered_on=day)))
    old, young = sorted((one, other), key=lambda facts: facts.car.registered_on)
    assert old.base_fen <= young.base_fen
    assert old.appraised_fen <= young.appraised_fen
    assert old.replacement.value_fen <= young.replacement.value_fen


@given(valuations())
def test_the_base_price_lies_between_the_floor_and_the_new_price(one):
    most_by_rounding = one.price_step_fen // 2 + 1
    assert one.base_fen >= one.residual_fen - most_by_rounding
    assert one.base_fen <= one.new_price_fen + most_by_rounding


@given(valuations(), factors)
def test_the_coefficient_is_linear_to_rounding(one, more):
    both = worked(replace(one, coefficient=one.coefficient + more))
    rest = worked(replace(one, coefficient=more))
    assert abs(one.appraised_fen + rest.appraised_fen - both.appraised_fen) <= 1.5 * one.price_step_fen


@given(valuations())
def test_the_numbers_of_the_steps_are_the_results(one):
    first, residual, base, last = one.steps
    assert f"已使用 {one.used_months} 个月" in first
    assert f"规定使用 {one.service_life_months} 个月" in first
    assert residual.endswith(f"= {Fen(one.residual_fen)}")
    assert base.endswith(f"= {Fen(one.base_fen)}")
    assert f"{one.coefficient:.6f} = {Fen(one.appraised_fen)}" in last


@given(valuations())
def test_the_steps_can_be_worked_by_hand(one):
    """The formula's own numbers, put together by Python, give its result to the rounding."""
    line = one.steps[2].removeprefix("基准价 = ")
    formula, _, told = line.rpartition(" = ")
    formula = re.sub(r"(\d+(?:\.\d+)?)%", r"(\1/100)", formula.partition("，")[0])
    by_hand = eval(formula.translate(str.maketrans("×÷−", "*/-")))  # noqa: S307 - our own text
    if one.method not in WITH_RESIDUAL:
        by_hand = max(by_hand, one.residual_fen / 100)
    assert abs(by_hand - float(told)) <= one.price_step_fen / 200 + 0.011 + abs(by_hand) * 1e-9


@given(valuations())
def test_a_valuation_repeats_itself(one):
    assert repeat(one) == one


@given(st.sampled_from(sorted(codes("vehicle_type"))), st.sampled_from(sorted(codes("use_character"))), days)
def test_every_car_has_a_life_and_a_word_of_the_scrap_rule(kind, use, day):
    life = life_of(LifeQuestion(kind, use, day, ON))
    assert 72 <= life.months <= 360
    assert life.scrap.sentence
    if life.scrap.limit_on is None:
        assert life.scrap.verdict == "ok"
