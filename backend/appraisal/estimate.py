"""估价: from what is known of a car to its base and appraised price; looks things up, stores nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from backend import vehicles
from backend.appraisal.errors import CoefficientUnreadable, ConditionScoreUnreadable, NewPriceUnreadable
from backend.appraisal.facts import AppraisalFacts, Car, Wish
from backend.appraisal.lifetime import Life, LifeQuestion, UseNeverChanged, life_of
from backend.appraisal.terms import MILLIONTH, TermsFacts, fits, terms_of_station
from backend.appraisal.work_out import Condition, fen, valued
from backend.kit import clock
from backend.rules import Fen
from backend.rules.codes import code_of, name_of
from backend.rules.money import LARGEST_PRICE
from backend.rules.tables import NoTableInForce
from backend.rules.years_method import LARGEST_COEFFICIENT, Terms
from backend.vehicles import Found, ModelFacts, Sighting

# The lookup's verdicts that need no person.
CERTAIN = ("exact", "sure")
SETTLES = {
    "ask": "车型库中有多个相近车型，请核对后选择一个，或直接填写新车价。",
    "unknown": "车型库中没有找到该车型，请核对品牌型号，或直接填写新车价。",
}


@dataclass(frozen=True, slots=True)
class Price:
    """What the new car costs, since when, and of which model; ``by_hand`` where a person typed it."""

    new_price_fen: int | None
    model: ModelFacts | None
    valid_from: date | None = None
    by_hand: bool = False


async def estimate(car: Car, wish: Wish | None = None) -> AppraisalFacts:
    """Value a car without storing it; ``missing`` of the answer says in Chinese why there is no price.

    Raises refusals for a wish that no station could grant (CoefficientUnreadable, NewPriceUnreadable …), each with
    its field, and UnknownCatalogueModel for a chosen model that is none.
    """
    wish = wish or Wish()
    must_be_readable(wish)
    on = wish.valued_on or clock.today()
    bare = AppraisalFacts(id="", subject="", car=car, valued_on=on, condition_score=wish.condition_score)
    if on > clock.today():
        return replace(bare, missing=(f"评估基准日 {on} 不能晚于今天，请核对日期。",))
    try:
        terms = await terms_of_station(car.station, on)
    except NoTableInForce:
        return replace(bare, missing=(f"评估基准日 {on} 早于估价规则的生效日期，请核对日期。",))
    found = await vehicles.find_models(sighting_of(car))
    price = await _price(found, wish, on)
    facts = replace(
        _with_terms(bare, terms, wish),
        model=price.model,
        candidates=found.candidates,
        verdict=found.verdict,
        new_price_fen=price.new_price_fen,
        price_valid_from=price.valid_from,
        price_by_hand=price.by_hand,
    )
    life, missing = _life(car, on)
    facts = replace(facts, scrap=life.scrap if life else None, missing=(*_without_price(price, found), *missing))
    if life is None or facts.missing:
        return facts
    try:
        return worked(replace(facts, service_life_months=life.months))
    except NoTableInForce:  # the years method is known on that day, replacement cost is younger
        return replace(facts, missing=(f"评估基准日 {on} 尚无技术鉴定等级标准，请去掉技术鉴定分值或核对日期。",))


def sighting_of(car: Car) -> Sighting:
    """What the catalogue is asked about a car; its vehicle type by name, as a sheet may give the code."""
    code = code_of("vehicle_type", car.vehicle_type)
    type_name = (name_of("vehicle_type", code) if code else None) or car.vehicle_type
    return Sighting(car.brand_model, car.vin, car.seats, car.registered_on, type_name)


def repeat(appraisal: AppraisalFacts) -> AppraisalFacts:
    """Work the same valuation out again from what it kept: tables, prices and terms of today play no part."""
    return appraisal if appraisal.missing else replace(worked(appraisal), rule=appraisal.rule)


def worked(facts: AppraisalFacts) -> AppraisalFacts:
    """``facts`` with its amounts and steps, from the price, dates, life and terms that it holds."""
    told, beside = valued(_terms(facts), _condition(facts))
    return replace(
        facts,
        used_months=told.used_months,
        service_life_months=told.service_life_months,
        residual_fen=fen(told.residual_value),
        base_fen=fen(told.base_price),
        appraised_fen=fen(told.appraised_price),
        rule=told.rule,
        steps=told.steps,
        replacement=beside,
    )


def must_be_readable(wish: Wish) -> None:
    """Refuse numbers that are none, each beside its field."""
    k, score, price = wish.coefficient, wish.condition_score, wish.new_price_fen
    if k is not None and not (fits(k, LARGEST_COEFFICIENT, MILLIONTH) and k > 0):
        raise CoefficientUnreadable(field="coefficient")
    if score is not None and not fits(score, 100, Decimal("0.01")):
        raise ConditionScoreUnreadable(field="condition_score")
    if price is not None and not 0 < price <= LARGEST_PRICE:
        raise NewPriceUnreadable(field="new_price")


async def _price(found: Found, wish: Wish, on: date) -> Price:
    """A typed price goes before the chosen model's, that before the lookup's when it is certain."""
    model = found.best.model.id if found.best and found.verdict in CERTAIN else ""
    known = await vehicles.model(wish.model or model, on) if wish.model or model else None
    if wish.new_price_fen is not None:
        return Price(wish.new_price_fen, known, by_hand=True)
    return Price(known.new_price_fen, known, known.price_valid_from) if known else Price(None, None)


def _without_price(price: Price, found: Found) -> Iterator[str]:
    if price.new_price_fen is None:
        yield SETTLES["ask" if found.candidates else "unknown"]


def _life(car: Car, on: date) -> tuple[Life | None, tuple[str, ...]]:
    kind, use = code_of("vehicle_type", car.vehicle_type), code_of("use_character", car.use_character)
    missing = []
    if kind is None:
        missing.append("车辆类型不在代码表中，请按行驶证核对，例如 小型轿车。")
    if use is None:
        missing.append("使用性质不在代码表中，请按行驶证核对，例如 非营运。")
    if car.registered_on is None:
        missing.append("缺少注册日期，请按行驶证补充。")
    elif car.registered_on > on:
        missing.append(f"注册日期 {car.registered_on} 晚于评估基准日 {on}，请核对。")
    if car.produced_on and car.registered_on and car.produced_on > car.registered_on:
        missing.append("出厂日期晚于注册日期，请核对。")
    if missing or kind is None or use is None or car.registered_on is None:
        return None, tuple(missing)
    question = LifeQuestion(
        kind, use, car.registered_on, on, car.produced_on, car.turned_commercial_on, car.mileage_km
    )  # fmt: skip
    try:
        return life_of(question), ()
    except UseNeverChanged as error:
        return None, (f"{error}。",)


def _with_terms(facts: AppraisalFacts, terms: TermsFacts, wish: Wish) -> AppraisalFacts:
    return replace(
        facts,
        method=terms.method,
        months=terms.months,
        residual_rate=terms.residual_rate,
        price_step_fen=terms.price_step_fen,
        coefficient=terms.coefficient if wish.coefficient is None else wish.coefficient,
        coefficient_reason=wish.coefficient_reason.strip(),
        age_weight=terms.age_weight,
        band=terms.band,
    )


def _terms(facts: AppraisalFacts) -> Terms:
    if facts.new_price_fen is None or facts.service_life_months is None or facts.car.registered_on is None:
        raise ValueError("an appraisal that misses something has no terms")
    return Terms(
        new_price=Fen(facts.new_price_fen).to_yuan(),
        registered_on=facts.car.registered_on,
        valued_on=facts.valued_on,
        service_life_months=facts.service_life_months,
        method=facts.method,
        months=facts.months,
        residual_rate=facts.residual_rate,
        coefficient=facts.coefficient,
        price_step=Fen(facts.price_step_fen).to_yuan(),
    )


def _condition(facts: AppraisalFacts) -> Condition | None:
    return None if facts.condition_score is None else Condition(facts.condition_score, facts.age_weight)
