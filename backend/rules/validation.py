"""号码校验: one door to every judge, as ``cwt validate KIND VALUE`` and the forms of the faces use it."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from backend.rules import numbers
from backend.rules.judgement import Judgement

JUDGES: Final[dict[str, Callable[[str, date | None], Judgement]]] = {
    "resident_id": numbers.judge_resident_id,
    "credit_code": lambda value, on: numbers.judge_credit_code(value),
    "vin": lambda value, on: numbers.judge_vin(value, on=on),
    "plate_number": lambda value, on: numbers.judge_plate_number(value),
    "mobile": lambda value, on: numbers.judge_mobile(value),
    "certificate_number": lambda value, on: numbers.judge_certificate_number(value),
    "passport": lambda value, on: numbers.judge_passport(value),
    "hk_macau_permit": lambda value, on: numbers.judge_hk_macau_permit(value),
    "taiwan_permit": lambda value, on: numbers.judge_taiwan_permit(value),
    "permanent_residence": numbers.judge_permanent_residence,
}
KINDS: Final = tuple(JUDGES)


class UnknownKind(ValueError):
    """号码种类不明: not one of KINDS; the message lists them."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"unknown kind {kind!r}: choose from {', '.join(KINDS)}")
        self.kind = kind


def judge(kind: str, value: str, on: date | None = None) -> Judgement:
    """Judge one number; raise UnknownKind for a kind that is not in KINDS."""
    if kind not in JUDGES:
        raise UnknownKind(kind)
    return JUDGES[kind](value, on)


def validate(kind: str, value: str, on: date | None = None) -> dict[str, Any]:
    """Return the judgement as JSON-ready data: kind, valid, normalised, reasons, warnings and the kind's facts.

    ``on`` is today's date for the rules that need one (age, a birth date in the future); raises UnknownKind.
    """
    return judge(kind, value, on).as_dict()
