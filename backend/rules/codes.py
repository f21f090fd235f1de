"""代码表: the police and tax code tables, looked up both ways (DOMAIN §2).

A rule name (``plate_type``, ``vehicle_type``, ``use_character`` ...) is the folder under ``tables/``.
Names are compared the way papers spell them: full or half width, with or without blanks, with a trailing
号牌 or 色, and through the table's own aliases.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final

from backend.rules.tables import table

# Wordings that papers add to a name without changing it, per rule.
TRAILING: Final = {"plate_type": ("号牌",), "color": ("色",), "use_character": ("使用",)}
SEPARATORS: Final = re.compile(r"[/、,;+和]")


def codes(rule: str, on: date | None = None) -> Mapping[str, str]:
    """Return the table's codes and their names, in the table's order."""
    found: Mapping[str, str] = table(rule, on)["codes"]
    return found


def name_of(rule: str, code: str, on: date | None = None) -> str | None:
    """Return the Chinese name of a code, or None when the table lacks it."""
    return codes(rule, on).get(code.strip().upper())


def code_of(rule: str, name: str, on: date | None = None) -> str | None:
    """Return the code of a name as papers word it, or None; a code itself is answered with itself."""
    plain = _plain(rule, name)
    if not plain:
        return None
    known = codes(rule, on)
    if plain.upper() in known:
        return plain.upper()
    return _names(rule, on).get(_same_words(rule, plain, on))


def combined_name(rule: str, letters: str, on: date | None = None) -> str:
    """Return the names of a string of one-letter codes (``AC`` → ``汽油/电``); unknown letters stay as they are."""
    return "/".join(name_of(rule, letter, on) or letter for letter in letters.strip().upper())


def combined_code(rule: str, name: str, on: date | None = None) -> str | None:
    """Return the letters of a combined name (``白/灰`` → ``AB``), or None when any part is unknown."""
    whole = code_of(rule, name, on)
    if whole is not None:
        return whole
    parts = [code_of(rule, part, on) for part in SEPARATORS.split(unicodedata.normalize("NFKC", name))]
    return "".join(part for part in parts if part) if all(parts) else None


def group_of(rule: str, code: str, on: date | None = None) -> str | None:
    """Return the group a code belongs to (``operating``, ``non_operating``, ``converted`` ...), or None."""
    groups: Mapping[str, tuple[str, ...]] = table(rule, on).get("groups", {})
    return next((group for group, members in groups.items() if code in members), None)


def _plain(rule: str, name: str) -> str:
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))
    for ending in TRAILING.get(rule, ()):
        if plain.endswith(ending) and plain != ending:
            plain = plain.removesuffix(ending)
    return plain


def _same_words(rule: str, plain: str, on: date | None) -> str:
    if plain in _names(rule, on):
        return plain
    for met, ours in table(rule, on).get("same_words", {}).items():
        plain = plain.replace(met, ours)
    return plain


@cache
def _names(rule: str, on: date | None) -> Mapping[str, str]:
    names = {_plain(rule, name): code for code, name in codes(rule, on).items()}
    for alias, code in table(rule, on).get("aliases", {}).items():
        names.setdefault(_plain(rule, alias), code)
    return names
