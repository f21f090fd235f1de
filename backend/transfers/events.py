"""What the slice tells others (过户事件)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moved:
    """A transfer took a step: ``before`` and ``after`` are states."""

    transfer: str
    station: str
    before: str
    after: str
