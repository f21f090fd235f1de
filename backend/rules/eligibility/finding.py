"""核查结果: one thing a check found."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from backend.rules.sentences import say


class Severity(StrEnum):
    """轻重: what a finding does to the transfer."""

    REFUSE = "refuse"
    """The transfer cannot go on as it stands."""
    NEEDS = "needs"
    """It can go on once something is done or a paper is there; the sentence says what."""
    WARN = "warn"
    """A person should look; nothing is stopped."""


@dataclass(frozen=True, slots=True)
class Finding:
    """核查发现: a stable code, its severity, the Chinese sentence, and the form field it belongs to."""

    code: str
    severity: Severity
    say: str
    field: str | None = None


def finding(code: str, severity: Severity, field: str | None = None, /, **values: object) -> Finding:
    """Make a finding with the sentence of its code."""
    return Finding(code, severity, say(code, **values), field)


def blocks(findings: Iterable[Finding]) -> bool:
    """Tell whether any finding stops the transfer now (refuse or needs)."""
    return any(found.severity is not Severity.WARN for found in findings)
