"""核查发现: one thing that does not agree, with what each source says."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from backend.rules import eligibility

SIDE_NAMES = {"seller": "卖方", "buyer": "买方", "vehicle": "车辆", "deal": "交易"}


class Severity(StrEnum):
    """轻重: what a finding does to the approval."""

    STOP = "stop"
    """Approval is impossible until it is gone (禁止)."""
    ASK = "ask"
    """A person decides, with a written reason (需说明)."""
    NOTE = "note"
    """Shown, nothing more (提示)."""


@dataclass(frozen=True, slots=True)
class Source:
    """What one source says: ``label`` names it in Chinese."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Finding:
    """核查发现: a stable code, how grave it is, whose it is, the field it belongs to, and the sentence with the fix."""

    code: str
    severity: Severity
    side: str  # seller | buyer | vehicle | deal
    field: str
    sentence: str
    sources: tuple[Source, ...] = ()

    @property
    def key(self) -> str:
        """The finding's name among a transfer's findings, by which a reason is given: code, side and field."""
        return ".".join(part for part in (self.side, self.code, self.field) if part)


SEVERITIES = {
    eligibility.Severity.REFUSE: Severity.STOP,
    eligibility.Severity.NEEDS: Severity.ASK,
    eligibility.Severity.WARN: Severity.NOTE,
}


def from_rules(found: Iterable[eligibility.Finding], side: str, sources: tuple[Source, ...] = ()) -> Iterator[Finding]:
    """Findings of the rules as findings about ``side``."""
    for one in found:
        yield Finding(one.code, SEVERITIES[one.severity], side, one.field or "", one.say, sources)
