"""Asking for the checks that are due (发起核查), inside the work that brought the evidence; a job has them answered.

The fingerprint is the lock: the same pictures or values are judged once, however often they are asked about. A side
has dozens of checks: they are asked for together, so that sending it takes as many questions to the database as one.
"""

from collections.abc import Sequence

from backend.collection import PartyFacts
from backend.kit import clock, ids
from backend.kit.database import Work
from backend.verification.checks.due import Due, Wanted, of_a_picture, of_a_side
from backend.verification.checks.kinds import OF_A_PICTURE, Demand, Kind
from backend.verification.models import Check
from backend.verification.policy import policies_of

JUDGE = "verification.judge"


async def ask(
    work: Work, party: PartyFacts, kind: Kind, subject: str, judged: Sequence[str], evidence: Sequence[str]
) -> None:
    """Ask for one check about ``evidence`` (public ids); ``judged`` are the hashes or values that it is about."""
    await ask_for(work, party, Wanted((Due(kind, subject, tuple(judged), tuple(evidence)),)))


async def about_picture(work: Work, party: PartyFacts, evidence: str, replaces: str) -> None:
    """A photograph came, perhaps in the place of another."""
    await ask_for(work, party, of_a_picture(party, evidence, replaces))


async def about_everything(work: Work, party: PartyFacts) -> None:
    """One side was sent."""
    authority = work.kit.settings.authority_provider != "off"
    await ask_for(work, party, of_a_side(party, authority=authority))


async def ask_for(work: Work, party: PartyFacts, wanted: Wanted) -> None:
    """Ask for whatever is ``wanted`` and not known yet, and let go of what it replaces.

    What was judged before counts again without being judged again; what the policy switched off is not asked for.
    """
    rows = await Check.filter(collection=party.collection).order_by("id")
    station = next((row.station for row in rows if row.station), "")
    policies = await policies_of(station)
    before = [row for row in rows if row.superseded_at is None]
    counting = _left(before, wanted)
    known, fresh, moment = {row.fingerprint: row for row in rows}, [], clock.now()
    for due in wanted.due:
        if policies[due.kind].demand is Demand.OFF:
            continue
        fingerprint = _latest_round(work, party.collection, due, known)
        row = known.get(fingerprint)
        if row is None:
            row = known[fingerprint] = Check(
                public_id=ids.public_id(),
                collection=party.collection,
                station=station,
                subject=due.subject,
                kind=due.kind.value,
                fingerprint=fingerprint,
                evidence=list(due.evidence),
                asked_at=moment,
            )
            fresh.append(row)
        counting = [*_beside(due, counting), row]
    names = {row.public_id for row in counting}
    if over := [row.id for row in before if row.public_id not in names]:
        await Check.filter(id__in=over).update(superseded_at=moment)
    if back := [row.id for row in counting if row.superseded_at is not None]:
        await Check.filter(id__in=back).update(superseded_at=None)
    await _begin(work, party, [row for row in fresh if row.public_id in names])


async def again(work: Work, row: Check) -> Check:
    """Ask the same once more, as a new row: what came of it the first time stays to be seen."""
    fresh = await Check.create(
        public_id=ids.public_id(),
        collection=row.collection,
        station=row.station,
        subject=row.subject,
        kind=row.kind,
        fingerprint=work.kit.blind.of("check-again", row.fingerprint),
        evidence=row.evidence,
        asked_at=clock.now(),
    )
    await Check.filter(id=row.id).update(superseded_at=fresh.asked_at)
    await work.queue(JUDGE, fresh.public_id, check=fresh.public_id)
    await work.record("check.asked_again", row.collection, check=fresh.public_id, kind=row.kind, before=row.public_id)
    return fresh


async def supersede(collection_id: str, kind: Kind) -> None:
    """This kind of a side's checks counts no longer."""
    await Check.filter(collection=collection_id, kind=kind.value, superseded_at=None).update(superseded_at=clock.now())


async def _begin(work: Work, party: PartyFacts, fresh: list[Check]) -> None:
    if not fresh:
        return
    await Check.bulk_create(fresh)
    await work.queue_each(JUDGE, {row.public_id: {"check": row.public_id} for row in fresh})
    asked = [("check.asked", party.collection, {"check": row.public_id, "kind": row.kind}) for row in fresh]
    await work.record_all(asked)


def _left(rows: list[Check], wanted: Wanted) -> list[Check]:
    """Without those of the photograph that is gone, and of subjects that appear no longer."""
    rows = [row for row in rows if wanted.gone not in row.evidence]
    return [row for row in rows if row.subject in wanted.only.get(Kind(row.kind), (row.subject,))]


def _beside(due: Due, rows: list[Check]) -> list[Check]:
    """Without those whose place ``due`` takes: of a picture's checks its own, of a person's the whole kind."""
    same = [row for row in rows if (row.kind, row.subject) == (due.kind.value, due.subject)]
    if due.kind in OF_A_PICTURE:
        same = [row for row in same if row.evidence == list(due.evidence)]
    over = {row.public_id for row in same}
    return [row for row in rows if row.public_id not in over]


def _latest_round(work: Work, collection_id: str, due: Due, known: dict[str, Check]) -> str:
    """The fingerprint of the latest round: each time somebody asked again, it was folded once more."""
    found = work.kit.blind.of("check", "|".join((due.kind.value, collection_id, due.subject, *due.judged)))
    while (later := work.kit.blind.of("check-again", found)) in known:
        found = later
    return found
