"""计算: base and appraised price of one car from settled numbers, replacement cost beside it; pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.appraisal.facts import ReplacementFacts
from backend.rules import Fen
from backend.rules.replacement_cost import condition_grade, replacement_cost
from backend.rules.years_method import Appraisal as Valued
from backend.rules.years_method import Terms, appraise


@dataclass(frozen=True, slots=True)
class Condition:
    """车况: a score of 0-100, and the weight that age has against it."""

    score: Decimal
    age_weight: Decimal


def valued(terms: Terms, condition: Condition | None) -> tuple[Valued, ReplacementFacts | None]:
    """The years method, and replacement cost where a condition was scored; raises what the rules raise."""
    told = appraise(terms)
    return told, replacement(terms, told.used_months, condition) if condition else None


def replacement(terms: Terms, used_months: int, condition: Condition) -> ReplacementFacts:
    """Replacement cost from the same price, months and life (DOMAIN §3.6)."""
    on: date = terms.valued_on
    told = replacement_cost(
        terms.new_price,
        used_months,
        condition.score,
        terms.service_life_months,
        age_weight=condition.age_weight,
        on=on,
    )
    grade = condition_grade(condition.score, on=on)
    return ReplacementFacts(fen(told.value), told.age_rate, told.newness_rate, grade, told.rule)


def fen(yuan: Decimal) -> int:
    """Whole fen of an amount with two decimals."""
    return Fen.from_yuan(yuan).amount
