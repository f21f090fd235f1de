"""拦截记录: every attempt that a check stopped is a record, with the photographs it was about, for three years."""

from datetime import timedelta

from backend.collection import PartyFacts
from backend.kit import clock, ids
from backend.kit.database import Work
from backend.verification.checks.kinds import KIND_NAMES, Kind
from backend.verification.models import Check, Interception

# Three years, as the records of an impact assessment (DOMAIN §11): long enough to see who comes again.
KEPT = timedelta(days=3 * 365)


async def intercept(work: Work, row: Check, party: PartyFacts) -> None:
    """Record that ``row`` stopped its side; once for each check."""
    if await Interception.filter(check_id=row.public_id).exists():
        return
    moment = clock.now()
    reason = "；".join(str(one["sentence"]) for one in row.reasons) or f"{KIND_NAMES[Kind(row.kind)]}未通过。"
    await Interception.create(
        public_id=ids.public_id(),
        check_id=row.public_id,
        kind=row.kind,
        station=row.station,
        collection=row.collection,
        transfer=party.transfer,
        device=party.owner,
        evidence=row.evidence,
        reason=reason,
        month=f"{clock.local(moment):%Y-%m}",
        at=moment,
        kept_until=moment + KEPT,
    )
    await work.record("check.intercepted", row.collection, check=row.public_id, kind=row.kind)


async def sweep_interceptions() -> int:
    """Take what leads to a person out of the records whose time is over; how many."""
    rows = Interception.filter(kept_until__lte=clock.now()).exclude(device="", collection="")
    return await rows.update(device="", collection="", transfer="", evidence=[])
