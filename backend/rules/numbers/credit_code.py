"""统一社会信用代码: the number of every unit and sole trader (GB 32100-2015, DOMAIN §1.3)."""

import re
from dataclasses import dataclass
from typing import Final, Self

from backend.rules.judgement import Judgement, Notes
from backend.rules.numbers.regions import province_name, region_name
from backend.rules.numbers.text import tidy_number
from backend.rules.tables import table

KIND: Final = "credit_code"
ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)


def check_character(first_17: str) -> str:
    """Return the 18th character: (31 − Σ value·3^i) mod 31 in the 31-character alphabet."""
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(first_17, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check(body: str) -> str:
    """Return the check character of an eight-character organisation code (GB 11714): 10 → X, 11 → 0."""
    total = sum(int(char, 36) * weight for char, weight in zip(body, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def judge_credit_code(value: str) -> Judgement:
    """Judge a unified social credit code.

    Facts: registration_authority, organisation_kind, region, region_code, organisation_code. The inner check at
    position 17 is not always honoured for sole traders, so its failure is a warning.
    """
    notes = Notes()
    text = tidy_number(value)
    if len(text) != 18:
        notes.refuse("wrong_length")
        return notes.judge(KIND, text)
    if not re.fullmatch(f"[{ALPHABET}]{{18}}", text) or not re.fullmatch(r"\d{6}", text[2:8], re.ASCII):
        notes.refuse("wrong_characters")
        return notes.judge(KIND, text)
    names = table("credit_code")
    authority = names["registration_authority"].get(text[0])
    kind = names["organisation_kind"].get(text[:2])
    notes.facts.update(registration_authority=authority, organisation_kind=kind)
    # New authorities are added to the list now and then: an unlisted sign is looked at, not refused.
    if authority is None:
        notes.warn("unknown_registration_authority")
    elif kind is None:
        notes.warn("unknown_organisation_kind")
    region, known = region_name(text[2:8])
    if text[2:8] == "100000":
        region = "国家"
    elif province_name(text[2:8]) is None or not known:
        notes.warn("unknown_region")
    notes.facts.update(region=region, region_code=text[2:8], organisation_code=f"{text[8:16]}-{text[16]}")
    if organisation_check(text[8:16]) != text[16]:
        notes.warn("organisation_code_check")
    if check_character(text[:17]) != text[17]:
        notes.refuse("wrong_check_digit")
    return notes.judge(KIND, text)


@dataclass(frozen=True, slots=True)
class CreditCode:
    """统一社会信用代码: a valid 18-character code; MalformedNumber at birth otherwise."""

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", judge_credit_code(self.text).require().normalised)

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read a code as people write it."""
        return cls(value)

    @property
    def sole_trader(self) -> bool:
        """Tell whether it is a 个体工商户, whose owner signs in person."""
        return self.text.startswith("92")
