"""What the archive tells others (档案事件)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Disposed:
    """An archive's term is over and its materials go: whoever keeps copies of them lets these go in the same work."""

    transfer: str
