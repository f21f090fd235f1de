"""电话号码: mobile and fixed-line numbers of mainland China (DOMAIN §1.6)."""

import re
from dataclasses import dataclass
from typing import Final, Self

from backend.rules.judgement import Judgement, Notes
from backend.rules.numbers.text import DASHES, tidy, tidy_number

MOBILE: Final = re.compile(r"1[3-9]\d{9}", re.ASCII)
LANDLINE: Final = re.compile(r"0\d{2,3}-?\d{7,8}(-\d{1,6})?", re.ASCII)
COUNTRY_CODE: Final = re.compile(r"^(\+86|0086|86(?=1\d{10}$))")


def judge_mobile(value: str) -> Judgement:
    """Judge a mobile number; +86, blanks and dashes are dropped. Facts: masked (138****5678)."""
    notes = Notes()
    text = COUNTRY_CODE.sub("", re.sub(r"[()]", "", tidy_number(value)))
    if not re.fullmatch(r"\d+", text, re.ASCII):
        notes.refuse("wrong_characters")
    elif MOBILE.fullmatch(text):
        notes.facts["masked"] = f"{text[:3]}****{text[7:]}"
    elif LANDLINE.fullmatch(text):
        notes.refuse("landline")
    elif len(text) != 11:
        notes.refuse("wrong_length")
    else:
        notes.refuse("wrong_prefix")
    return notes.judge("mobile", text)


def judge_landline(value: str) -> Judgement:
    """Judge a fixed-line number with area code and optional extension."""
    notes = Notes()
    text = re.sub(f"[{DASHES}]+", "-", tidy(value))
    if not LANDLINE.fullmatch(text):
        notes.refuse("wrong_form")
    return notes.judge("landline", text)


@dataclass(frozen=True, slots=True)
class Mobile:
    """手机号码: eleven digits; MalformedNumber at birth otherwise."""

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", judge_mobile(self.text).require().normalised)

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read a number as people write it."""
        return cls(value)

    @property
    def masked(self) -> str:
        """Return the number with its middle hidden."""
        return f"{self.text[:3]}****{self.text[7:]}"
