"""判定: what a number on a paper is worth: valid or not, why, and what it tells.

Reasons and warnings are stable snake_case codes, in the order the checks run; ``backend.rules.sentences`` holds
the Chinese sentence of each. A reason makes the number unusable, a warning asks for a second look.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


class MalformedNumber(ValueError):
    """号码有误: a value object was asked for from a number whose judgement has reasons; they are in ``reasons``.

    The number itself is not part of the message: messages end up in logs.
    """

    def __init__(self, judgement: "Judgement") -> None:
        super().__init__(f"{judgement.kind}: {', '.join(judgement.reasons)}")
        self.reasons = judgement.reasons


@dataclass(frozen=True, slots=True)
class Judgement:
    """判定: the outcome for one number.

    ``normalised`` is the form to store; ``facts`` what the number tells (kind-specific, JSON-ready).
    """

    kind: str
    normalised: str
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def valid(self) -> bool:
        """Tell whether nothing speaks against the number."""
        return not self.reasons

    def require(self) -> "Judgement":
        """Return the judgement itself when valid; raise MalformedNumber otherwise."""
        if self.reasons:
            raise MalformedNumber(self)
        return self

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON-ready form that ``cwt validate`` prints."""
        return {
            "kind": self.kind,
            "valid": self.valid,
            "normalised": self.normalised,
            "reasons": list(self.reasons),
            "warnings": list(self.warnings),
            **self.facts,
        }


class Notes:
    """Collects reasons, warnings and facts while the checks of one number run, each code once."""

    def __init__(self) -> None:
        self.reasons: list[str] = []
        self.warnings: list[str] = []
        self.facts: dict[str, Any] = {}

    def refuse(self, code: str) -> None:
        """Note a reason why the number is not valid."""
        if code not in self.reasons:
            self.reasons.append(code)

    def warn(self, code: str) -> None:
        """Note something a person should look at."""
        if code not in self.warnings:
            self.warnings.append(code)

    def judge(self, kind: str, normalised: str) -> Judgement:
        """Close the notes into a judgement."""
        facts = MappingProxyType(dict(self.facts))
        return Judgement(kind, normalised, tuple(self.reasons), tuple(self.warnings), facts)
