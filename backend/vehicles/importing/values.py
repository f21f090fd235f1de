"""单元格: what each cell of a model may say, and the one spelling that the catalogue keeps.

The same rules hold for a row of a file and for a form of the console.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from backend.kit.spreadsheets import day_in, without_clock, yuan_in
from backend.rules import codes
from backend.rules.money import LARGEST_PRICE, Fen
from backend.rules.numbers.text import tidy
from backend.rules.rmb_words import MalformedAmount
from backend.vehicles.importing import errors
from backend.vehicles.importing.columns import TITLES

# What the tables keep (backend/vehicles/models.py).
LONGEST: Final = {"brand": 40, "maker": 80, "brand_model": 64, "engine": 40, "fuel": 20, "code": 64}
# A coach has 60 places, an articulated bus about 200 with those who stand.
MOST_SEATS: Final = 300
# New China's first car was built in 1956; nothing older is bought and sold as a used car.
FIRST_YEAR: Final = 1950
YEARS_AHEAD: Final = 2
# A new moped costs more; what is below is 万元 taken for 元.
LEAST_PRICE: Final = 50_000
FIRST_PRICE_YEAR: Final = 1990

MONTH: Final = re.compile(r"(\d{4})(?:[-/.年]?(\d{1,2})(?:[-/.月]?\d{1,2}日?)?)?[年月]?", re.ASCII)
STILL_SOLD: Final = frozenset({"至今", "在售", "今", "NOW", "PRESENT", "-"})
ORIGINS: Final = {
    **dict.fromkeys(("国产", "国内", "合资", "自主", "A", "DOMESTIC", "CN"), "domestic"),
    **dict.fromkeys(("进口", "B", "IMPORTED", "IMPORT"), "imported"),
}
# Control and format characters.
UNSEEN: Final = frozenset({"Cc", "Cf"})
# A catalogue has a few dozen fuels and vehicle types, each a thousand times over.
KEPT_WORDS: Final = 1_000
PLACES: Final = re.compile(r"[座位人]")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a row or a form says of one model, checked; empty (seats: None) where it says nothing.

    ``folded`` is the brand model in one spelling, ``identity`` tells this configuration from every other.
    ``price_valid_from`` is an ISO date or empty: then the day of the import counts.
    """

    brand_model: str
    folded: str
    identity: str
    new_price_fen: int
    brand: str = ""
    maker: str = ""
    vehicle_type: str = ""
    engine: str = ""
    fuel: str = ""
    seats: int | None = None
    sold_from: str = ""
    sold_until: str = ""
    origin: str = ""
    code: str = ""
    price_valid_from: str = ""


def folded(brand_model: str) -> str:
    """Return a brand model without width, case, blanks and 牌: what two spellings of one model share."""
    return tidy(brand_model).replace("牌", "")


def identity_of(folded_model: str, code: str, engine: str, seats: int | None, sold_from: str) -> str:
    """Return the 32 letters by which the catalogue knows one configuration of one brand model."""
    parts = (folded_model, tidy(code), tidy(engine), "" if seats is None else str(seats), sold_from)
    return blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def draft_of(cells: Mapping[str, str], today: date, *, ten_thousands: bool = False) -> Draft:
    """Read the cells of one model; raises the Refusal of the first that is wrong, with its column as ``field``."""
    told = {name: _words(cells.get(name, ""), name) for name in LONGEST}
    brand_model = told.pop("brand_model")
    if not brand_model:
        raise errors.ValueMissing(field="brand_model", title=TITLES["brand_model"])
    plain = folded(brand_model)
    if not any(char.isalnum() for char in plain):
        raise errors.ModelMalformed(field="brand_model")
    told["fuel"] = _fuel(told["fuel"])
    sold_from = _month(cells.get("sold_from", ""), "sold_from", today)
    sold_until = _month(cells.get("sold_until", ""), "sold_until", today)
    # A bare year covers all of itself: 2015-06 until 2015 is no contradiction.
    if sold_from and sold_until and sold_until[: len(sold_from)] < sold_from[: len(sold_until)]:
        raise errors.MonthsReversed(field="sold_until")
    seats = _seats(cells.get("seats", ""))
    return Draft(
        brand_model=brand_model,
        folded=plain,
        identity=identity_of(plain, told["code"], told["engine"], seats, sold_from),
        new_price_fen=_price(cells.get("new_price", ""), ten_thousands),
        vehicle_type=_vehicle_type(cells.get("vehicle_type", "")),
        seats=seats,
        sold_from=sold_from,
        sold_until=sold_until,
        origin=_origin(cells.get("origin", "")),
        price_valid_from=_day(cells.get("price_valid_from", ""), today),
        **told,
    )


def _words(cell: str, name: str) -> str:
    plain = " ".join(cell.split())
    if not plain.isprintable():
        plain = "".join(char for char in plain if unicodedata.category(char) not in UNSEEN)
    if len(plain) > LONGEST[name]:
        raise errors.ValueTooLong(field=name, title=TITLES[name], most=LONGEST[name])
    return plain


@lru_cache(KEPT_WORDS)
def _fuel(text: str) -> str:
    if text.isascii() and codes.combined_code("fuel_type", text):
        return codes.combined_name("fuel_type", text)
    return text


@lru_cache(KEPT_WORDS)
def _vehicle_type(cell: str) -> str:
    plain = tidy(cell)
    if not plain:
        return ""
    code = codes.code_of("vehicle_type", plain)
    if code is None:
        raise errors.VehicleTypeUnknown(field="vehicle_type")
    return codes.name_of("vehicle_type", code) or ""


def _seats(cell: str) -> int | None:
    plain = PLACES.sub("", tidy(cell)).removesuffix(".0")
    if not plain:
        return None
    if not (plain.isascii() and plain.isdecimal() and len(plain) < 5 and 1 <= int(plain) <= MOST_SEATS):
        raise errors.SeatsAbsurd(field="seats", least=1, most=MOST_SEATS)
    return int(plain)


def _month(cell: str, name: str, today: date) -> str:
    plain = without_clock(cell).upper()
    if not plain or (name == "sold_until" and plain in STILL_SOLD):
        return ""
    found = MONTH.fullmatch(plain)
    last = today.year + YEARS_AHEAD
    if not found or not FIRST_YEAR <= int(found[1]) <= last or not 1 <= int(found[2] or 1) <= 12:
        raise errors.MonthMalformed(field=name, title=TITLES[name], first=FIRST_YEAR, last=last)
    return f"{found[1]}-{int(found[2]):02}" if found[2] else found[1]


def _day(cell: str, today: date) -> str:
    if not cell.strip():
        return ""
    day = day_in(cell)
    if day is None or day.year < FIRST_PRICE_YEAR or day > today:
        raise errors.DateMalformed(field="price_valid_from", first=FIRST_PRICE_YEAR)
    return day.isoformat()


def _price(cell: str, ten_thousands: bool) -> int:
    plain = yuan_in(cell, ten_thousands)
    if not plain:
        raise errors.ValueMissing(field="new_price", title=TITLES["new_price"])
    try:
        fen = Fen.from_yuan(plain).amount
    except MalformedAmount:
        raise errors.PriceMalformed(field="new_price") from None
    if not LEAST_PRICE <= fen <= LARGEST_PRICE:
        raise errors.PriceAbsurd(field="new_price", least=Fen(LEAST_PRICE).grouped(), most=Fen(LARGEST_PRICE).grouped())
    return fen


@lru_cache(KEPT_WORDS)
def _origin(cell: str) -> str:
    plain = tidy(cell).removesuffix("车")
    if not plain:
        return ""
    if plain not in ORIGINS:
        raise errors.OriginUnknown(field="origin")
    return ORIGINS[plain]
