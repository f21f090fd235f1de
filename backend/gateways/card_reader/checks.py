"""Do the fields agree with each other? (交叉核对) A disagreement is told, never mended."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from backend.gateways.card_reader.reading import FIELDS, FieldReading
from backend.rules import numbers

#: What the first page of a registration certificate shows; every page carries the certificate's number.
FIRST_PAGE: Final = frozenset({"certificate_number", "owner", "id_number", "plate_number", "registered_on"})
_TERMS: Final = (5, 10, 20)  # years; anything else on an ID card is 长期


def check(kind: str, fields: Mapping[str, str]) -> list[str]:
    """Doubt codes for the fields of one card, in a stable order."""
    checks = {
        "id_front": _id_front,
        "id_back": _id_back,
        "vehicle_licence": _vehicle,
        "business_licence": _business,
        "registration_certificate": _registration,
    }
    return checks[kind](fields)


def told(kind: str, fields: Mapping[str, FieldReading]) -> list[str]:
    """Every doubt about the fields themselves: what disagrees, what is missing, what nobody is sure of."""
    values = {name: found.value for name, found in fields.items()}
    doubts = check(kind, values)
    doubts += [f"field_missing:{name}" for name in missing(kind, values)]
    return doubts + [f"low_confidence:{name}" for name in FIELDS[kind] if name in fields and not fields[name].sure]


def missing(kind: str, fields: Mapping[str, str]) -> list[str]:
    """Fields that this card must have and that were not read."""
    return [name for name in FIELDS[kind] if name not in fields and not _may_lack(kind, name, fields)]


def _may_lack(kind: str, name: str, fields: Mapping[str, str]) -> bool:
    """An individual business (个体工商户, codes beginning 92) has no registered capital; one page of a registration
    certificate does not show what stands on the other."""
    if kind == "business_licence" and name == "registered_capital":
        return fields.get("credit_code", "").startswith("92") or "个体" in fields.get("kind", "")
    if kind == "registration_certificate":
        page = FIRST_PAGE if name in FIRST_PAGE else FIELDS[kind]
        return name == "certificate_number" or not any(
            other in fields for other in page if (other in FIRST_PAGE) == (name in FIRST_PAGE)
        )
    return False


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _id_front(fields: Mapping[str, str]) -> list[str]:
    doubts = []
    judged = numbers.judge_resident_id(fields.get("id_number", ""))
    if "id_number" in fields and not judged.valid:
        doubts.append("id_number_check_digit")
    if "id_number" in fields and "birth_date" in fields and judged.facts.get("birth_date") != fields["birth_date"]:
        doubts.append("birth_date_differs")
    if "id_number" in fields and "sex" in fields and judged.facts.get("sex_text") != fields["sex"]:
        doubts.append("sex_differs")
    return doubts


def _id_back(fields: Mapping[str, str]) -> list[str]:
    start, end = _day(fields.get("valid_from")), _day(fields.get("valid_to"))
    forever = fields.get("valid_to") == "长期"
    if ("valid_from" in fields and start is None) or ("valid_to" in fields and end is None and not forever):
        return ["date_impossible"]
    if start is None or end is None:
        return []
    if end < start:
        return ["valid_to_before_valid_from"]
    # A term ends on the day it began; 29 February ends on the 28th, or on 1 March.
    same_day = (start.month, start.day) == (end.month, end.day) or (start.month, start.day) == (2, 29)
    return [] if same_day and end.year - start.year in _TERMS else ["valid_term_unusual"]


def _vehicle(fields: Mapping[str, str]) -> list[str]:
    doubts = []
    if "plate_number" in fields and not numbers.judge_plate_number(fields["plate_number"]).valid:
        doubts.append("plate_malformed")
    registered, issued = _day(fields.get("registered_on")), _day(fields.get("issued_on"))
    if "vin" in fields:
        doubts += _vin(fields["vin"], registered)
    if any(name in fields and _day(fields[name]) is None for name in ("registered_on", "issued_on")):
        doubts.append("date_impossible")
    if registered and issued and issued < registered:
        doubts.append("dates_out_of_order")
    return doubts


def _vin(vin: str, registered: date | None) -> list[str]:
    judged = numbers.judge_vin(vin, registered_on=registered)
    doubts = [] if judged.valid else ["vin_malformed"]
    if "letters_replaced" in judged.warnings:
        doubts.append("vin_letters_replaced")
    if judged.valid and judged.facts.get("check_digit_ok") is False:
        doubts.append("vin_check_digit")
    return doubts


def _business(fields: Mapping[str, str]) -> list[str]:
    doubts = []
    if "credit_code" in fields and not numbers.judge_credit_code(fields["credit_code"]).valid:
        doubts.append("credit_code_check_digit")
    if "founded_on" in fields and _day(fields["founded_on"]) is None:
        doubts.append("date_impossible")
    return doubts


_LONGEST_FOREIGN: Final = 11  # a residence permit for Hong Kong and Macao has eleven, a passport nine


def _registration(fields: Mapping[str, str]) -> list[str]:
    doubts = []
    if "certificate_number" in fields and not numbers.judge_certificate_number(fields["certificate_number"]).valid:
        doubts.append("certificate_number_malformed")
    number = fields.get("id_number", "")
    # Passports and officers' papers are shorter, and have numbers of their own that nobody can check.
    valid = numbers.judge_resident_id(number).valid or numbers.judge_credit_code(number).valid
    if len(number) > _LONGEST_FOREIGN and not valid:
        doubts.append("owner_number_malformed")
    # The same sheet's plate, VIN and date are judged as on a licence.
    return doubts + _vehicle({name: text for name, text in fields.items() if name != "issued_on"})
