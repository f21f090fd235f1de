"""机动车行驶证主页: bilingual labels, the seal at the lower left, four codes that must not be misread."""

import re
from difflib import SequenceMatcher
from typing import Final

from backend.gateways.card_reader.fields.common import (
    Fields,
    Found,
    beside,
    iso_date,
    nearest_word,
    person_name,
    plain,
    put,
    upper,
)
from backend.gateways.card_reader.kinds import VOCABULARY
from backend.gateways.card_reader.labels import Sheet, Value
from backend.gateways.card_reader.lines import Line
from backend.rules.numbers.plate_number import PROVINCES

#: The English half of each label, and of the heading.
ENGLISH: Final = (
    "plateno",
    "vehicletype",
    "owner",
    "address",
    "usecharacter",
    "model",
    "vin",
    "engineno",
    "registerdate",
    "issuedate",
    "vehiclelicenseofthepeoplesrepublicofchina",
    "vehiclelicenseofthepeople'srepublicofchina",
)
_PLATE: Final = re.compile(rf"[{PROVINCES}]·?[A-Z0-9][A-Z0-9·]{{4,7}}[挂学警港澳领]?|使[0-9]{{6}}|[0-9]{{6}}使")
_VIN: Final = re.compile(r"[A-Z0-9]{17}")


def parse(lines: list[Line]) -> Fields:
    """The ten fields of the main page, as far as they were read."""
    sheet = Sheet([line for line in lines if not _english(line)], VOCABULARY["vehicle_licence"])
    fields: Fields = {}
    _plate(sheet, fields)
    put(fields, "vehicle_type", beside(sheet, "vehicle_type"), _chinese)
    put(fields, "owner", beside(sheet, "owner"), owner_name)
    put(fields, "address", beside(sheet, "address", most=3), plain)
    put(fields, "use_character", beside(sheet, "use_character"), _chinese)
    put(fields, "brand_model", beside(sheet, "brand_model"), plain)
    _vin(sheet, fields)
    put(fields, "engine_number", beside(sheet, "engine_number"), engine)
    for name in ("registered_on", "issued_on"):
        put(fields, name, beside(sheet, name), iso_date)
    return fields


def _english(line: Line) -> bool:
    """Whether the line is the English half of a label and nothing else."""
    text = re.sub(r"[^a-z']", "", line.text.lower())
    if len(text) < 3 or len(text) < 0.7 * len(line.text.replace(" ", "")) or any(char.isdigit() for char in line.text):
        return False
    return any(SequenceMatcher(None, text, label).ratio() >= 0.72 for label in ENGLISH)


def _plate(sheet: Sheet, fields: Fields) -> None:
    value = beside(sheet, "plate_number")
    for candidate in ([value] if value else []) + [Value(row.letters) for row in sheet.rows[:4]]:
        text = candidate.text.upper()
        matched = _PLATE.search(text) if len(text) == len(candidate.letters) else None
        if matched:
            found = candidate.part(*matched.span())
            fields["plate_number"] = Found(found.text.upper().replace("·", ""), found)
            return
    if value and value.letters:
        fields["plate_number"] = Found(plain(value.text).upper(), value, penalty=0.5)


def _vin(sheet: Sheet, fields: Fields) -> None:
    value = beside(sheet, "vin")
    for candidate in ([value] if value else []) + [Value(row.letters) for row in sheet.rows]:
        text = candidate.text.upper()
        matched = _VIN.search(text) if len(text) == len(candidate.letters) else None
        if matched:
            fields["vin"] = Found(matched[0], candidate.part(*matched.span()))
            return
    if value and len(upper(value.text)) >= 6:
        fields["vin"] = Found(upper(value.text), value, penalty=0.3)


def owner_name(text: str) -> str:
    """A person's name, or a firm's, which may hold brackets and digits."""
    return plain(text) if re.search(r"[0-9()（）]|公司|中心|厂|店|行$|社$|局$|部$", text) else person_name(text)


def _chinese(text: str) -> str:
    return nearest_word(text, ()) or re.sub(r"[^一-鿿()（）]", "", text)


def engine(text: str) -> str:
    """发动机号码: letters, digits and the signs makers print in it."""
    return re.sub(r"[^A-Z0-9\-*/·无]", "", text.upper()).strip("-·*/")
