"""What a transfer's papers say of its two sides and its car (文书要素), in the words of ``backend.documents``."""

from dataclasses import replace

from backend import collection
from backend.collection import PartyFacts
from backend.documents import AgentFacts, VehicleFacts
from backend.documents import PartyFacts as PaperParty
from backend.documents import PartyKind as PaperKind
from backend.kit.database import Work
from backend.rules.plate_type import plate_type_of
from backend.transfers.models import Transfer
from backend.verification import day


def party_on_paper(party: PartyFacts, own_phone: str) -> PaperParty:
    """One side as papers name it, with who acts for it; ``own_phone`` is the principal's, as a clerk typed it."""
    shown = f"{party.phone}（代办人）" if party.by_agent else party.phone
    company = party.party_kind == "company"
    group = party.company if company else party.principal
    values = {name: field.value for name, field in group.items()}
    return PaperParty(
        name=party.display_name,
        document_number=values.get("credit_code" if company else "id_number", ""),
        kind=PaperKind.COMPANY if company else PaperKind.PERSON,
        document_name="营业执照" if company else "居民身份证",
        ethnicity="" if company else values.get("ethnicity", ""),
        # The phone that was proved is the agent's: a paper must not print it as the principal's own.
        phone=own_phone or shown,
        address=values.get("address", ""),
        agent=agent_of(party) if party.agent else None,
    )


def agent_of(party: PartyFacts) -> AgentFacts:
    """Who acts for a side: an agent, or a company's 经办人; nameless for somebody who acts alone."""
    values = {name: field.value for name, field in party.agent.items()}
    return AgentFacts(values.get("name", ""), values.get("id_number", ""), party.phone)


def applicant_on_paper(party: PartyFacts, own_phone: str) -> PaperParty:
    """The buyer as the car's owner in the application: an agent's phone stands in the agent's box alone."""
    paper = party_on_paper(party, own_phone)
    return replace(paper, phone=own_phone) if party.by_agent else paper


def principal_on_paper(party: PartyFacts, own_phone: str) -> PaperParty:
    """One side as who entrusts: without its agent, and with no phone but its own, for the proved one is the agent's."""
    return replace(party_on_paper(party, own_phone), agent=None, phone=own_phone)


def vehicle_on_paper(row: Transfer, values: dict[str, str]) -> VehicleFacts:
    """The car; 号牌种类 is the clerk's word, else what plate and type of the car tell."""
    plate, kind = values.get("plate_number", ""), values.get("vehicle_type", "")
    return VehicleFacts(
        plate_number=plate,
        vin=values.get("vin", ""),
        engine_number=values.get("engine_number", ""),
        brand_model=values.get("brand_model", ""),
        vehicle_type=kind,
        use_character=values.get("use_character", ""),
        registered_on=day(values.get("registered_on", "")),
        owner_name=values.get("owner", ""),
        plate_type=row.plate_type or plate_type_of(plate, kind),
    )


async def selfie(work: Work, party: PartyFacts) -> bytes | None:
    """The picture beside the party's declarations; none when the face is looked at in person."""
    picture = next((one for one in party.evidence if one.kind == "selfie"), None)
    if picture is None or party.face_in_person:
        return None
    return (await collection.evidence_picture(work, picture.id, "display")).bytes
