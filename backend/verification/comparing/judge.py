"""All findings about one transfer (全部核查), in the order in which a clerk reads the page."""

from collections.abc import Sequence
from datetime import date

from backend.collection import PartyFacts
from backend.verification.checks.show import CheckFacts
from backend.verification.checks.speak import about_checks
from backend.verification.comparing import cars, deal, evidence, people
from backend.verification.comparing.finding import Finding, Severity
from backend.verification.comparing.subject import TransferFacts

ORDER = {Severity.STOP: 0, Severity.ASK: 1, Severity.NOTE: 2}


def findings(
    seller: PartyFacts | None,
    buyer: PartyFacts | None,
    transfer: TransferFacts,
    on: date,
    checks: Sequence[CheckFacts] = (),
) -> list[Finding]:
    """Everything that does not agree on the day ``on``: stops first, then what asks, then notes.

    ``checks`` are those of both sides, as the station demands them. A side that is not there yet is not judged; that
    it is missing is the transfer's own business.
    """
    found: list[Finding] = []
    for side in (seller, buyer):
        if side is not None:
            found += people.about_party(side, on)
            found += evidence.about_evidence(side)
            found += about_checks(side, checks)
    found += people.about_phones(seller, buyer)
    found += cars.about_vehicle(seller, transfer, on)
    found += cars.about_condition(seller)
    found += cars.about_prohibited(transfer, on)
    found += deal.about_deal(seller, buyer, transfer)
    unique = {one.key: one for one in found}
    return sorted(unique.values(), key=lambda one: ORDER[one.severity])
