"""机动车登记证书编号: twelve digits, the first two usually the province (DOMAIN §1.6; no check digit is known)."""

import re

from backend.rules.judgement import Judgement, Notes
from backend.rules.numbers.regions import province_name
from backend.rules.numbers.text import tidy_number
from backend.rules.tables import table


def judge_certificate_number(value: str, plate_number: str | None = None) -> Judgement:
    """Judge a 登记证书 number; with the plate, warn when the provinces differ (certificates are reissued elsewhere)."""
    notes = Notes()
    text = tidy_number(value)
    if not re.fullmatch(r"\d*", text, re.ASCII):
        notes.refuse("wrong_characters")
    elif len(text) != 12:
        notes.refuse("wrong_length")
    else:
        province = province_name(text)
        if province is None:
            notes.warn("unknown_province")
        else:
            notes.facts["province"] = province
        short = table("province")["short_names"].get(text[:2])
        if plate_number and short and not tidy_number(plate_number).startswith(short):
            notes.warn("certificate_from_another_province")
    return notes.judge("certificate_number", text)
