"""禁止交易车辆: the nine kinds of cars that may not be traded (《二手车流通管理办法》 art. 20, DOMAIN §6.1).

Each is pass, fail or not checked: an unanswered question is never a pass.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from backend.rules.eligibility.finding import Finding, Severity, finding
from backend.rules.tables import table

# Which item a status letter (GA 24.17) fails. Other letters speak of other duties, not of this list.
ITEM_OF_STATUS: Final = {
    "C": "stolen",
    "E": "scrapped",
    "F": "otherwise_barred",
    "H": "mortgaged_or_customs",
    "J": "smuggled_or_assembled",
    "K": "seized",
    "L": "seized",
    "M": "scrapped",
    "P": "scrapped",
}


class CheckResult(StrEnum):
    """核查结论: three answers, never two."""

    PASS = "pass"  # noqa: S105 (the word for a passed check, not a password)
    FAIL = "fail"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class ProhibitedItem:
    """禁止交易情形: one of the nine; ``report_to_police`` marks items 4-6 (duty to report, art. 21)."""

    number: int
    code: str
    text: str
    evidence: str
    report_to_police: bool
    superseded: bool


@dataclass(frozen=True, slots=True)
class ProhibitedVerdict:
    """禁止交易核查: the nine answers together.

    ``result`` is fail if any item in force fails, not_checked while any is open, pass only when all nine passed.
    """

    result: CheckResult
    answers: Mapping[str, CheckResult]
    findings: tuple[Finding, ...]
    report_to_police: bool


def prohibited_items(on: date | None = None) -> tuple[ProhibitedItem, ...]:
    """Return the nine items in the law's order."""
    return tuple(
        ProhibitedItem(
            item["number"],
            item["code"],
            item["text"],
            item["evidence"],
            item.get("report_to_police", False),
            item.get("superseded", False),
        )
        for item in table("prohibited", on)["item"]
    )


def prohibited_by_status(letters: str) -> dict[str, CheckResult]:
    """Return the items a status string fails; a status alone proves no item passed."""
    return {ITEM_OF_STATUS[letter]: CheckResult.FAIL for letter in letters.strip().upper() if letter in ITEM_OF_STATUS}


def judge_prohibited(answers: Mapping[str, CheckResult], on: date | None = None) -> ProhibitedVerdict:
    """Judge the nine items; items without an answer count as not checked, an unknown code raises ValueError.

    The superseded item (registered elsewhere) only warns when it fails and may stay open.
    """
    items = prohibited_items(on)
    unknown = set(answers) - {item.code for item in items}
    if unknown:
        raise ValueError(f"no such prohibited item: {', '.join(sorted(unknown))}")
    full = {item.code: CheckResult(answers.get(item.code, CheckResult.NOT_CHECKED)) for item in items}
    findings = [found for item in items if (found := _finding(item, full[item.code])) is not None]
    in_force = [full[item.code] for item in items if not item.superseded]
    if CheckResult.FAIL in in_force:
        result = CheckResult.FAIL
    elif CheckResult.NOT_CHECKED in in_force:
        result = CheckResult.NOT_CHECKED
    else:
        result = CheckResult.PASS
    report = any(item.report_to_police and full[item.code] is CheckResult.FAIL for item in items)
    return ProhibitedVerdict(result, full, tuple(findings), report)


def _finding(item: ProhibitedItem, answer: CheckResult) -> Finding | None:
    if answer is CheckResult.PASS or (item.superseded and answer is CheckResult.NOT_CHECKED):
        return None
    if item.superseded:
        return finding("prohibited_superseded", Severity.WARN, item.code)
    if answer is CheckResult.FAIL:
        return finding("prohibited", Severity.REFUSE, item.code, text=item.text)
    return finding("prohibited_not_checked", Severity.NEEDS, item.code, text=item.text)
