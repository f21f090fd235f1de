"""Which checks are due (应做核查), asked for inside the work that brought the evidence; a job has them answered later.

The fingerprint is the lock: the same pictures or values are judged once, however often they are asked about.
"""

from collections.abc import Sequence

from backend import collection
from backend.collection import EvidenceFact, PartyFacts
from backend.kit import clock, ids
from backend.kit.database import Work
from backend.verification.checks.kinds import OF_A_PICTURE, Demand, Kind
from backend.verification.models import Check
from backend.verification.policy import policy_of

JUDGE = "verification.judge"
# Whose portrait the selfie is compared with.
CARDS = {"principal": "id_front", "agent": "agent_id_front"}


def subject_of(party: PartyFacts) -> str:
    """Who holds the phone: the agent where there is one, else the principal."""
    return "agent" if party.party_kind == "company" or party.by_agent else "principal"


async def ask(
    work: Work, party: PartyFacts, kind: Kind, subject: str, judged: Sequence[str], evidence: Sequence[str]
) -> Check | None:
    """Ask for one check about ``evidence`` (public ids); ``judged`` are the hashes or values that it is about.

    What was judged before counts again without being judged again. None where the policy switched the kind off.
    """
    station = await station_of(party.collection)
    if (await policy_of(station, kind)).demand is Demand.OFF:
        return None
    rounds = await _rounds(work, party.collection, kind, subject, judged)
    known = await Check.get_or_none(fingerprint=rounds)
    if known is not None:
        await _supersede_others(known, evidence)
        if known.superseded_at is not None:
            await Check.filter(id=known.id).update(superseded_at=None)
        return known
    row = await Check.create(
        public_id=ids.public_id(),
        collection=party.collection,
        station=station,
        subject=subject,
        kind=kind.value,
        fingerprint=rounds,
        evidence=list(evidence),
        asked_at=clock.now(),
    )
    await _supersede_others(row, evidence)
    await work.queue(JUDGE, row.public_id, check=row.public_id)
    await work.record("check.asked", party.collection, check=row.public_id, kind=kind.value)
    return row


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


async def about_picture(work: Work, party: PartyFacts, evidence: str, replaces: str) -> None:
    """A photograph came: it is inspected, and the faces are compared once both are there."""
    if replaces:
        await _supersede_of_picture(party.collection, replaces)
    picture = next((one for one in party.evidence if one.id == evidence), None)
    if picture is None:
        return
    await ask(work, party, Kind.RECAPTURE, _whose(picture), [picture.sha256, picture.id], [picture.id])
    await about_faces(work, party)


async def about_faces(work: Work, party: PartyFacts) -> None:
    """The card of whoever holds the phone against their selfie; nothing without consent, or to be done at the desk."""
    pair = faces_of(party)
    if pair is None:
        await supersede(party.collection, Kind.FACE_MATCH)
        return
    card, selfie = pair
    judged = [card.sha256, selfie.sha256]
    await supersede(party.collection, Kind.FACE_MATCH, but=(subject_of(party),))
    await ask(work, party, Kind.FACE_MATCH, subject_of(party), judged, [card.id, selfie.id])


async def about_people(work: Work, party: PartyFacts) -> None:
    """Names and numbers against the authority, of everybody who appears; the phone of whoever holds it."""
    holder = subject_of(party)
    people = [one for one in ("principal", "agent") if one == holder or (one == "principal" and party.by_agent)]
    await supersede(party.collection, Kind.AUTHORITY, Kind.PHONE_OWNER, but=people)
    for subject in people:
        await ask(work, party, Kind.AUTHORITY, subject, values_of(party, subject), [])
    if party.phone:
        await ask(work, party, Kind.PHONE_OWNER, holder, [*values_of(party, holder), party.phone], [])


async def about_everything(work: Work, party: PartyFacts) -> None:
    """One side was sent: whatever needs to know whose it is."""
    for picture in party.evidence:
        await ask(work, party, Kind.RECAPTURE, _whose(picture), [picture.sha256, picture.id], [picture.id])
        await ask(work, party, Kind.SEEN_BEFORE, _whose(picture), [picture.sha256, picture.id], [picture.id])
    await about_faces(work, party)
    if work.kit.settings.authority_provider != "off":
        await about_people(work, party)


def faces_of(party: PartyFacts) -> tuple[EvidenceFact, EvidenceFact] | None:
    """The card's portrait side and the selfie of whoever holds the phone, where both may be compared."""
    sent = {one.kind: one for one in party.evidence}
    card, selfie = sent.get(CARDS[subject_of(party)]), sent.get("selfie")
    agreed = any(one.kind == "face" and one.decision == "given" for one in party.consents)
    return (card, selfie) if card and selfie and agreed else None


async def supersede(collection_id: str, *kinds: Kind, but: Sequence[str] = ()) -> None:
    """These kinds of a side's checks count no longer, except those about the subjects ``but``."""
    rows = Check.filter(collection=collection_id, kind__in=[one.value for one in kinds], superseded_at=None)
    await (rows.exclude(subject__in=list(but)) if but else rows).update(superseded_at=clock.now())


def values_of(party: PartyFacts, subject: str) -> tuple[str, str]:
    """Name and identity number of the principal or agent, empty where unknown."""
    group = party.agent if subject == "agent" else party.principal
    name, number = (group[one].value if one in group else "" for one in ("name", "id_number"))
    return name, number


async def station_of(collection_id: str) -> str:
    """The station whose policy counts for a side; empty before one has it."""
    row = await Check.filter(collection=collection_id).exclude(station="").first()
    return row.station if row else ""


async def party_of(row: Check) -> PartyFacts:
    """The side that a check is about."""
    return await collection.party_facts(row.collection)


def _whose(picture: EvidenceFact) -> str:
    return "agent" if picture.kind.startswith("agent_") else "principal"


async def _rounds(work: Work, collection_id: str, kind: Kind, subject: str, judged: Sequence[str]) -> str:
    """The fingerprint of the latest round: each time somebody asked again, it was folded once more."""
    found = work.kit.blind.of("check", "|".join((kind.value, collection_id, subject, *judged)))
    while await Check.filter(fingerprint=(later := work.kit.blind.of("check-again", found))).exists():
        found = later
    return found


async def _supersede_others(row: Check, evidence: Sequence[str]) -> None:
    """Of a picture's checks the picture's own; of a person's the whole kind."""
    same = Check.filter(collection=row.collection, kind=row.kind, subject=row.subject, superseded_at=None)
    for other in await same.exclude(id=row.id):
        if Kind(row.kind) not in OF_A_PICTURE or other.evidence == list(evidence):
            await Check.filter(id=other.id).update(superseded_at=row.asked_at)


async def _supersede_of_picture(collection_id: str, evidence: str) -> None:
    for row in await Check.filter(collection=collection_id, superseded_at=None):
        if evidence in row.evidence:
            await Check.filter(id=row.id).update(superseded_at=clock.now())
