"""Valuing anew as a clerk wishes (改估价): another model, new price, coefficient, day or condition."""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from backend import appraisal
from backend.appraisal import AppraisalFacts, CoefficientUnreadable, ConditionScoreUnreadable, Wish
from backend.kit import clock
from backend.kit.database import Work
from backend.rules.money import Fen
from backend.rules.rmb_words import MalformedAmount
from backend.transfers.desk.edit import amend
from backend.transfers.desk.hold import hold, must_be
from backend.transfers.desk.value import car_of, take, wish_of
from backend.transfers.errors import PriceUnreadable, ValuationDateUnfit, VehicleUnknown
from backend.transfers.states import EDITABLE
from backend.verification import day


@dataclass(frozen=True, slots=True)
class Valuation:
    """What a clerk decided about the valuation (估价要求): None leaves a choice as it is, an empty text takes it back.

    ``model`` is a catalogue model's public id, ``new_price`` yuan as typed, ``coefficient`` and ``condition_score``
    decimals, ``valued_on`` a date.
    """

    model: str | None = None
    new_price: str | None = None
    coefficient: str | None = None
    coefficient_reason: str | None = None
    valued_on: str | None = None
    condition_score: str | None = None


async def revalue(work: Work, transfer: str, expected_version: int, wanted: Valuation) -> int:
    """Value the car again; the new version. While papers wait for signatures, they are void.

    Raises TransferChanged, StepOutOfOrder, VehicleUnknown, PriceUnreadable, ValuationDateUnfit, and what
    ``appraisal.appraise_car`` refuses of a coefficient or score.
    """
    row = await hold(work, transfer, expected_version)
    must_be(row, EDITABLE)
    if not row.brand_model:
        raise VehicleUnknown
    last = await appraisal.appraisal_of(row.public_id)
    facts = await appraisal.appraise_car(work, row.public_id, car_of(row), _wish(last, wanted))
    take(row, facts)
    await amend(work, row, "valued", ["valuation"], fields="估价", outcome=_words(facts))
    return row.version


def _wish(last: AppraisalFacts | None, wanted: Valuation) -> Wish:
    wish = wish_of(last) if last else Wish()
    if wanted.model is not None and wanted.model != wish.model:
        wish = replace(wish, model=wanted.model, new_price_fen=None)  # the typed price was the other model's
    if wanted.new_price is not None:
        wish = replace(wish, new_price_fen=_fen(wanted.new_price))
    if wanted.coefficient is not None:
        wish = replace(wish, coefficient=_decimal(wanted.coefficient, CoefficientUnreadable(field="coefficient")))
    if wanted.coefficient_reason is not None:
        wish = replace(wish, coefficient_reason=" ".join(wanted.coefficient_reason.split()))
    if wanted.valued_on is not None:
        wish = replace(wish, valued_on=_date(wanted.valued_on))
    if wanted.condition_score is not None:
        score = _decimal(wanted.condition_score, ConditionScoreUnreadable(field="condition_score"))
        wish = replace(wish, condition_score=score)
    return wish


def _words(facts: AppraisalFacts) -> str:
    if facts.base_fen is None or facts.appraised_fen is None:
        return "；".join(facts.missing)
    model = f"{facts.model.brand_model}，" if facts.model else ""
    prices = f"基准价 {Fen(facts.base_fen).grouped()} 元，评估价 {Fen(facts.appraised_fen).grouped()} 元"
    return f"{model}变动系数 {facts.coefficient:f}，{prices}"


def _fen(text: str) -> int | None:
    if not text.strip():
        return None
    try:
        return Fen.price(text).amount
    except MalformedAmount:
        raise PriceUnreadable(field="new_price") from None


def _decimal(text: str, refusal: Exception) -> Decimal | None:
    if not text.strip():
        return None
    if not re.fullmatch(r"\d{1,4}(\.\d{1,6})?", text.strip(), re.ASCII):
        raise refusal
    return Decimal(text.strip())


def _date(text: str) -> date | None:
    if not text.strip():
        return None
    valued_on = day(text.strip())
    if valued_on is None or valued_on > clock.today():
        raise ValuationDateUnfit(field="valued_on")
    return valued_on
