"""试算: one example car worked with the terms in force and with those proposed, before anybody is bound by them."""

from dataclasses import dataclass
from datetime import date

from backend.appraisal.errors import ExampleImpossible
from backend.appraisal.lifetime import LifeQuestion, life_of
from backend.appraisal.terms import TermsValues
from backend.appraisal.work_out import fen, valued
from backend.rules import Fen
from backend.rules.money import LARGEST_PRICE
from backend.rules.months import DatesOutOfOrder
from backend.rules.tables import NoTableInForce
from backend.rules.years_method import ImpossibleTerms, Terms


@dataclass(frozen=True, slots=True)
class Example:
    """试算车辆: a private small car (小型轿车, 非营运) on a day."""

    new_price_fen: int
    registered_on: date
    valued_on: date


@dataclass(frozen=True, slots=True)
class Worked:
    """试算结果: money is fen; ``steps`` can be followed with a pencil."""

    used_months: int
    base_fen: int
    appraised_fen: int
    steps: tuple[str, ...]


def work_example(values: TermsValues, example: Example) -> Worked:
    """Value the example by ``values``; ExampleImpossible for a price or dates that cannot be."""
    if not 0 < example.new_price_fen <= LARGEST_PRICE:
        raise ExampleImpossible(field="example_price")
    try:
        life = life_of(LifeQuestion("K33", "A", example.registered_on, example.valued_on))
        terms = Terms(
            new_price=Fen(example.new_price_fen).to_yuan(),
            registered_on=example.registered_on,
            valued_on=example.valued_on,
            service_life_months=life.months,
            method=values.method,
            months=values.months,
            residual_rate=values.residual_rate,
            coefficient=values.coefficient,
            price_step=Fen(values.price_step_fen).to_yuan(),
        )
        told, _ = valued(terms, None)
    except (DatesOutOfOrder, NoTableInForce, ImpossibleTerms):
        raise ExampleImpossible(field="example_registered") from None
    return Worked(told.used_months, fen(told.base_price), fen(told.appraised_price), told.steps)
