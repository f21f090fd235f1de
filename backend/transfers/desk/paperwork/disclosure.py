"""What the seller told of the car (车况告知), in the contract and its annex (DOMAIN §5.4)."""

from dataclasses import replace

from backend.collection import PartyFacts
from backend.documents import ConditionDisclosure, VehicleFacts
from backend.kit import clock
from backend.rules import codes
from backend.rules.scrap import UnknownScrapClass, scrap_class, scrap_due_date

WAN = 10_000
ACCIDENTS = {"accident": "碰撞、翻车等重大事故", "flood": "水淹", "fire": "火烧"}


def told_of(seller: PartyFacts, car: VehicleFacts) -> VehicleFacts:
    """``car`` with the mileage and the inspection's end, where the seller gave them."""
    told = _told(seller)
    return replace(
        car,
        mileage_km=int(told["mileage_km"]) if told.get("mileage_km") else None,
        inspection_valid_until=_inspection(told),
    )


def disclosure(seller: PartyFacts, car: VehicleFacts) -> ConditionDisclosure | None:
    """The annex; None where the seller told nothing, for an annex of strokes would look like an answer."""
    told = _told(seller)
    if not any(told.values()):
        return None
    accidents = [f"{words}：{told[name]}" for name, words in ACCIDENTS.items() if told.get(name)]
    return ConditionDisclosure(
        use=car.use_character,
        repair=f"重大维修：{told['repair']}" if told.get("repair") else "",
        accident="；".join(accidents),
        inspection=_inspection(told),
        mortgage=told.get("mortgage", ""),
        violations=told.get("violations", ""),
        mileage=f"{told['mileage_km']} 公里" if told.get("mileage_km") else "",
        scrap_date=scrap_limit(car),
        remarks=told.get("remarks", ""),
    )


def scrap_limit(car: VehicleFacts) -> str:
    """规定报废期限 of the scrap standard: its day, or that there is none, and the mileage that invites scrapping.

    Empty where registration, type or use of the car are not known; a province's own, stricter years are not in it.
    """
    kind, use = codes.code_of("vehicle_type", car.vehicle_type), codes.code_of("use_character", car.use_character)
    if not (kind and use and car.registered_on):
        return ""
    try:
        of = scrap_class(kind, use, clock.today())
    except UnknownScrapClass:
        return "国家标准未规定该类车辆的使用年限"
    due = scrap_due_date(of, car.registered_on)
    limit = "无强制报废年限" if of.years is None else f"{due.year}年{due.month}月{due.day}日"
    return f"{limit}（引导报废 {of.guide_mileage_km / WAN:g} 万公里）" if of.guide_mileage_km else limit


def _told(seller: PartyFacts) -> dict[str, str]:
    return {name: field.value for name, field in seller.condition.items()}


def _inspection(told: dict[str, str]) -> str:
    return f"有效期至 {told['inspected_until']}" if told.get("inspected_until") else ""
