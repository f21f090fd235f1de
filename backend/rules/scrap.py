"""强制报废标准: how long a car may serve, when that ends, and what the last year forbids.

《机动车强制报废标准规定》 (2012 no. 12), table ``scrap``; REG164 art. 29(3) for transfers (DOMAIN §3.4, §3.5).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Any

from backend.rules.months import add_years
from backend.rules.tables import Table, table


class UnknownScrapClass(LookupError):
    """报废类别不明: the scrap rule names no class for this vehicle type (tractors, trams, 其它)."""


@dataclass(frozen=True, slots=True)
class ScrapClass:
    """报废类别: ``years`` None means no limit; ``guide_mileage_km`` invites scrapping, it does not compel."""

    code: str
    name: str
    years: int | None
    guide_mileage_km: int | None
    rule: str


class ScrapState(StrEnum):
    """报废状态 on a day."""

    FREE = "free"
    """No limit applies, or it is more than a year away."""
    LAST_YEAR = "within_a_year_of_scrap"
    """Within one year (inclusive) of the limit: no transfer, no change of use, no move away."""
    DUE = "scrap_standard_reached"
    """The limit is past: the car must be scrapped."""


@dataclass(frozen=True, slots=True)
class ScrapOutlook:
    """报废期限: when the car's service ends and what that means on the day asked about."""

    scrap_class: ScrapClass
    due_on: date
    frozen_from: date | None
    state: ScrapState
    over_guide_mileage: bool

    @property
    def transfer_allowed(self) -> bool:
        """Tell whether the scrap rule lets the car change hands."""
        return self.state is ScrapState.FREE


def scrap_class(
    vehicle_type: str, use_character: str, on: date | None = None, *, single_cylinder: bool = False
) -> ScrapClass:
    """Return the class of a 车辆类型 code and 使用性质 code; ``single_cylinder`` matters for low-speed trucks only.

    A car once commercial (L 营转非, M 出租转非) stays under its commercial class (art. 7). Raises
    UnknownScrapClass.
    """
    rules = table("scrap", on)
    kind, use = vehicle_type.strip().upper(), use_character.strip().upper()
    for line in rules["match"]:
        if kind.startswith(line["types"]) and use in line.get("uses", (use,)):
            code = line["class"]
            if code == "low_speed_multi" and single_cylinder:
                code = "low_speed_single"
            return _class(rules, code)
    raise UnknownScrapClass(vehicle_type)


def limit_years(of: ScrapClass, local_years: int | None = None, on: date | None = None) -> int | None:
    """Return the years in force where a province set stricter ones; never below the national floor, never looser."""
    if local_years is None or of.years is None:
        return of.years
    lowest: int = table("scrap", on)["local_floor"].get(of.code, of.years)
    return max(lowest, min(of.years, local_years))


def scrap_due_date(
    of: ScrapClass,
    registered_on: date,
    produced_on: date | None = None,
    *,
    years: int | None = None,
) -> date:
    """Return the day the service life ends; 2099-12-31, as the police store it, for a class without a limit.

    Counted from registration, or from 出厂 when registration came more than two years later. ``years`` replaces
    the class's limit (change of use, local rule).
    """
    rules = table("scrap")
    limit = of.years if years is None else years
    if limit is None:
        unlimited: date = rules["unlimited_due"]
        return unlimited
    late = produced_on is not None and registered_on > add_years(produced_on, rules["production_gap_years"])
    return add_years(produced_on if late and produced_on else registered_on, limit)


def scrap_outlook(
    of: ScrapClass,
    registered_on: date,
    on: date,
    produced_on: date | None = None,
    *,
    years: int | None = None,
    mileage_km: int | None = None,
) -> ScrapOutlook:
    """Judge a car on a day: free to trade, in its frozen last year, or due for scrapping."""
    due = scrap_due_date(of, registered_on, produced_on, years=years)
    over = mileage_km is not None and of.guide_mileage_km is not None and mileage_km > of.guide_mileage_km
    if of.years is None and years is None:
        return ScrapOutlook(of, due, None, ScrapState.FREE, over)
    frozen_from = add_years(due, -table("scrap")["frozen_years"])
    if on >= due:
        state = ScrapState.DUE
    elif on >= frozen_from:
        state = ScrapState.LAST_YEAR
    else:
        state = ScrapState.FREE
    return ScrapOutlook(of, due, frozen_from, state, over)


def years_after_change_of_use(used_years: Decimal | int | str | Fraction, new_limit_years: int) -> int:
    """Return the cumulative years a private small car may serve after turning commercial (annex 1).

    used + (1 − used / 17) x limit of the new class; used years rounded up, the result down, at most 15.
    """
    rules = table("scrap")["change_of_use"]
    used = ceil(Fraction(used_years))
    if used < 0:
        raise ValueError("a car cannot have been used for less than no time")
    share = max(Fraction(0), 1 - Fraction(used, rules["divisor"]))
    return min(rules["maximum_years"], floor(used + share * new_limit_years))


def _class(rules: Table, code: str) -> ScrapClass:
    found: Mapping[str, Any] = next(entry for entry in rules["class"] if entry["code"] == code)
    return ScrapClass(code, found["name"], found.get("years"), found.get("guide_mileage_km"), rules.name)
