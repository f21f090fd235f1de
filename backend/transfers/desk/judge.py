"""What speaks against a transfer now (核查): the findings of the verification slice, from the transfer's own rows."""

from backend import stations
from backend.collection import PartyFacts
from backend.kit import clock
from backend.rules.eligibility import CheckResult
from backend.transfers.models import ProhibitedCheck, Transfer
from backend.verification import Finding, TransferFacts, findings


async def judged(
    row: Transfer, seller: PartyFacts | None, buyer: PartyFacts | None, vehicle: dict[str, str]
) -> list[Finding]:
    """All findings today, gravest first."""
    place = await stations.station(row.station)
    checks = await ProhibitedCheck.in_force(row.public_id)
    facts = TransferFacts(
        vehicle=vehicle,
        price_fen=row.price_fen,
        appraised_fen=row.appraised_fen,
        checks={code: CheckResult(one.result) for code, one in checks.items()},
        province=place.province,
        city=place.city,
    )
    return findings(seller, buyer, facts, clock.today())
