"""Valuing a transfer's car (估价): by itself as soon as the licence is known, and again when it is corrected.

An appraisal is voluntary (DOMAIN §0.14): nothing here refuses, and a car without a price is a car without a price.
"""

from dataclasses import replace

from backend import appraisal, collection, vehicles
from backend.appraisal import AppraisalFacts, Car, CoefficientOutOfBounds, Wish
from backend.kit.database import Work
from backend.transfers.models import Transfer
from backend.verification import day


async def value(work: Work, row: Transfer) -> None:
    """Value the car as the row has it and take the prices over; the caller saves the row.

    What a clerk decided before stays, unless the licence now speaks of another car. While the catalogue's index is
    being made, a job does it and the page hears of it: nobody waits with a transaction open.
    """
    car, last = await car_of(row), await appraisal.appraisal_of(row.public_id)
    if last is not None and last.car == car:
        return
    take(row, None)
    if not row.brand_model:
        return
    if not await vehicles.lookup_is_quick():
        await work.queue("transfers.value", f"{row.public_id}:{row.version}", transfer=row.public_id)
        return
    wish = kept(last, car)
    try:
        facts = await appraisal.appraise_car(work, row.public_id, car, wish)
    except CoefficientOutOfBounds:
        # A manager's coefficient is not an owner's or a clerk's to repeat; the proposal goes on without it.
        facts = await appraisal.appraise_car(work, row.public_id, car, with_default(wish))
    take(row, facts)


def take(row: Transfer, facts: AppraisalFacts | None) -> None:
    """Take base price and proposal over; an appraised price that a person wrote stays."""
    row.base_fen = facts.base_fen if facts else None
    row.band_from_fen, row.band_to_fen = appraisal.band_of(facts) if facts else (None, None)
    if not row.appraised_by_hand:
        row.appraised_fen = facts.appraised_fen if facts else None


async def car_of(row: Transfer) -> Car:
    """The car as the licence words it, and what the seller told of its mileage."""
    seller = await collection.party_facts(row.seller) if row.seller else None
    mileage = seller.condition.get("mileage_km") if seller else None
    return Car(
        brand_model=row.brand_model,
        vin=row.vin,
        vehicle_type=row.vehicle_type,
        use_character=row.use_character,
        registered_on=day(row.registered_on),
        station=row.station,
        mileage_km=int(mileage.value) if mileage and mileage.value else None,
    )


def wish_of(last: AppraisalFacts) -> Wish:
    """What the last valuation was asked, so that the next may ask the same."""
    return Wish(
        model=last.model.id if last.model else "",
        new_price_fen=last.new_price_fen if last.price_by_hand else None,
        # Only another coefficient than the city's default has a reason; the default may be another one today.
        coefficient=last.coefficient if last.coefficient_reason else None,
        coefficient_reason=last.coefficient_reason,
        valued_on=last.valued_on,
        condition_score=last.condition_score,
    )


def kept(last: AppraisalFacts | None, car: Car) -> Wish:
    """What of the last valuation's choices still fits a licence that was corrected, as of today."""
    if last is None:
        return Wish()
    wish = replace(wish_of(last), valued_on=None)
    same = (last.car.brand_model, last.car.vin) == (car.brand_model, car.vin)
    return wish if same else replace(wish, model="", new_price_fen=None)


def with_default(wish: Wish) -> Wish:
    """The same with the city's own coefficient."""
    return replace(wish, coefficient=None, coefficient_reason="")
