"""Parties with nothing to complain about, to be changed one thing at a time."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from backend.collection import ConsentFact, EvidenceFact, FieldFact, PartyFacts, SignatureFact
from backend.rules.eligibility import CheckResult, prohibited_items
from backend.sandbox.people import Person, person
from backend.verification import Finding, TransferFacts, findings
from tests.collection.cast import card, company, name_written, vehicle

ON = date(2026, 11, 21)
AT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
PERSON = ("id_front", "id_back", "selfie")
AGENT = ("authority_letter", "agent_id_front", "agent_id_back")
CAR = ("vehicle_licence", "car_front45", "car_vin")


def fields(values: dict[str, str], confidence: float = 0.99) -> dict[str, FieldFact]:
    """Values as read by the card reader and confirmed."""
    return {name: FieldFact(name, value, "recognised", None, confidence) for name, value in values.items()}


def picture(kind: str, captured: str = "camera") -> EvidenceFact:
    """One picture in force."""
    return EvidenceFact(f"evidence-{kind}", kind, captured, AT, 1600, 1200, 300_000, "0" * 64)


def party(who: Person, role: str) -> PartyFacts:
    """A person in person, complete."""
    kinds = PERSON + (CAR if role == "seller" else ())
    return PartyFacts(
        collection=f"collection-{role}",
        owner=f"owner-{role}",
        role=role,
        party_kind="person",
        by_agent=False,
        state="claimed",
        transfer="transfer",
        principal=fields(card(who)),
        agent={},
        company={},
        vehicle=fields(vehicle(who)) if role == "seller" else {},
        phone=who.phone,
        phone_proved_at=AT,
        phone_shared_with=[],
        consents=[ConsentFact("privacy", "given", "1", "0" * 64, "h5", AT)],
        evidence=[picture(kind) for kind in kinds],
        doubts=[],
        face_in_person=False,
        signature=SignatureFact(name_written(), 400, 200, AT, "0" * 64),
        agreed_price_fen=None,
        deal=None,
        returned=[],
        submitted_at=AT,
    )


def seller() -> PartyFacts:
    """林卖, whose car it is."""
    return party(person("lin-mai"), "seller")


def buyer() -> PartyFacts:
    """陈买."""
    return party(person("chen-mai"), "buyer")


def by_agent(side: PartyFacts, agent: Person) -> PartyFacts:
    """The same side, acted for by ``agent``."""
    evidence = [*side.evidence, *(picture(kind) for kind in AGENT)]
    return replace(side, by_agent=True, agent=fields(card(agent)), evidence=evidence)


def of_company(side: PartyFacts, owner: Person, agent: Person) -> PartyFacts:
    """A company's side with its agent."""
    kinds = ("business_licence", *AGENT, "selfie", *(CAR if side.role == "seller" else ()))
    return replace(
        side,
        party_kind="company",
        principal={},
        company=fields(company(owner)),
        agent=fields(card(agent)),
        evidence=[picture(kind) for kind in kinds],
    )


def transfer(**changes: object) -> TransferFacts:
    """A priced transfer of 林卖's car, every prohibition checked."""
    values: dict[str, object] = {
        "vehicle": vehicle(person("lin-mai")),
        "price_fen": 8_650_000,
        "checks": {item.code: CheckResult.PASS for item in prohibited_items()},
    }
    return TransferFacts(**(values | changes))  # type: ignore[arg-type]


def with_vehicle(**changes: str) -> TransferFacts:
    """The same transfer with other words on the licence."""
    return transfer(vehicle=vehicle(person("lin-mai"), **changes))


def changed(side: PartyFacts, group: str, name: str, value: str, **more: object) -> PartyFacts:
    """The side with one field saying something else."""
    fields_there: dict[str, FieldFact] = getattr(side, group)
    changes: dict[str, Any] = {"value": value, **more}
    groups: dict[str, Any] = {group: {**fields_there, name: replace(fields_there[name], **changes)}}
    return replace(side, **groups)


def found(
    one: PartyFacts | None = None, other: PartyFacts | None = None, about: TransferFacts | None = None
) -> dict[str, Finding]:
    """All findings by key; sides and transfer that are not given have nothing to complain about."""
    return {finding.key: finding for finding in findings(one or seller(), other or buyer(), about or transfer(), ON)}
