"""重置成本法: valuation by replacement cost and newness, shown beside the years method (GB/T 30323-2013, DOMAIN §3.6).

评估价值 = 更新重置成本 × 综合成新率; 综合成新率 = 年限成新率·α + 技术鉴定成新率·β, α + β = 1.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from backend.rules.tables import table
from backend.rules.years_method import ImpossibleTerms, round_half_up


@dataclass(frozen=True, slots=True)
class ReplacementCost:
    """重置成本法结果: rates as percent with two decimals, ``value`` in yuan."""

    age_rate: Decimal
    newness_rate: Decimal
    value: Decimal
    rule: str


def replacement_cost(
    new_price: Decimal,
    used_months: int,
    condition_score: int | Decimal,
    service_life_months: int | None = None,
    *,
    age_weight: Decimal | None = None,
    on: date | None = None,
) -> ReplacementCost:
    """Value a car from its new price (yuan), age and condition score (0-100); raises ImpossibleTerms.

    ``service_life_months`` defaults to 15 years (passenger cars); a car older than its life has no years left.
    ``age_weight`` is α, the condition has the rest.
    """
    rules = table("replacement_cost", on)
    life = service_life_months or rules["passenger_life_years"] * 12
    alpha = Fraction(rules["age_weight"] if age_weight is None else age_weight)
    score = Fraction(condition_score)
    if new_price <= 0 or used_months < 0 or life <= 0 or not 0 <= alpha <= 1 or not 0 <= score <= 100:
        raise ImpossibleTerms("price > 0, months >= 0, 0 <= age weight <= 1, 0 <= score <= 100")
    age_rate = Fraction(max(life - used_months, 0), life)
    newness = age_rate * alpha + score / 100 * (1 - alpha)
    value = round_half_up(Fraction(new_price) * newness)
    return ReplacementCost(round_half_up(age_rate * 100), round_half_up(newness * 100), value, rules.name)


def condition_grade(condition_score: int | Decimal, *, accident: bool = False, on: date | None = None) -> str:
    """Return the grade 一级 … 五级; an accident car is always 五级. A score outside 0-100 raises ImpossibleTerms."""
    rules = table("replacement_cost", on)
    if not 0 <= condition_score <= 100:
        raise ImpossibleTerms("a condition score lies between 0 and 100")
    if accident:
        return str(rules["accident"]["grade"])
    return next(str(grade["name"]) for grade in rules["grade"] if condition_score >= grade["from"])
