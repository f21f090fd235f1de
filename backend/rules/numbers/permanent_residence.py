"""外国人永久居留身份证: the 2017 card (3 letters and 12 digits) and the 2023 five-star card (18 digits from 9).

2017: nationality alpha-3, 4-digit place of application, YYMMDD, sequence, check; the check rule is not published,
so it is not enforced. 2023: 9, province, GB/T 2659 numeric country, YYYYMMDD, sequence, MOD 11-2 (DOMAIN §1.2).
"""

import re
from datetime import date
from typing import Final

from backend.rules.judgement import Judgement, Notes
from backend.rules.numbers.mod11_2 import age_on, check_character, real_date
from backend.rules.numbers.regions import province_name
from backend.rules.numbers.text import tidy_number
from backend.rules.tables import table

KIND: Final = "permanent_residence"
CARD_2017: Final = re.compile(r"[A-Z]{3}\d{12}", re.ASCII)
CARD_2023: Final = re.compile(r"9\d{16}[\dX]", re.ASCII)


def judge_permanent_residence(value: str, on: date | None = None) -> Judgement:
    """Judge a permanent-residence card number.

    Facts: card (``2017``/``2023``), nationality (alpha-3 if known), nationality_text, province, birth_date; a 2017
    card tells only two digits of the year, so both centuries are candidates (``birth_dates``).
    """
    notes = Notes()
    text = tidy_number(value)
    if len(text) not in (15, 18):
        notes.refuse("wrong_length")
    elif CARD_2017.fullmatch(text):
        _card_2017(text, on, notes)
    elif CARD_2023.fullmatch(text):
        _card_2023(text, on, notes)
    else:
        notes.refuse("wrong_characters")
    return notes.judge(KIND, text)


def _card_2017(text: str, on: date | None, notes: Notes) -> None:
    notes.facts.update(card="2017", nationality=text[:3])
    name = table("country")["names"].get(text[:3])
    if name:
        notes.facts["nationality_text"] = name
    province = province_name(text[3:5])
    if province:
        notes.facts["province"] = province
    days = [real_date(century + text[7:13]) for century in ("19", "20")]
    born = [day for day in days if day and (on is None or day <= on)]
    if not born:
        # The layout is known from descriptions only, so an odd date asks a person instead of refusing.
        notes.warn("impossible_birth_date")
    notes.facts["birth_dates"] = [day.isoformat() for day in born]


def _card_2023(text: str, on: date | None, notes: Notes) -> None:
    notes.facts["card"] = "2023"
    province = province_name(text[1:3])
    if province is None:
        notes.refuse("unknown_province")
    else:
        notes.facts["province"] = province
    country = table("country")
    alpha = country["numeric"].get(text[3:6])
    notes.facts["nationality_code"] = text[3:6]
    if alpha:
        notes.facts.update(nationality=alpha, nationality_text=country["names"][alpha])
    birth = real_date(text[6:14])
    if birth is None:
        notes.refuse("impossible_birth_date")
    else:
        notes.facts["birth_date"] = birth.isoformat()
        if on is not None and birth > on:
            notes.refuse("birth_date_in_future")
        elif on is not None:
            notes.facts["age"] = age_on(birth, on)
    if check_character(text[:17]) != text[17]:
        notes.refuse("wrong_check_digit")
