"""What speaks against a transfer now (核查): the findings of the verification slice, from the transfer's own rows."""

from backend import appraisal, stations
from backend.appraisal import AppraisalFacts, ScrapVerdict
from backend.collection import PartyFacts
from backend.kit import clock
from backend.rules.eligibility import CheckResult
from backend.rules.years_method import Deviation
from backend.transfers.models import ProhibitedCheck, Transfer
from backend.verification import CheckFacts, Finding, TransferFacts, checks_of, findings


async def judged(
    row: Transfer, seller: PartyFacts | None, buyer: PartyFacts | None, vehicle: dict[str, str]
) -> list[Finding]:
    """All findings today, gravest first."""
    place = await stations.station(row.station)
    checks = await ProhibitedCheck.in_force(row.public_id)
    valued = await appraisal.appraisal_of(row.public_id)
    facts = TransferFacts(
        vehicle=vehicle,
        price_fen=row.price_fen,
        appraised_fen=row.appraised_fen,
        declared_fen=row.declared_fen,
        base_fen=row.base_fen,
        deviations=deviations(row, valued) if valued else {},
        deviation_reason=row.deviation_reason or "",
        scrap_warning=_scrap_warning(valued),
        checks={code: CheckResult(one.result) for code, one in checks.items()},
        province=place.province,
        city=place.city,
    )
    return findings(seller, buyer, facts, clock.today(), await checks_about(row, seller, buyer))


async def checks_about(row: Transfer, *parties: PartyFacts | None) -> list[CheckFacts]:
    """The checks of the sides that are there, as the transfer's station demands them."""
    return await checks_of([party.collection for party in parties if party], row.station)


def deviations(row: Transfer, valued: AppraisalFacts) -> dict[str, Deviation]:
    """How each price that is known stands to the base price."""
    prices = {"price": row.price_fen, "appraised": row.appraised_fen, "declared": row.declared_fen}
    told = {name: appraisal.deviates(valued, fen) for name, fen in prices.items() if fen is not None}
    return {name: one for name, one in told.items() if one is not None}


def _scrap_warning(valued: AppraisalFacts | None) -> str:
    scrap = valued.scrap if valued else None
    return scrap.sentence if scrap and scrap.verdict is ScrapVerdict.WARN else ""
