"""出入境证件: passports, the permits of Hong Kong, Macau and Taiwan people, and military cards (DOMAIN §1.2)."""

import re
from typing import Final

from backend.rules.judgement import Judgement, Notes
from backend.rules.numbers.text import tidy, tidy_number

CHINESE_PASSPORTS: Final = (
    ("ordinary", re.compile(r"E\d{8}|E[A-HJ-NP-Z]\d{7}|G\d{8}", re.ASCII)),
    ("diplomatic", re.compile(r"DE\d{7}|D\d{7,8}", re.ASCII)),
    ("service", re.compile(r"SE\d{7}|S\d{7,8}", re.ASCII)),
    ("public_affairs", re.compile(r"PE\d{7}|P\d{7,8}", re.ASCII)),
)
FOREIGN_PASSPORT: Final = re.compile(r"[A-Z0-9]{5,15}")
HK_MACAU: Final = re.compile(r"[HM]\d{8}(\d{2})?", re.ASCII)
TAIWAN_CURRENT: Final = re.compile(r"\d{8}", re.ASCII)
TAIWAN_OLD: Final = re.compile(r"\d{10}(\([A-Z]\))?|\d{8}[A-Z]?\d{0,2}", re.ASCII)
MILITARY: Final = re.compile(r"[一-龥]{0,4}字?第?\d{4,8}号?", re.ASCII)
PLACES: Final = {"H": "香港", "M": "澳门"}


def judge_passport(value: str) -> Judgement:
    """Judge a Chinese or foreign passport number.

    Facts: issuer (CN, or FOREIGN when the form is none of China's), passport_kind. A foreign passport needs
    residence proof and a visa or permit of three months (REG164 art. 89): warning ``needs_residence_proof``.
    """
    notes = Notes()
    text = tidy_number(value)
    kind = next((kind for kind, shape in CHINESE_PASSPORTS if shape.fullmatch(text)), None)
    if kind:
        notes.facts.update(issuer="CN", passport_kind=kind)
    elif not re.fullmatch(r"[A-Z0-9]*", text):
        notes.refuse("wrong_characters")
    elif not FOREIGN_PASSPORT.fullmatch(text):
        notes.refuse("wrong_length")
    else:
        notes.facts.update(issuer="FOREIGN", passport_kind="foreign")
        notes.warn("needs_residence_proof")
        if text.isalpha():
            notes.warn("no_digit")
    return notes.judge("passport", text)


def judge_hk_macau_permit(value: str) -> Judgement:
    """Judge a 港澳居民来往内地通行证: H or M and 8 digits; the old print adds two digits of renewal count.

    Facts: place, person_number (the nine characters that stay the same), renewals.
    """
    notes = Notes()
    text = tidy_number(value)
    if len(text) not in (9, 11):
        notes.refuse("wrong_length")
    elif not HK_MACAU.fullmatch(text):
        notes.refuse("wrong_characters" if text[:1] in PLACES else "wrong_prefix")
    else:
        notes.facts.update(place=PLACES[text[0]], person_number=text[:9])
        if len(text) == 11:
            notes.warn("old_form")
            notes.facts.update(renewals=int(text[9:]), old_form=True)
    return notes.judge("hk_macau_permit", text)


def judge_taiwan_permit(value: str) -> Judgement:
    """Judge a 台湾居民来往大陆通行证: 8 digits; older prints have ten digits or a letter.

    Fact: person_number (the eight digits that stay the same). REG164 art. 89 asks for the five-year permit.
    """
    notes = Notes()
    text = tidy_number(value)
    if TAIWAN_CURRENT.fullmatch(text):
        notes.facts["person_number"] = text
    elif TAIWAN_OLD.fullmatch(text):
        notes.warn("old_form")
        notes.facts.update(person_number=text[:8], old_form=True)
    elif not re.fullmatch(r"[0-9A-Z()]*", text):
        notes.refuse("wrong_characters")
    else:
        notes.refuse("wrong_form" if len(text) >= 8 else "wrong_length")
    return notes.judge("taiwan_permit", text)


def judge_military_card(value: str) -> Judgement:
    """Judge an officer's, police or soldier's card number: permissive, the text is kept as written."""
    notes = Notes()
    if not MILITARY.fullmatch(tidy(value)):
        notes.refuse("wrong_form")
    notes.warn("needs_unit_address_proof")
    return notes.judge("military_card", value.strip())
