"""Valuing anew (改估价): as a clerk wishes, or by a job that waited for the catalogue's index.

The lookup may wait, so an estimate is made between two units of work: one says what to estimate, one keeps it.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from backend import appraisal
from backend.appraisal import AppraisalFacts, Car, CoefficientUnreadable, ConditionScoreUnreadable, Wish
from backend.kit import clock
from backend.kit.database import Work
from backend.rules.money import Fen
from backend.transfers.desk.edit import amend, price_typed
from backend.transfers.desk.hold import held_by_event, hold, must_be, write
from backend.transfers.desk.value import car_of, kept, take, wish_of, with_default
from backend.transfers.errors import ValuationDateUnfit, VehicleUnknown
from backend.transfers.states import EDITABLE, State
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


async def valuation_wanted(work: Work, transfer: str, expected_version: int, wanted: Valuation) -> tuple[Car, Wish]:
    """What to ask ``appraisal.estimate`` for :func:`revalue`.

    Raises TransferChanged, StepOutOfOrder, VehicleUnknown, PriceUnreadable, ValuationDateUnfit, CoefficientUnreadable,
    ConditionScoreUnreadable.
    """
    row = await hold(work, transfer, expected_version)
    must_be(row, EDITABLE)
    if not row.brand_model:
        raise VehicleUnknown
    last = await appraisal.appraisal_of(row.public_id)
    return await car_of(row), _wish(wish_of(last) if last else Wish(), wanted)


async def revalue(work: Work, transfer: str, expected_version: int, estimated: AppraisalFacts) -> int:
    """Keep an estimate as the transfer's valuation; the new version. Papers that wait for signatures are void.

    Raises TransferChanged, StepOutOfOrder, CoefficientOutOfBounds, CoefficientUnexplained.
    """
    row = await hold(work, transfer, expected_version)
    must_be(row, EDITABLE)
    take(row, await appraisal.keep_appraisal(work, row.public_id, estimated))
    await amend(work, row, "valued", ["valuation"], fields="估价", outcome=_words(estimated))
    return row.version


async def car_to_value(transfer: str) -> tuple[Car, Wish] | None:
    """What :func:`value_late` has to estimate, if anything still: the licence may have gone, or been valued since."""
    row, last = await held_by_event(transfer), await appraisal.appraisal_of(transfer)
    if row is None or not row.brand_model:
        return None
    car = await car_of(row)
    return None if last is not None and last.car == car else (car, with_default(kept(last, car)))


async def value_late(work: Work, transfer: str, estimated: AppraisalFacts) -> None:
    """Keep the estimate that could not be made at once, unless papers were made without it or the car is another."""
    row = await held_by_event(transfer)
    if row is None or row.step not in EDITABLE - {State.SIGNING} or await car_of(row) != estimated.car:
        return
    take(row, await appraisal.keep_appraisal(work, row.public_id, estimated))
    await write(work, row, "valued", changed=["valuation"], outcome=_words(estimated))


def _wish(wish: Wish, wanted: Valuation) -> Wish:
    if wanted.model is not None and wanted.model != wish.model:
        wish = replace(wish, model=wanted.model, new_price_fen=None)  # the typed price was the other model's
    if wanted.new_price is not None:
        wish = replace(wish, new_price_fen=price_typed(wanted.new_price, "new_price"))
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
        return " ".join(facts.missing)
    model = f"{facts.model.brand_model}，" if facts.model else ""
    prices = f"基准价 {Fen(facts.base_fen).grouped()} 元，评估价 {Fen(facts.appraised_fen).grouped()} 元"
    return f"{model}变动系数 {facts.coefficient.normalize():f}，{prices}"


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
