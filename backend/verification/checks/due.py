"""Which checks are due of a side (应做核查): pure functions of what the side has sent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from backend.collection import EvidenceFact, PartyFacts
from backend.verification.checks.kinds import Kind

# Whose portrait the selfie is compared with.
CARDS = {"principal": "id_front", "agent": "agent_id_front"}


@dataclass(frozen=True, slots=True)
class Due:
    """One check that should be there; ``judged`` are the hashes or values it is about, ``evidence`` public ids."""

    kind: Kind
    subject: str
    judged: tuple[str, ...]
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is due, and what counts no longer: ``only`` names whose checks of a kind may stay, ``gone`` a photograph."""

    due: tuple[Due, ...] = ()
    only: Mapping[Kind, tuple[str, ...]] = field(default_factory=dict)
    gone: str = ""


def of_a_picture(party: PartyFacts, evidence: str, replaces: str) -> Wanted:
    """A photograph came: it is inspected, and the faces are compared once both are there."""
    picture = next((one for one in party.evidence if one.id == evidence), None)
    if picture is None:
        return Wanted(gone=replaces)
    faces = _of_faces(party)
    return Wanted((_of(Kind.RECAPTURE, picture), *faces.due), faces.only, replaces)


def of_a_side(party: PartyFacts, *, authority: bool) -> Wanted:
    """One side was sent: whatever needs to know whose it is. ``authority``: whether there is one to ask."""
    pictures = (_of(kind, one) for one in party.evidence for kind in (Kind.RECAPTURE, Kind.SEEN_BEFORE))
    faces, people = _of_faces(party), _of_people(party) if authority else Wanted()
    return Wanted((*pictures, *faces.due, *people.due), {**faces.only, **people.only})


def subject_of(party: PartyFacts) -> str:
    """Who holds the phone: the agent where there is one, else the principal."""
    return "agent" if party.party_kind == "company" or party.by_agent else "principal"


def faces_of(party: PartyFacts) -> tuple[EvidenceFact, EvidenceFact] | None:
    """The card's portrait side and the selfie of whoever holds the phone, where both may be compared."""
    sent = {one.kind: one for one in party.evidence}
    card, selfie = sent.get(CARDS[subject_of(party)]), sent.get("selfie")
    agreed = any(one.kind == "face" and one.decision == "given" for one in party.consents)
    return (card, selfie) if card and selfie and agreed else None


def values_of(party: PartyFacts, subject: str) -> tuple[str, str]:
    """Name and identity number of the principal or agent, empty where unknown."""
    group = party.agent if subject == "agent" else party.principal
    name, number = (group[one].value if one in group else "" for one in ("name", "id_number"))
    return name, number


def _of(kind: Kind, picture: EvidenceFact) -> Due:
    whose = "agent" if picture.kind.startswith("agent_") else "principal"
    return Due(kind, whose, (picture.sha256, picture.id), (picture.id,))


def _of_faces(party: PartyFacts) -> Wanted:
    """The card of whoever holds the phone against their selfie; nothing without consent, or to be done at the desk."""
    pair = faces_of(party)
    if pair is None:
        return Wanted(only={Kind.FACE_MATCH: ()})
    card, selfie = pair
    holder = subject_of(party)
    due = Due(Kind.FACE_MATCH, holder, (card.sha256, selfie.sha256), (card.id, selfie.id))
    return Wanted((due,), {Kind.FACE_MATCH: (holder,)})


def _of_people(party: PartyFacts) -> Wanted:
    """Names and numbers against the authority, of everybody who appears; the phone of whoever holds it."""
    people = tuple(_people(party))
    due = [Due(Kind.AUTHORITY, one, values_of(party, one)) for one in people]
    if party.phone:
        holder = subject_of(party)
        due.append(Due(Kind.PHONE_OWNER, holder, (*values_of(party, holder), party.phone)))
    return Wanted(tuple(due), {Kind.AUTHORITY: people, Kind.PHONE_OWNER: people})


def _people(party: PartyFacts) -> Iterator[str]:
    holder = subject_of(party)
    if holder == "principal" or party.by_agent:
        yield "principal"
    if holder == "agent":
        yield "agent"
