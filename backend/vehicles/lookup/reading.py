"""读到的型号: a factory model text brought to one spelling, and taken apart into brand and code.

Both sides of a comparison go through here, the catalogue's texts and what a camera read, so how a text is taken apart
matters less than that it is done the same way twice.
"""

import re
from dataclasses import dataclass
from typing import Final, Self

from backend.rules.numbers.text import tidy

# Printed before the value on a licence; OCR sometimes hands the label over with it.
LABEL: Final = re.compile(r"^(?:品牌|厂牌|车辆)型号[:：]?")
# Letters of other alphabets that look exactly like Latin ones.
LOOKALIKES: Final = str.maketrans("АВЕКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXABEZHIKMNOPTYX")
MARK: Final = "牌"
CODE: Final = re.compile(r"[A-Z0-9]+")
# A shorter run of letters and digits between Chinese ones is part of a brand or a remark (国V), not a code.
SHORTEST_CODE: Final = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """读到的型号: ``brand`` without 牌 and ``code`` of Latin letters and digits only; either may be empty."""

    brand: str
    code: str

    @classmethod
    def of(cls, text: str) -> Self:
        """Take any text apart; never fails."""
        plain = LABEL.sub("", tidy(text).translate(LOOKALIKES))
        brand, mark, code = plain.rpartition(MARK)
        if not mark or not CODE.search(code):
            brand, code = _at_the_code(plain)
        return cls("".join(char for char in brand if char.isalnum() and char != MARK), "".join(CODE.findall(code)))

    @property
    def text(self) -> str:
        """The one spelling: brand and code without 牌, blanks, brackets and dashes."""
        return self.brand + self.code

    @property
    def spellings(self) -> tuple[str, ...]:
        """What the code may be taken for: without 牌, nobody sees where MG ends in MGCSA7150."""
        latin = re.search(r"[A-Z0-9]+$", self.brand)
        return (self.code, latin[0] + self.code) if latin and self.code else (self.code,)


def _at_the_code(plain: str) -> tuple[str, str]:
    runs = [run for run in CODE.finditer(plain) if len(run[0]) >= SHORTEST_CODE]
    if not runs:
        return plain, ""
    start = max(runs, key=lambda run: (any(char.isdigit() for char in run[0]), run.start())).start()
    return plain[:start], plain[start:]
