"""What came of asking (核查结果), before it is judged and written down."""

from dataclasses import asdict, dataclass, field
from typing import Any

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for the verdict: stable code, Chinese sentence that says what to do, and where it is seen.

    ``evidence`` is the photograph's public id; ``boxes`` are left, top, width, height in shares of the upright picture.
    ``provider`` says who found it where that is not the check's own.
    """

    code: str
    sentence: str
    evidence: str = ""
    boxes: tuple[Box, ...] = ()
    provider: str = ""

    def kept(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The numbers and reasons of one check. ``score`` is None where nobody could tell: then a person is asked.

    ``problems`` are codes that :func:`verdict_of` weighs; ``facts`` is what stays beside it, encrypted.
    """

    score: int | None
    provider: str
    version: str = ""
    reasons: tuple[Reason, ...] = ()
    problems: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    took_ms: int = 0
    cost_fen: int = 0


def trouble(code: str, sentence: str, provider: str = "") -> Outcome:
    """Nobody could tell, and why: never a pass, and never a stop that nothing lifts."""
    return Outcome(None, provider, reasons=(Reason(code, sentence),))
