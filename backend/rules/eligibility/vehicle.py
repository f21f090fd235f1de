"""车辆: status letters, plates, dates, inspection, mortgage and scrap limit (DOMAIN §1.5, §1.6, §2.6, §6.2)."""

import calendar
import re
from datetime import date
from typing import Final

from backend.rules.codes import combined_name, name_of
from backend.rules.eligibility.finding import Finding, Severity, finding
from backend.rules.months import add_years
from backend.rules.numbers.brand_model import brand_model_fits_type
from backend.rules.numbers.plate_number import judge_plate_number
from backend.rules.numbers.vin import is_domestic, judge_vin
from backend.rules.scrap import ScrapOutlook, ScrapState
from backend.rules.tables import table

SEVERITY_OF_STATUS: Final = {"no": Severity.REFUSE, "after": Severity.NEEDS, "papers": Severity.NEEDS}
# Fuels that move a car without petrol or diesel alone; a new-energy plate stands for one of them.
NEW_ENERGY_FUELS: Final = frozenset("COP")
# First letters of vehicle types that each plate type is given to; types not listed tell nothing.
VEHICLES_OF_PLATE: Final = {
    "01": ("K1", "K2", "H1", "H2", "Q", "Z", "D", "J"),
    "02": ("K3", "K4", "H3", "H4", "Z", "Q3"),
    "07": ("M",),
    "08": ("M",),
    "13": ("H5", "N"),
    "14": ("T",),
    "15": ("B", "G"),
    "51": ("K1", "K2", "H1", "H2", "Q", "Z"),
    "52": ("K3", "K4", "H3", "H4", "Z"),
}


def check_status(letters: str, on: date | None = None) -> list[Finding]:
    """Judge a 机动车状态 string: only exactly ``A`` is clean; every other letter brings its consequence.

    Codes are ``status_<letter>``; an empty string means that nobody has asked the police system yet.
    """
    rules = table("vehicle_status", on)
    text = letters.strip().upper()
    if not text:
        return [finding("status_not_read", Severity.NEEDS, "vehicle_status")]
    found = []
    for letter in dict.fromkeys(text):
        consequence = rules["transfer"].get(letter)
        if consequence is None:
            found.append(finding("unknown_status_letter", Severity.REFUSE, "vehicle_status", letter=letter))
        elif consequence != "yes":
            severity = SEVERITY_OF_STATUS[consequence]
            found.append(Finding(f"status_{letter.lower()}", severity, rules["advice"][letter], "vehicle_status"))
    return found


def check_plate(
    plate_number: str, plate_type: str | None = None, vehicle_type: str | None = None, fuel_type: str | None = None
) -> list[Finding]:
    """Compare a plate with 号牌种类, 车辆类型 and 燃料种类; hints, because papers outlive rules."""
    facts = judge_plate_number(plate_number).facts
    found = []
    possible = facts.get("plate_type", [])
    if plate_type and possible and plate_type not in possible:
        expected = "、".join(name_of("plate_type", code) or code for code in possible[:2])
        found.append(finding("plate_type_mismatch", Severity.WARN, "plate_type", plate=plate_number, expected=expected))
    vehicles = VEHICLES_OF_PLATE.get(plate_type or "")
    if plate_type and vehicle_type and vehicles and not vehicle_type.startswith(vehicles):
        names = {
            "plate_type": name_of("plate_type", plate_type),
            "vehicle_type": name_of("vehicle_type", vehicle_type) or vehicle_type,
        }
        found.append(finding("plate_vehicle_type_mismatch", Severity.WARN, "vehicle_type", **names))
    if fuel_type and facts.get("new_energy"):
        fuel = combined_name("fuel_type", fuel_type)
        if not set(fuel_type) & NEW_ENERGY_FUELS:
            found.append(finding("plate_fuel_mismatch", Severity.WARN, "fuel_type", fuel=fuel))
        elif facts["energy"] == "electric" and set(fuel_type) - set("CP"):
            found.append(finding("electric_plate_fuel_mismatch", Severity.WARN, "fuel_type", fuel=fuel))
    return found


def check_origin(
    vin: str,
    domestic: bool | None = None,
    registered_on: date | None = None,
    brand_model: str | None = None,
    vehicle_type: str | None = None,
) -> list[Finding]:
    """Compare the VIN with 国产/进口 as stated and with the registration date, the model with the vehicle type."""
    judged = judge_vin(vin, registered_on)
    found = []
    if judged.valid and len(judged.normalised) == 17 and domestic is not None:
        by_vin = is_domestic(judged.normalised)
        if by_vin is not domestic:
            words = {True: "国产", False: "进口"}
            found.append(finding("origin_mismatch", Severity.WARN, "vin", by_vin=words[by_vin], stated=words[domestic]))
    if "model_year_far_from_registration" in judged.warnings:
        found.append(finding("model_year_far_from_registration", Severity.WARN, "registered_on"))
    if brand_model and vehicle_type and brand_model_fits_type(brand_model, vehicle_type) is False:
        found.append(finding("brand_model_mismatch", Severity.WARN, "brand_model"))
    return found


def check_dates(
    on: date,
    registered_on: date | None = None,
    produced_on: date | None = None,
    issued_on: date | None = None,
    transfer_on: date | None = None,
) -> list[Finding]:
    """Check that a car's dates stand in order on a day: 出厂 ≤ 初次登记 ≤ 发证, 交易 ≤ today."""
    found = []
    if registered_on is not None:
        if registered_on > on:
            found.append(finding("registered_in_future", Severity.REFUSE, "registered_on"))
        if produced_on is not None and produced_on > registered_on:
            found.append(finding("produced_after_registered", Severity.REFUSE, "produced_on"))
        gap: int = table("scrap")["production_gap_years"]
        if produced_on is not None and registered_on > add_years(produced_on, gap):
            found.append(finding("registered_long_after_produced", Severity.WARN, "produced_on"))
        if issued_on is not None and issued_on < registered_on:
            found.append(finding("issued_before_registered", Severity.REFUSE, "issued_on"))
        if transfer_on is not None and transfer_on < registered_on:
            found.append(finding("transfer_before_registered", Severity.REFUSE, "transfer_on"))
    if issued_on is not None and issued_on > on:
        found.append(finding("issued_in_future", Severity.REFUSE, "issued_on"))
    if transfer_on is not None and transfer_on > on:
        found.append(finding("transfer_in_future", Severity.REFUSE, "transfer_on"))
    return found


def inspection_last_day(month: str) -> date | None:
    """Return the last day of 检验有效期 written YYYY-MM (or 2026年5月); None when it is no month."""
    match = re.fullmatch(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*月?", month.strip(), re.ASCII)
    if not match or not 1 <= int(match[2]) <= 12 or int(match[1]) < 1900:
        return None
    year, number = int(match[1]), int(match[2])
    return date(year, number, calendar.monthrange(year, number)[1])


def check_inspection(valid_until: date, on: date) -> list[Finding]:
    """Ask for inspection and 交强险 once the inspection's last day is past (REG164 art. 26)."""
    if on > valid_until:
        return [finding("inspection_expired", Severity.NEEDS, "inspection_valid_until", until=valid_until)]
    return []


def check_encumbrance(*, mortgaged: bool = False, customs: bool = False) -> list[Finding]:
    """Ask for the mortgagee's joint application, or the customs release (art. 26, prohibited item 2)."""
    found = []
    if mortgaged:
        found.append(finding("mortgaged", Severity.NEEDS, "mortgage"))
    if customs:
        found.append(finding("customs_supervised", Severity.NEEDS, "customs_supervision"))
    return found


def check_scrap(outlook: ScrapOutlook) -> list[Finding]:
    """Refuse a car in its last year or past its limit (REG164 art. 29); warn beyond the guide mileage."""
    found = []
    if outlook.state is ScrapState.LAST_YEAR:
        found.append(finding("within_a_year_of_scrap", Severity.REFUSE, "scrap_due_date", due=outlook.due_on))
    elif outlook.state is ScrapState.DUE:
        found.append(finding("scrap_standard_reached", Severity.REFUSE, "scrap_due_date", due=outlook.due_on))
    if outlook.over_guide_mileage:
        found.append(finding("over_guide_mileage", Severity.WARN, "mileage_km"))
    return found
