"""号牌号码: every kind of plate of GA 36-2018, what it tells, and which are not traded here (DOMAIN §1.5)."""

import re
from dataclasses import dataclass
from typing import Final, NamedTuple, Self

from backend.rules.judgement import Judgement, Notes
from backend.rules.numbers.text import tidy_number
from backend.rules.tables import table

KIND: Final = "plate_number"
PROVINCES: Final = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
# Plates use no I and no O: they read as 1 and 0.
_P: Final = f"[{PROVINCES}]"
_L: Final = "[A-HJ-NP-Z]"
_LD: Final = "[A-HJ-NP-Z0-9]"
ELECTRIC_LETTERS: Final = "DABCE"
MOST_LETTERS: Final = 2


class Form(NamedTuple):
    """One way a plate is written, with the plate types (hpzl) it can belong to, likeliest first."""

    kind: str
    shape: re.Pattern[str]
    plate_types: tuple[str, ...]


def _form(kind: str, shape: str, *plate_types: str) -> Form:
    return Form(kind, re.compile(shape, re.ASCII), plate_types)


FORMS: Final = (
    _form("ordinary", f"{_P}{_L}{_LD}{{5}}", "02", "01", "07", "08", "13", "06", "18", "19"),
    _form("small_new_energy", rf"{_P}{_L}[A-HJK]{_LD}\d{{4}}", "52"),
    _form("large_new_energy", rf"{_P}{_L}\d{{5}}[A-HJK]", "51"),
    _form("trailer", f"{_P}{_L}{_LD}{{4}}挂", "15"),
    _form("training", f"{_P}{_L}{_LD}{{4}}学", "16", "17"),
    _form("police", f"{_P}{_L}{_LD}{{4}}警", "23", "24"),
    _form("hong_kong", f"粤Z{_LD}{{4}}港", "26"),
    _form("macau", f"粤Z{_LD}{{4}}澳", "27"),
    _form("consulate", f"{_P}{_L}{_LD}{{4}}领", "04", "10"),
    _form("embassy", r"\d{6}使|使\d{6}", "03", "09"),
    _form("emergency", f"{_P}[XS]{_LD}{{4}}应急", "33"),
    _form("tractor", rf"{_P}\d{{2}}{_LD}{{5}}", "14", "25"),
    _form("armed_police", rf"WJ{_P}?\d{{4}}[0-9TDSHBXJ]", "31"),
    _form("military", r"(?!WJ)[A-Z]{2}\d{5}", "32"),
)
NOT_TRADED: Final = ("military", "armed_police")
NEW_ENERGY: Final = ("small_new_energy", "large_new_energy")


def judge_plate_number(value: str) -> Judgement:
    """Judge a plate number; blanks, dots and dashes are dropped.

    Facts: plate_kind, plate_type (possible hpzl codes, likeliest first), colour (of the first type), new_energy,
    energy (electric/other for new-energy plates), province, city. Military plates are refused: not tradable here.
    """
    notes = Notes()
    text = tidy_number(value)
    form = next((form for form in FORMS if form.shape.fullmatch(text)), None)
    if "临" in text:
        # Temporary plates live in their own field; their format is not confirmed.
        notes.refuse("temporary_plate")
        return notes.judge(KIND, text)
    if form is None:
        notes.refuse(_complaint(text))
        return notes.judge(KIND, text)
    colour = table("plate_type")["colours"].get(form.plate_types[0])
    notes.facts.update(plate_kind=form.kind, plate_type=list(form.plate_types), colour=colour)
    notes.facts["new_energy"] = form.kind in NEW_ENERGY
    if form.kind in NOT_TRADED:
        notes.refuse("military_plate")
    if form.kind in NEW_ENERGY:
        sign = text[2] if form.kind == "small_new_energy" else text[-1]
        notes.facts["energy"] = "electric" if sign in ELECTRIC_LETTERS else "other"
    if form.kind == "ordinary" and sum(char.isalpha() for char in text[2:]) > MOST_LETTERS:
        notes.warn("unusual_letters")
    _issuer(text, notes)
    return notes.judge(KIND, text)


def issuing_city(plate_number: str) -> str | None:
    """Return the city that issued a plate, or None when the letter is not in the table (a hint, never a rule)."""
    text = tidy_number(plate_number)
    cities = table("plate_city")
    whole: str | None = cities["whole_province"].get(text[:1])
    city: str | None = whole or cities["cities"].get(text[:1], {}).get(text[1:2])
    return city


def _issuer(text: str, notes: Notes) -> None:
    provinces = table("province")
    code = next((code for code, short in provinces["short_names"].items() if short == text[0]), None)
    if code is None or text[0] not in PROVINCES:
        return
    notes.facts.update(province=provinces["codes"][code], province_code=code)
    city = issuing_city(text)
    if city:
        notes.facts["city"] = city


def _complaint(text: str) -> str:
    """Name what is most likely wrong with a text that fits no form."""
    if len(text) < 7 or len(text) > 8:
        return "wrong_length"
    if text[0] not in PROVINCES:
        return "unknown_province"
    if re.search("[IO]", text[1:]):
        return "letter_i_or_o"
    return "wrong_form"


@dataclass(frozen=True, slots=True)
class PlateNumber:
    """号牌号码: a plate that can be traded, without its dot; MalformedNumber at birth otherwise."""

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", judge_plate_number(self.text).require().normalised)

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read a plate as people and cameras write it."""
        return cls(value)

    @property
    def new_energy(self) -> bool:
        """Tell whether it is an eight-character new-energy plate."""
        return judge_plate_number(self.text).facts["new_energy"] is True

    def shown(self) -> str:
        """Return the plate as it is printed on screens: 闽A·12345."""
        return f"{self.text[:2]}·{self.text[2:]}" if self.text[0] in PROVINCES else self.text
