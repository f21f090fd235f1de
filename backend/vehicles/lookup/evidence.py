"""旁证: what VIN, seats, dates and vehicle type say for or against a model that the text already came near.

A contradiction counts in the same steps as misread letters (see ``confusion``): less than one wrong letter, more than
a look-alike, so it decides between texts that the camera could not tell apart and never overrules a plain one.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from backend.rules.numbers.vin import brands_of, judge_vin
from backend.rules.sentences import say
from backend.vehicles.facts import ORIGIN_NAMES, ModelFacts, Sighting
from backend.vehicles.lookup.facts import VinTells
from backend.vehicles.lookup.reading import Reading

OTHER_MAKER: Final = 0.6
OTHER_ORIGIN: Final = 0.4
OTHER_SEATS: Final = 0.4
OTHER_TYPE: Final = 0.3
BEFORE_SALE: Final = 0.3
# A car may stand at the dealer's for long.
LONG_AFTER_SALE: Final = 0.15
# Years that registration may precede the first year of sale, and follow the last (DOMAIN §1.4 allows −1…+2).
EARLY_YEARS: Final = 1
LATE_YEARS: Final = 2

# What makers' names have in common, and what stands in brackets.
COMPANY_WORDS: Final = re.compile(r"[（(].*?[)）]|汽车|集团|工业|制造|股份|有限|责任|公司|中国|[\s\-]")

Weight = tuple[float, str]


def read_vin(sighting: Sighting) -> VinTells:
    """Return what the sighting's VIN tells; an unusable one tells only what is wrong with it."""
    if not sighting.vin.strip():
        return VinTells()
    judged = judge_vin(sighting.vin, sighting.registered_on)
    facts = judged.facts
    sentences = tuple(say(code) for code in judged.reasons + judged.warnings)
    if "wmi" not in facts:
        return VinTells(text=judged.normalised, sentences=sentences)
    unused = "check_digit_not_used" in judged.warnings
    return VinTells(
        text=judged.normalised,
        wmi=facts["wmi"],
        maker=facts["maker"] or "",
        brands=brands_of(facts["wmi"]),
        origin="domestic" if facts["domestic"] else "imported",
        country=facts["country"] or "",
        model_years=tuple(facts["model_year"]),
        check_digit="ok" if facts["check_digit_ok"] else "not_used" if unused else "wrong",
        sentences=sentences,
    )


def weigh(model: ModelFacts, sighting: Sighting, vin: VinTells) -> tuple[float, tuple[str, ...]]:
    """Return the steps that speak against ``model``, and what was compared, in Chinese."""
    weights = [
        *_maker(model, vin),
        *_origin(model, vin),
        *_seats(model, sighting),
        *_type(model, sighting),
        *_years(model, sighting.registered_on, vin),
    ]
    return sum(steps for steps, _ in weights), tuple(reason for _, reason in weights)


def _maker(model: ModelFacts, vin: VinTells) -> Iterator[Weight]:
    if not vin.maker:
        return
    names = {_core(vin.maker), *map(_core, vin.brands)}
    # A catalogue without columns for maker and brand still names the brand before 牌.
    own = {_core(name) for name in (model.maker, model.brand, Reading.of(model.brand_model).brand)}
    if any(_overlap(one, other) for one in names for other in own):
        yield 0.0, f"VIN 厂商一致（{vin.maker}）"
    elif vin.brands:
        yield OTHER_MAKER, f"VIN 厂商不符（VIN 属{vin.maker}）"


def _core(name: str) -> str:
    return COMPANY_WORDS.sub("", name).removesuffix("牌")


def _overlap(one: str, other: str) -> bool:
    return bool(one and other) and (one in other or other in one)


def _origin(model: ModelFacts, vin: VinTells) -> Iterator[Weight]:
    if vin.origin and model.origin and vin.origin != model.origin:
        yield OTHER_ORIGIN, f"VIN 为{ORIGIN_NAMES[vin.origin]}车，车型为{ORIGIN_NAMES[model.origin]}"


def _seats(model: ModelFacts, sighting: Sighting) -> Iterator[Weight]:
    if sighting.seats and model.seats:
        if sighting.seats == model.seats:
            yield 0.0, f"座位数一致（{model.seats}）"
        else:
            yield OTHER_SEATS, f"座位数不符（读到 {sighting.seats}，车型库 {model.seats}）"


def _type(model: ModelFacts, sighting: Sighting) -> Iterator[Weight]:
    if sighting.vehicle_type and model.vehicle_type:
        if sighting.vehicle_type == model.vehicle_type:
            yield 0.0, f"车辆类型一致（{model.vehicle_type}）"
        else:
            yield OTHER_TYPE, f"车辆类型不符（车型库为{model.vehicle_type}）"


def _years(model: ModelFacts, registered_on: date | None, vin: VinTells) -> Iterator[Weight]:
    what = "登记日期" if registered_on else "VIN 年份"
    years = (registered_on.year,) if registered_on else vin.model_years
    first, last = _year(model.sold_from), _year(model.sold_until)
    if not years or not (first or last):
        return
    if first and max(years) < first - EARLY_YEARS:
        yield BEFORE_SALE, f"{what}早于上市时间（{model.sold_from}）"
    elif last and not any((first or 0) - EARLY_YEARS <= year <= last + LATE_YEARS for year in years):
        yield LONG_AFTER_SALE, f"{what}晚于停售时间（{model.sold_until}）"
    else:
        yield 0.0, f"{what}与销售年份相符"


def _year(month: str) -> int | None:
    return int(month[:4]) if month[:4].isdigit() else None
