"""What is checked (核查对象): the transfer's own facts, and how values of a side are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from backend.collection import FieldFact
from backend.rules.eligibility import CheckResult
from backend.rules.years_method import Deviation


@dataclass(frozen=True, slots=True)
class TransferFacts:
    """What the station itself knows of a transfer (过户事实).

    ``vehicle`` holds the values in force by name, a clerk's corrections included; prices are fen; ``deviations`` says
    how each known price (price, appraised, declared) stands to the base price, ``deviation_reason`` why one is far from
    it; ``scrap_warning`` is the appraisal's sentence about a car near its end; ``checks`` the nine prohibited-car
    answers by code; ``province`` is the station's two-digit code, ``city`` its name.
    """

    vehicle: Mapping[str, str] = field(default_factory=dict)
    price_fen: int | None = None
    appraised_fen: int | None = None
    declared_fen: int | None = None
    base_fen: int | None = None
    deviations: Mapping[str, Deviation] = field(default_factory=dict)
    deviation_reason: str = ""
    scrap_warning: str = ""
    checks: Mapping[str, CheckResult] = field(default_factory=dict)
    province: str = ""
    city: str = ""


def value(group: Mapping[str, FieldFact], name: str) -> str:
    """A field's value, empty where there is none."""
    return group[name].value if name in group else ""


def day(text: str) -> date | None:
    """A date written YYYY-MM-DD; None for anything else (长期, empty, unreadable)."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
