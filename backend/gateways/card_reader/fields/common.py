"""What the four layouts share (通用): a found value, dates in every way they are printed, blanks and brackets."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from backend.gateways.card_reader.labels import Sheet, Value

#: Letters that recognisers give for the dot in a minority name.
DOTS: Final = str.maketrans(dict.fromkeys("•・‧∙⋅●﹒．", "·"))
#: Letters that look like digits, for places where only digits can stand.
_DIGIT_LIKE: Final = str.maketrans("OoQDIl|ZzSBＯ", "000011122580")
_DATE: Final = re.compile(r"(\d{4})\D{0,2}?(\d{1,2})\D{0,2}?(\d{1,2})")
_PRINTED_DATE: Final = re.compile(r"(\d{4})[-.年/—–·,:一]{1,2}(\d{1,2})[-.月/—–·,:一]{1,2}(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Found:
    """A value as it will be stored, and the print it came from. ``penalty`` lowers the confidence (0 to 1)."""

    text: str
    value: Value
    penalty: float = 0.0

    @property
    def confidence(self) -> float:
        return max(0.0, self.value.confidence - self.penalty)


Fields = dict[str, Found]


def put(fields: Fields, name: str, value: Value | None, tidy: Callable[[str], str]) -> None:
    """Store ``value`` under ``name`` when ``tidy`` leaves something of it."""
    if value is None or not value.letters:
        return
    text = tidy(value.text)
    if text:
        fields[name] = Found(text, value)


def beside(sheet: Sheet, name: str, most: int = 1) -> Value | None:
    """The value of label ``name`` in at most ``most`` lines; None when the label was not read."""
    label = sheet.label(name)
    return sheet.beside(label, most=most) if label else None


def letters_only(text: str) -> str:
    """A name: dots made one kind, stray punctuation off both ends."""
    return text.translate(DOTS).strip("·.,，。:：;；-—_|'\"“”‘’()（）") if text else ""


def person_name(text: str) -> str:
    """姓名: Chinese letters and the dot between parts of a minority name; Latin letters stay for foreigners."""
    kept = re.sub(r"[^一-鿿㐀-䶿\U00020000-\U0003134F〇·A-Za-z]", "", text.translate(DOTS).replace(".", "·"))
    return kept.strip("·")


def plain(text: str) -> str:
    """Any printed words: quotation specks and rule marks off the ends, brackets of one pair in one width."""
    text = text.strip(".,，。:：;；_|'\"“”‘’·—-")
    if ("（" in text) != ("）" in text) or ("(" in text) != (")" in text):
        text = text.replace("（", "(").replace("）", ")")
    return text


def iso_date(text: str) -> str:
    """The first date in ``text`` as YYYY-MM-DD, or ``""``: 2019-03-28, 2019年3月28日, 2019.03.28, 20190328."""
    matched = _PRINTED_DATE.search(text) or _DATE.search(text.translate(_DIGIT_LIKE))
    if not matched:
        return ""
    year, month, day = (int(part) for part in matched.groups())
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= 31 and 1900 <= year <= 2100 else ""


def digits(text: str) -> str:
    """Text where only digits can stand, look-alike letters read as the digits they look like."""
    return text.translate(_DIGIT_LIKE)


def upper(text: str) -> str:
    """Codes: capital letters and digits only."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def nearest_word(text: str, words: Mapping[str, str] | tuple[str, ...]) -> str:
    """The longest of ``words`` that ``text`` holds, or ``""``."""
    held = [word for word in words if word in text]
    return max(held, key=len, default="")
