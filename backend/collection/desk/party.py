"""What a station sees of one side (一方资料): all of it, in plain values."""

from backend.collection.errors import CollectionUnknown
from backend.collection.facts import (
    ConsentFact,
    DoubtFact,
    EvidenceFact,
    FieldFact,
    PartyFacts,
    ReturnedFact,
    SignatureFact,
)
from backend.collection.models import (
    Answer,
    Collection,
    Consent,
    Deal,
    Evidence,
    Reading,
    ReturnedItem,
    Signature,
)
from backend.collection.photos.read import facts_of


async def party_facts(collection: str) -> PartyFacts:
    """Everything about one side; who may see it is the caller's to check. Raises CollectionUnknown."""
    row = await Collection.get_or_none(public_id=collection)
    if row is None:
        raise CollectionUnknown
    groups = _applying(row, await Answer.in_force(collection))
    consents = await Consent.in_force(collection)
    evidence = list((await Evidence.current(collection)).values())
    deal = await Deal.get_or_none(public_id=row.deal) if row.deal else None
    returned = await ReturnedItem.filter(collection=collection).order_by("id")
    shared = await Collection.sharing_phone(row.phone_index, row.owner) if row.phone_index else []
    return PartyFacts(
        collection=row.public_id,
        owner=row.owner,
        role=row.role,
        party_kind=row.party_kind,
        by_agent=row.by_agent,
        state=row.state,
        transfer=row.transfer,
        principal=groups["principal"],
        agent=groups["agent"],
        company=groups["company"],
        vehicle=groups["vehicle"],
        phone=row.phone or "",
        phone_proved_at=row.phone_proved_at,
        phone_shared_with=shared,
        consents=[_consent(one) for one in consents.values()],
        evidence=[_evidence(one) for one in evidence],
        doubts=await _doubts(evidence),
        face_in_person="face" in consents and consents["face"].decision != "given",
        signature=_signature(await Signature.last_of(collection)),
        agreed_price_fen=deal.agreed_fen if deal else None,
        deal=row.deal or None,
        returned=[ReturnedFact(one.task, one.reason, one.at, one.answered_at) for one in returned],
        submitted_at=row.submitted_at,
        condition=groups["condition"],
    )


async def transfer_of(collection: str) -> str:
    """The transfer that has this side, or nothing: far cheaper than all of the side's facts."""
    found = await Collection.filter(public_id=collection).values_list("transfer", flat=True)
    return str(found[0]) if found else ""


async def collections_of_deal(deal: str) -> dict[str, str]:
    """role -> collection of both sides of a deal, as far as they joined."""
    row = await Deal.get_or_none(public_id=deal)
    if row is None:
        return {}
    return {role: name for role, name in (("seller", row.seller), ("buyer", row.buyer)) if name}


def _applying(row: Collection, answers: dict[str, dict[str, Answer]]) -> dict[str, dict[str, FieldFact]]:
    """Groups that no longer apply (the owner changed from company to person) are empty."""
    applies = {
        "principal": row.party_kind == "person",
        "agent": row.party_kind == "company" or row.by_agent,
        "company": row.party_kind == "company",
        "vehicle": row.role == "seller",
        "condition": row.role == "seller",
    }
    return {
        group: {name: _field(one) for name, one in answers.get(group, {}).items()} if there else {}
        for group, there in applies.items()
    }


def _field(row: Answer) -> FieldFact:
    return FieldFact(row.name, row.value, row.source, row.recognised, row.confidence, row.checked)


def _consent(row: Consent) -> ConsentFact:
    return ConsentFact(row.kind, row.decision, row.version, row.sha256, row.channel, row.at)


def _evidence(row: Evidence) -> EvidenceFact:
    return EvidenceFact(row.public_id, row.kind, row.captured, row.at, row.width, row.height, row.size, row.sha256)


def _signature(row: Signature | None) -> SignatureFact | None:
    return SignatureFact(row.strokes, row.width, row.height, row.at, row.sha256) if row else None


async def _doubts(evidence: list[Evidence]) -> list[DoubtFact]:
    readings = await Reading.filter(evidence__in=[one.public_id for one in evidence])
    by_name = {reading.evidence: reading for reading in readings}
    return [doubt for one in evidence for doubt in facts_of(one, by_name.get(one.public_id)).doubts]
