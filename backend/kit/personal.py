"""What is held about one person (个人信息), in the shape in which every slice tells it; PIPL art. 45 and 47.

A slice that keeps anything of a person tells it by ``held_…`` functions behind its front door, each thing with the
table it lies in: ``tests/rights`` holds that no table with personal data is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that is held: its table, what people call it, and its facts by Chinese names, in plain values."""

    table: str
    title: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class HeldFile:
    """Bytes as they came or were made: the name to hand them out by, and the object they lie in (from ``start`` on,
    ``size`` of them, where it holds several)."""

    name: str
    title: str
    object: str
    start: int = 0
    size: int = 0


@dataclass(slots=True)
class Holding:
    """Everything that was found, in the order in which it is told."""

    things: list[Held] = field(default_factory=list)
    files: list[HeldFile] = field(default_factory=list)

    def tell(self, table: str, title: str, **facts: Any) -> None:
        """Add one thing."""
        self.things.append(Held(table, title, facts))

    def add(self, *others: "Holding") -> None:
        """Add what others found."""
        for other in others:
            self.things += other.things
            self.files += other.files

    def tables(self) -> set[str]:
        """The tables that anything was found in."""
        return {one.table for one in self.things}


def joined(parts: Iterable[str]) -> str:
    """Sentences or names in one cell."""
    return "；".join(part for part in parts if part)
