"""保管期限: how long materials are kept, the longest that applies (DOMAIN §11, retention table)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.rules.tables import Table, table, versions

RULE = "retention"
OWN = "own"


@dataclass(frozen=True, slots=True)
class Term:
    """One kind's term: ``years``, what it is called, the law behind it, and the table that says so."""

    key: str
    title: str
    years: int
    basis: str
    table: str


def terms(on: date | None = None) -> tuple[Term, ...]:
    """Every class of the table in force, the longest first."""
    found = _table(on)
    return tuple(sorted((_term(found, one) for one in found["class"]), key=lambda term: -term.years))


def longest(kinds: Iterable[str], own_years: int, on: date | None = None) -> Term:
    """The term of what is kept together: the longest that a kind asks for, or the platform's own where that is longer.

    A kind belongs to the class whose prefix fits it longest.
    """
    found = _table(on)
    asked = {_class_of(kind, found)["key"]: _class_of(kind, found) for kind in kinds}
    by_law = max((_term(found, one) for one in asked.values()), key=lambda term: term.years, default=None)
    if by_law is None or own_years >= by_law.years:
        return Term(OWN, "电子档案", own_years, f"平台规定：{own_years} 年，不短于法定年限", found.name)
    return by_law


def last_day(closed_on: date, years: int) -> date:
    """Files are kept to the end of a year, as 会计档案 and tax papers are counted."""
    return date(closed_on.year + years, 12, 31)


def _table(on: date | None) -> Table:
    oldest = versions(RULE)[0]
    # What was closed before the oldest table is judged by it: the law it cites is older than the file.
    return oldest if on is not None and on < oldest.effective else table(RULE, on)


def _class_of(kind: str, found: Table) -> Any:
    fitting = [(len(prefix), one) for one in found["class"] for prefix in one["kinds"] if kind.startswith(prefix)]
    return max(fitting, key=lambda pair: pair[0])[1]


def _term(found: Table, one: Any) -> Term:
    return Term(one["key"], one["title"], one["years"], one["basis"], found.name)
