"""规则表: every number and list the rules read, each with the day it took effect and its source.

``tables/<rule>/<effective date>.toml`` beside this module; a change of law is a new file, never an edit of code.
Files are read once per process and are read-only afterwards.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "tables"


class UnknownRule(LookupError):
    """No table of that name is shipped: a mistake of the programmer, not of the citizen."""


class NoTableInForce(LookupError):
    """The rule has tables, but none was in force on the day asked for."""


@dataclass(frozen=True, slots=True)
class Table:
    """规则表: one dated table; read it like a mapping.

    ``name`` (``rule/2013-05-01``) is what documents print, so that a result can be repeated later.
    """

    rule: str
    effective: date
    source: str
    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Return ``rule/effective date``."""
        return f"{self.rule}/{self.effective.isoformat()}"

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value under ``key`` or ``default``."""
        return self.data.get(key, default)


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(item) for key, item in value.items()})
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    return value


@cache
def versions(rule: str) -> tuple[Table, ...]:
    """Return every table of a rule, oldest first; raise UnknownRule when there is none."""
    found = []
    for path in sorted((FOLDER / rule).glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        effective, source = data.pop("effective"), data.pop("source")
        found.append(Table(rule, effective, source, _frozen(data)))
    if not found:
        raise UnknownRule(rule)
    return tuple(found)


def table(rule: str, on: date | None = None) -> Table:
    """Return the table of ``rule`` in force on a day, the newest when no day is given.

    Raises UnknownRule, or NoTableInForce when the day lies before the oldest table.
    """
    if on is None:
        return versions(rule)[-1]
    for candidate in reversed(versions(rule)):
        if candidate.effective <= on:
            return candidate
    raise NoTableInForce(f"{rule} on {on.isoformat()}")


def rules() -> Iterator[str]:
    """Yield the name of every rule that has tables."""
    for folder in sorted(FOLDER.iterdir()):
        if folder.is_dir():
            yield folder.name
