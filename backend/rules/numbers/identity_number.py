"""身份证明号码: the one box of a form that takes a person's number or a unit's code (DOMAIN §0.7, §1.2, §1.3)."""

import re
from datetime import date
from typing import Final

from backend.rules.judgement import Judgement, Notes
from backend.rules.numbers.credit_code import judge_credit_code
from backend.rules.numbers.permanent_residence import judge_permanent_residence
from backend.rules.numbers.resident_id import judge_resident_id
from backend.rules.numbers.text import tidy_number
from backend.rules.numbers.travel_documents import judge_hk_macau_permit, judge_passport, judge_taiwan_permit

# Which judge reads the number on each document a party may show.
JUDGES: Final = {
    "resident_id": judge_resident_id,
    "permanent_residence": judge_permanent_residence,
    "credit_code": lambda value, on: judge_credit_code(value),
    "hk_macau_permit": lambda value, on: judge_hk_macau_permit(value),
    "taiwan_permit": lambda value, on: judge_taiwan_permit(value),
    "passport": lambda value, on: judge_passport(value),
}
TAXPAYER: Final = re.compile(r"[0-9A-Z]{15}|[0-9A-Z]{18}|[0-9A-Z]{20}")
# Guessing stops at numbers that carry a check of their own: anything may look like a foreign passport.
GUESSED: Final = ("resident_id", "credit_code", "permanent_residence", "hk_macau_permit")


def judge_identity_number(value: str, document: str | None = None, on: date | None = None) -> Judgement:
    """Judge the number of whatever document was shown; without ``document`` tell the kind by which check passes.

    An 18-digit number from 9 may be a unit's code or a foreigner's card; when both checks pass the unit's code is
    answered with the warning ``ambiguous_document``. An unknown ``document`` raises ValueError.
    """
    if document is not None:
        if document not in JUDGES:
            raise ValueError(f"unknown identity document: {document}")
        return JUDGES[document](value, on)
    tried = [JUDGES[kind](value, on) for kind in GUESSED]
    passed = [judgement for judgement in tried if judgement.valid]
    if len(passed) > 1:
        first = passed[0]
        warnings = (*first.warnings, "ambiguous_document")
        return Judgement(first.kind, first.normalised, first.reasons, warnings, first.facts)
    if passed:
        return passed[0]
    # Nothing passes: the answer that came furthest (wrong check rather than wrong length) helps most.
    text = tidy_number(value)
    return tried[1] if len(text) == 18 and text[:1] == "9" else tried[0]


def same_identity_number(one: str, other: str) -> bool:
    """号码相同: tell whether two numbers name the same party; 15-digit and 18-digit forms of one person are equal."""
    return _canonical(one) == _canonical(other) != ""


def judge_taxpayer_number(value: str) -> Judgement:
    """Judge a 纳税人识别号: 15 (before 2015), 18 (credit code or identity number) or 20 characters."""
    notes = Notes()
    text = tidy_number(value)
    if not TAXPAYER.fullmatch(text):
        notes.refuse("wrong_form")
    elif len(text) == 18 and not (judge_credit_code(text).valid or judge_resident_id(text).valid):
        notes.warn("wrong_check_digit")
    return notes.judge("taxpayer_number", text)


def _canonical(value: str) -> str:
    text = tidy_number(value)
    return judge_resident_id(text).normalised if re.fullmatch(r"\d{15}", text, re.ASCII) else text
