"""写法: how numbers and names are brought to one spelling before they are judged or compared."""

import re
import unicodedata
from typing import Final

DOTS: Final = r"·•・‧⋅∙.。"
DASHES: Final = r"\-‐‑‒–—―−－"


def tidy(value: str) -> str:
    """Return half-width capitals without blanks or invisible characters."""
    wide = unicodedata.normalize("NFKC", value)
    return "".join(c for c in wide if not c.isspace() and unicodedata.category(c) != "Cf").upper()


def tidy_number(value: str) -> str:
    """Return ``tidy`` without the dots and dashes that people and plates put between groups."""
    return re.sub(f"[{DOTS}{DASHES}]", "", tidy(value))


def same_name(one: str, other: str) -> bool:
    """姓名相同: compare names ignoring blanks, middle dots, width and letter case (阿卜杜·外力 = 阿卜杜•外力)."""
    return _name(one) == _name(other) != ""


def _name(name: str) -> str:
    # Brackets differ in width between papers: 福州（马尾）公司.
    return re.sub(f"[{DOTS}]", "", tidy(name))
