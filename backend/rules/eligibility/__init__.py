"""交易资格: what the clerk's screen checks before a car may change hands (DOMAIN §1, §2.6, §6.1, §6.2).

Every function takes values and answers findings: a stable code, how grave it is, and the sentence to show.
"""

from backend.rules.eligibility.finding import Finding, Severity, blocks
from backend.rules.eligibility.parties import (
    check_age,
    check_card_period,
    check_owner_is_seller,
    check_parties_differ,
    check_printed_person,
)
from backend.rules.eligibility.prohibited import (
    CheckResult,
    ProhibitedItem,
    ProhibitedVerdict,
    judge_prohibited,
    prohibited_by_status,
    prohibited_items,
)
from backend.rules.eligibility.vehicle import (
    check_dates,
    check_encumbrance,
    check_inspection,
    check_origin,
    check_plate,
    check_scrap,
    check_status,
    inspection_last_day,
)

__all__ = [
    "CheckResult",
    "Finding",
    "ProhibitedItem",
    "ProhibitedVerdict",
    "Severity",
    "blocks",
    "check_age",
    "check_card_period",
    "check_dates",
    "check_encumbrance",
    "check_inspection",
    "check_origin",
    "check_owner_is_seller",
    "check_parties_differ",
    "check_plate",
    "check_printed_person",
    "check_scrap",
    "check_status",
    "inspection_last_day",
    "judge_prohibited",
    "prohibited_by_status",
    "prohibited_items",
]
