"""居民身份证: the citizen's identity number, also of the residence permits of Hong Kong, Macau and Taiwan people.

GB 11643-1999 with ISO 7064 MOD 11-2; residence permits of 2018-09 carry the prefixes 810000, 820000, 830000
(DOMAIN §1.1, §1.2). 15-digit cards lost force on 2013-01-01 and are read only to match old papers.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from backend.rules.judgement import Judgement, Notes
from backend.rules.numbers.mod11_2 import age_on, check_character, real_date
from backend.rules.numbers.regions import province_name, region_name
from backend.rules.numbers.text import tidy_number

KIND: Final = "resident_id"
OLDEST_BIRTH: Final = date(1850, 1, 1)
ADULT: Final = 18
CHILD: Final = 14
OLD_FORM_LENGTH: Final = 15
# Old sequence numbers kept for people who were a hundred when numbers were given out.
CENTENARIAN_SEQUENCES: Final = ("996", "997", "998", "999")
DOCUMENTS: Final = {
    "81": "hk_macau_residence_permit",
    "82": "hk_macau_residence_permit",
    "83": "taiwan_residence_permit",
}


def upgraded(old_form: str) -> str:
    """Return the 18-digit form of a 15-digit number: 19 after position 6, check character appended."""
    body = old_form[:6] + "19" + old_form[6:]
    return body + check_character(body)


def judge_resident_id(value: str, on: date | None = None) -> Judgement:
    """Judge an identity number; ``on`` (today, or the signing day) allows age and future dates to be judged.

    Checks run in the order of DOMAIN §1.1: length, characters, province, birth date, check character.
    Facts: birth_date, age, sex, sex_text, province, region, region_code, document, old_form, original.
    """
    notes = Notes()
    text = tidy_number(value)
    if len(text) not in (OLD_FORM_LENGTH, 18):
        notes.refuse("wrong_length")
        return notes.judge(KIND, text)
    if not re.fullmatch(r"\d{15}|\d{17}[\dX]", text, re.ASCII):
        notes.refuse("wrong_characters")
        return notes.judge(KIND, text)
    old_form = len(text) == OLD_FORM_LENGTH
    full = upgraded(text) if old_form else text
    _place(full, notes)
    if old_form:
        notes.warn("old_form")
        notes.facts.update(old_form=True, original=text)
        if text[12:] in CENTENARIAN_SEQUENCES:
            notes.warn("centenarian_sequence")
    _birth(full, on, notes)
    sex = "male" if int(full[16]) % 2 else "female"
    notes.facts.update(sex=sex, sex_text={"male": "男", "female": "女"}[sex])
    if check_character(full[:17]) != full[17]:
        notes.refuse("wrong_check_digit")
    return notes.judge(KIND, full)


def _place(full: str, notes: Notes) -> None:
    province = province_name(full)
    if province is None:
        notes.refuse("unknown_province")
        if full[0] == "9":
            # An 18-digit number starting with 9 is a foreigner's card or a company's code (DOMAIN §0.7).
            notes.warn("maybe_permanent_residence_or_credit_code")
        return
    region, known = region_name(full[:6], int(full[6:10]))
    if not known:
        notes.warn("unknown_region")
    document = DOCUMENTS.get(full[:2], "resident_id_card")
    notes.facts.update(province=province, region=region, region_code=full[:6], document=document)


def _birth(full: str, on: date | None, notes: Notes) -> None:
    birth = real_date(full[6:14])
    if birth is None:
        notes.refuse("impossible_birth_date")
        return
    notes.facts["birth_date"] = birth.isoformat()
    if birth < OLDEST_BIRTH:
        notes.refuse("birth_date_too_early")
    if on is None:
        return
    if birth > on:
        notes.refuse("birth_date_in_future")
        return
    age = age_on(birth, on)
    notes.facts["age"] = age
    if age < CHILD:
        notes.warn("minor_under_14")
    if age < ADULT:
        notes.warn("minor")


@dataclass(frozen=True, slots=True)
class ResidentId:
    """身份证号码: a valid 18-character identity number; MalformedNumber at birth otherwise."""

    text: str

    def __post_init__(self) -> None:
        judged = judge_resident_id(self.text).require()
        object.__setattr__(self, "text", judged.normalised)

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read a number as people write it, 15-digit old form included."""
        return cls(value)

    @property
    def birth_date(self) -> date:
        """Return the day of birth."""
        return date(int(self.text[6:10]), int(self.text[10:12]), int(self.text[12:14]))

    @property
    def sex(self) -> str:
        """Return ``male`` or ``female``."""
        return "male" if int(self.text[16]) % 2 else "female"

    def age(self, on: date) -> int:
        """Return full years on a day."""
        return age_on(self.birth_date, on)
