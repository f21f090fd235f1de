"""评估: value the car of a transfer, keep every input, and read it again."""

import json
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from typing import Any

from backend import vehicles
from backend.appraisal.errors import CoefficientOutOfBounds, CoefficientUnexplained
from backend.appraisal.estimate import estimate, sighting_of
from backend.appraisal.facts import AppraisalFacts, Car, ReplacementFacts, ScrapFacts, ScrapVerdict, Wish
from backend.appraisal.models import Appraisal
from backend.appraisal.terms import terms_of_station
from backend.kit import clock, ids
from backend.kit.actor import Actor
from backend.kit.database import Work
from backend.rules.months import MonthCount
from backend.rules.years_method import Method
from backend.vehicles import UnknownCatalogueModel

# Columns whose names and values are those of AppraisalFacts.
SAME = (
    "subject", "verdict", "valued_on", "new_price_fen", "price_valid_from", "price_by_hand", "used_months",
    "service_life_months", "residual_rate", "residual_fen", "coefficient", "coefficient_reason", "price_step_fen",
    "base_fen", "appraised_fen", "rule", "condition_score", "age_weight",
)  # fmt: skip
DAYS = ("registered_on", "produced_on", "turned_commercial_on")


async def appraise_car(work: Work, subject: str, car: Car, wish: Wish | None = None) -> AppraisalFacts:
    """Value the car of ``subject`` (a transfer's public id) and keep it: :func:`estimate`, then :func:`keep_appraisal`.

    The lookup takes seconds when the catalogue has just changed; where that would make others wait, call the two apart
    and open the unit of work between them.
    """
    return await keep_appraisal(work, subject, await estimate(car, wish))


async def keep_appraisal(work: Work, subject: str, estimated: AppraisalFacts) -> AppraisalFacts:
    """Store an estimate with every input as the valuation of ``subject`` that counts, and audit it.

    What could not be valued is kept too, with ``missing``: a price of yesterday's licence must not count on. A car that
    the catalogue lacks is queued for the managers. Raises CoefficientOutOfBounds or CoefficientUnexplained beside their
    fields: whoever works at no desk takes the default.
    """
    await must_be_allowed(work.actor, estimated)
    if estimated.verdict == "unknown" and estimated.car.brand_model.strip():
        await vehicles.report_unknown(work, sighting_of(estimated.car), subject)
    facts = replace(estimated, id=ids.public_id(), subject=subject, by=work.actor.name, at=clock.now())
    row = await _store(facts)
    told = {"base_fen": facts.base_fen, "appraised_fen": facts.appraised_fen, "rule": facts.rule, "model": row.model}
    await work.record(
        "appraisal.made",
        subject,
        appraisal=facts.id,
        coefficient=str(facts.coefficient),
        price_by_hand=facts.price_by_hand,
        **{name: value for name, value in told.items() if value},
    )
    return facts


async def must_be_allowed(actor: Actor, estimated: AppraisalFacts) -> None:
    """Refuse a coefficient beyond ``actor``'s bounds, or another than the default without a reason."""
    if not estimated.terms_known:
        return  # valued on a day without terms: there is no price to move
    terms = await terms_of_station(estimated.car.station, estimated.valued_on)
    k = estimated.coefficient
    if k == terms.coefficient:
        return
    low, high = terms.bounds(actor)
    if not low <= k <= high:
        raise CoefficientOutOfBounds(field="coefficient", low=f"{low.normalize():f}", high=f"{high.normalize():f}")
    if not estimated.coefficient_reason:
        raise CoefficientUnexplained(field="coefficient_reason", default=f"{terms.coefficient:.6f}")


async def appraisal_of(subject: str) -> AppraisalFacts | None:
    """The valuation that counts, as it was made, None before the first.

    It has no ``candidates``: whoever offers another model asks the lookup.
    """
    row = await Appraisal.of_subject(subject).first()
    return await _facts(row) if row else None


async def appraisals_of(subject: str) -> tuple[AppraisalFacts, ...]:
    """Every valuation of a subject, the latest first, as it was made."""
    return tuple([await _facts(row) for row in await Appraisal.of_subject(subject)])


async def _store(facts: AppraisalFacts) -> Appraisal:
    return await Appraisal.create(
        public_id=facts.id,
        station=facts.car.station,
        model=facts.model.id if facts.model else "",
        car=_plain(facts.car),
        method=facts.method.value,
        months=facts.months.value,
        band_low=facts.band[0],
        band_high=facts.band[1],
        steps=list(facts.steps),
        missing=list(facts.missing),
        replacement=_plain(facts.replacement),
        scrap=_plain(facts.scrap),
        made_by=facts.by,
        made_at=facts.at,
        **{name: getattr(facts, name) for name in SAME},
    )


async def _facts(row: Appraisal) -> AppraisalFacts:
    """The facts as they were, the model as the catalogue knows it now (its price is the appraisal's own)."""
    return AppraisalFacts(
        id=row.public_id,
        car=Car(**row.car | {name: _day(row.car[name]) for name in DAYS}),
        model=await _model(row.model, row.valued_on),
        method=Method(row.method),
        months=MonthCount(row.months),
        band=(row.band_low, row.band_high),
        steps=tuple(row.steps),
        missing=tuple(row.missing),
        replacement=_replacement(row.replacement),
        scrap=_scrap(row.scrap),
        by=row.made_by,
        at=row.made_at,
        **{name: getattr(row, name) for name in SAME},
    )


async def _model(public_id: str, on: date) -> vehicles.ModelFacts | None:
    try:
        return await vehicles.model(public_id, on) if public_id else None
    except UnknownCatalogueModel:
        return None  # the catalogue was replaced; the numbers stand without it


def _plain(facts: Any) -> Any:
    """A dataclass as JSON holds it: days and decimals as text."""
    return None if facts is None else json.loads(json.dumps(asdict(facts), default=str))


def _scrap(told: dict[str, Any] | None) -> ScrapFacts | None:
    if told is None:
        return None
    return ScrapFacts(**told | {"limit_on": _day(told["limit_on"]), "verdict": ScrapVerdict(told["verdict"])})


def _replacement(told: dict[str, Any] | None) -> ReplacementFacts | None:
    if told is None:
        return None
    return ReplacementFacts(**told | {name: Decimal(told[name]) for name in ("age_rate", "newness_rate")})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
