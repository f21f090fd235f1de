"""车辆识别代号/车架号: GB 16735-2004/2019 (DOMAIN §1.4).

The check digit never refuses a car: makers in Europe need none, and frame numbers from before about 1997 have
other lengths. Makers come from ``vininfo`` and our own dated table of the WMI it lacks.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from vininfo.dicts import COUNTRIES, WMI

from backend.rules.judgement import Judgement, Notes
from backend.rules.numbers.text import tidy_number
from backend.rules.tables import Table, table

KIND: Final = "vin"
LENGTH: Final = 17
# The database field of the police is wider than 17; nothing longer has been seen.
LONGEST_FRAME_NUMBER: Final = 25
WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
VALUES: Final = {
    **{digit: int(digit) for digit in "0123456789"},
    **dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, *range(2, 10)), strict=True)),
}
# A VIN has no I, O or Q, so these are misread digits (DOMAIN §0.6); both forms are shown.
MISREAD: Final = str.maketrans("IOQ", "100")


def check_digit(vin: str) -> str:
    """Return the check character a 17-character VIN should carry at position 9 (X stands for ten)."""
    total = sum(VALUES[char] * weight for char, weight in zip(vin, WEIGHTS, strict=True))
    return "0123456789X"[total % 11]


def model_years(sign: str, up_to: int | None = None) -> list[int]:
    """Return the years a sign at position 10 can mean, newest first; ``up_to`` drops later ones."""
    rules = table("vin")
    signs: str = rules["model_year_signs"]
    if sign not in signs:
        return []
    newest = rules["model_year_base"] + signs.index(sign)
    return [year for year in (newest, newest - len(signs)) if up_to is None or year <= up_to]


def judge_vin(
    value: str, registered_on: date | None = None, on: date | None = None, *, short_frame_number: bool = False
) -> Judgement:
    """Judge a VIN or an old frame number.

    Another length than 17 is refused unless the car was registered before the table's day or
    ``short_frame_number`` says that it is a trailer, tractor or three-wheeler. Facts: original, wmi, maker,
    country, domestic, model_year (candidates, newest first), check_digit, check_digit_expected, check_digit_ok,
    small_maker.
    """
    notes = Notes()
    rules = table("vin")
    original = tidy_number(value)
    text = original.translate(MISREAD)
    notes.facts["original"] = original
    if text != original:
        notes.warn("letters_replaced")
    if not re.fullmatch(r"[A-Z0-9]+", text):
        notes.refuse("wrong_characters" if text else "wrong_length")
        return notes.judge(KIND, text)
    if len(text) != LENGTH:
        old = registered_on is not None and registered_on < rules["seventeen_required_from"]
        if (old or short_frame_number) and 3 <= len(text) <= LONGEST_FRAME_NUMBER:
            notes.warn("old_frame_number")
        else:
            notes.refuse("wrong_length")
        return notes.judge(KIND, text)
    _maker(text, rules, notes)
    _check(text, rules, notes)
    _year(text, registered_on, on, rules, notes)
    if not text[13:].isdigit():
        notes.warn("serial_not_numeric")
    return notes.judge(KIND, text)


def maker_of(wmi: str) -> str | None:
    """Return the maker of a WMI: our own table first (Chinese names), then vininfo, then None."""
    own = table("wmi")["makers"].get(wmi)
    return own[0] if own else _foreign_maker(wmi)


def brands_of(wmi: str) -> tuple[str, ...]:
    """Return the brands that licences print for cars of a WMI, without 牌; empty when the tables do not tell."""
    own = table("wmi")["makers"].get(wmi)
    return tuple(own[1:]) if own else tuple(table("wmi")["brands"].get(_foreign_maker(wmi), ()))


def _foreign_maker(wmi: str) -> str | None:
    known = WMI.get(wmi) or WMI.get(wmi[:2])
    return None if known is None else str(getattr(known, "manufacturer", known))


def is_domestic(vin: str) -> bool:
    """Tell whether a 17-character VIN begins with a block given to China: L, and H since about 2022 (DOMAIN §0.8)."""
    return vin[0] in table("vin")["domestic_first_letters"]


def _maker(text: str, rules: Table, notes: Notes) -> None:
    domestic = is_domestic(text)
    country = "China" if domestic else COUNTRIES.get(text[:2])
    # Makers of fewer than 500 cars a year carry 9 third and the rest of their code at 12-14.
    small = text[2] == "9"
    maker = maker_of(text[:3])
    if maker is None:
        notes.warn("unknown_maker")
    notes.facts.update(wmi=text[:3], maker=maker, country=country, domestic=domestic, small_maker=small)
    if small:
        notes.facts["wmi_extension"] = text[11:14]


def _check(text: str, rules: Table, notes: Notes) -> None:
    given, expected = text[8], check_digit(text)
    notes.facts.update(check_digit=given, check_digit_expected=expected, check_digit_ok=given == expected)
    if given == expected:
        return
    european = text[0] in rules["european_first_letters"]
    filler = given == "Z" or (
        european and (given in rules["check_digit_fillers"] or not (given.isdigit() or given == "X"))
    )
    notes.warn("check_digit_not_used" if filler else "wrong_check_digit")


def _year(text: str, registered_on: date | None, on: date | None, rules: Table, notes: Notes) -> None:
    # The coming model year is on sale before its calendar year begins.
    years = model_years(text[9], on.year + 1 if on else None)
    notes.facts["model_year"] = years
    if not years:
        notes.warn("unknown_model_year")
    elif registered_on is not None:
        earliest, latest = rules["registration_after_model_year"]
        if not any(earliest <= registered_on.year - year <= latest for year in years):
            notes.warn("model_year_far_from_registration")


@dataclass(frozen=True, slots=True)
class Vin:
    """车辆识别代号: 17 characters without I, O, Q; MalformedNumber at birth otherwise.

    A wrong check digit is kept: read ``judge_vin(...).warnings`` where it matters.
    """

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", judge_vin(self.text).require().normalised)

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read a VIN as people and cameras write it."""
        return cls(value)

    @property
    def domestic(self) -> bool:
        """Tell whether the car counts as 国产 unless the certificate says otherwise."""
        return is_domestic(self.text)

    @property
    def check_digit_ok(self) -> bool:
        """Tell whether position 9 is what the rest calls for."""
        return self.text[8] == check_digit(self.text)
