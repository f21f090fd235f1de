"""Turning a transfer into its papers (文书内容): what they say, their numbers, their signers."""

from backend import collection, documents, stations
from backend.collection import PartyFacts
from backend.documents import (
    AgentFacts,
    DocumentKind,
    DocumentRequest,
    NumberedPlace,
    SalesContractData,
    SignerFact,
    TransferConfirmationData,
    UseCharacter,
    VehicleFacts,
)
from backend.documents import PartyFacts as PaperParty
from backend.documents import PartyKind as PaperKind
from backend.kit import clock
from backend.kit.database import Work
from backend.stations import StationFacts
from backend.transfers.desk.certificate import certificate
from backend.transfers.desk.disclosure import disclosure, told_of
from backend.transfers.models import Transfer
from backend.verification import day

# The contract's six boxes; every 使用性质 that stands for none of them is 其他.
USES = {
    "非营运": UseCharacter.NON_OPERATING,
    "货运": UseCharacter.FREIGHT,
    "公路客运": UseCharacter.PASSENGER,
    "公交客运": UseCharacter.PASSENGER,
    "旅游客运": UseCharacter.PASSENGER,
    "出租客运": UseCharacter.TAXI,
    "预约出租客运": UseCharacter.TAXI,
    "租赁": UseCharacter.RENTAL,
}
# Letters of a counter's name.
LONGEST_COUNTER = 20
# Each kind's count; the transfer's column of its number is named after it.
SERIES = {
    DocumentKind.SALES_CONTRACT: "contract",
    DocumentKind.TRANSFER_CONFIRMATION: "confirmation",
    DocumentKind.APPRAISAL_CERTIFICATE: "certificate",
}


async def give_numbers(work: Work, row: Transfer) -> None:
    """Give each paper its number, once: a new version of the papers keeps it.

    An appraisal is voluntary (DOMAIN §0.14): without an appraised price there is no certificate, and no number for it.
    """
    place = await stations.station(row.station)
    for kind, series in SERIES.items():
        needed = kind is not DocumentKind.APPRAISAL_CERTIFICATE or row.appraised_fen is not None
        if needed and not getattr(row, f"{series}_number"):
            setattr(row, f"{series}_number", await _number(work, place, kind))


async def prepare(work: Work, row: Transfer, seller: PartyFacts, buyer: PartyFacts, vehicle: dict[str, str]) -> str:
    """Ask the documents slice for a new version of the papers, two or, with an appraised price, three; the set's id."""
    place = await stations.station(row.station)
    clerk = await stations.staff_name(work.actor.id)
    car = _vehicle(vehicle)
    confirmation = TransferConfirmationData(
        number=row.confirmation_number,
        seller=_party(seller),
        buyer=_party(buyer),
        vehicle=car,
        transfer_number=row.number,
        market_name=place.market_name,
        clerk_name=clerk,
        issued_on=clock.today(),
        seller_photo=await _selfie(work, seller),
        buyer_photo=await _selfie(work, buyer),
    )
    contract = _contract(row, seller, buyer, car, market=place.market_name, clerk=clerk)
    made = [
        DocumentRequest(DocumentKind.TRANSFER_CONFIRMATION, row.confirmation_number, confirmation),
        DocumentRequest(DocumentKind.SALES_CONTRACT, row.contract_number, contract),
    ]
    appraised = await certificate(row, car, owner=seller.display_name, appraiser=clerk, company=place.market_name)
    if appraised is not None:
        made.append(DocumentRequest(DocumentKind.APPRAISAL_CERTIFICATE, row.certificate_number, appraised))
    return await documents.prepare(
        work,
        transfer=row.public_id,
        station=row.station,
        city=place.document_city,
        documents=made,
        signers=[_signer(seller), _signer(buyer)],
    )


def _contract(
    row: Transfer, seller: PartyFacts, buyer: PartyFacts, car: VehicleFacts, *, market: str, clerk: str
) -> SalesContractData:
    return SalesContractData(
        number=row.contract_number,
        seller=_party(seller),
        buyer=_party(buyer),
        vehicle=told_of(seller, car),
        condition=disclosure(seller, car),
        price_fen=row.price_fen or 0,
        signed_on=clock.today(),
        signed_place=market,
        # The car is handed over on the day of the contract (当日): from then on it is the buyer's business.
        liability_from=clock.today(),
        use=USES.get(car.use_character, UseCharacter.OTHER),
        other_terms=row.remarks,
        transfer_number=row.number,
        market_name=market,
        clerk_name=clerk,
    )


async def _number(work: Work, place: StationFacts, kind: DocumentKind) -> str:
    year, city = clock.today().year, place.document_city
    nickname = place.city_nickname or place.city.removesuffix("市")
    numbered = NumberedPlace(place.province, place.code, nickname)
    # Stations whose numbers look alike take turns at one count: two papers of one number would be worse than a
    # station whose own numbers have neighbours in between.
    alike = documents.stem_of(kind, city, numbered, year=year)[:LONGEST_COUNTER]
    counter = place.public_id if documents.names_station(kind, city) else alike
    count = await stations.next_number(work, counter, SERIES[kind], year)
    return documents.number_of(kind, city, numbered, year=year, sequence=count)


def _party(party: PartyFacts) -> PaperParty:
    company = party.party_kind == "company"
    group = party.company if company else party.principal
    values = {name: field.value for name, field in group.items()}
    agent = {name: field.value for name, field in party.agent.items()}
    return PaperParty(
        name=party.display_name,
        document_number=values.get("credit_code" if company else "id_number", ""),
        kind=PaperKind.COMPANY if company else PaperKind.PERSON,
        document_name="营业执照" if company else "居民身份证",
        ethnicity="" if company else values.get("ethnicity", ""),
        # The phone that was proved is the agent's: a paper must not print it as the principal's own.
        phone=f"{party.phone}（代办人）" if party.by_agent else party.phone,
        address=values.get("address", ""),
        agent=AgentFacts(agent.get("name", ""), agent.get("id_number", ""), party.phone) if agent else None,
    )


def _vehicle(values: dict[str, str]) -> VehicleFacts:
    return VehicleFacts(
        plate_number=values.get("plate_number", ""),
        vin=values.get("vin", ""),
        engine_number=values.get("engine_number", ""),
        brand_model=values.get("brand_model", ""),
        vehicle_type=values.get("vehicle_type", ""),
        use_character=values.get("use_character", ""),
        registered_on=day(values.get("registered_on", "")),
        owner_name=values.get("owner", ""),
    )


def _signer(party: PartyFacts) -> SignerFact:
    signer = party.signer
    return SignerFact(party.role, party.owner, signer["name"].value if "name" in signer else party.display_name)


async def _selfie(work: Work, party: PartyFacts) -> bytes | None:
    """The picture beside the party's declarations; none when the face is looked at in person."""
    selfie = next((one for one in party.evidence if one.kind == "selfie"), None)
    if selfie is None or party.face_in_person:
        return None
    return (await collection.evidence_picture(work, selfie.id, "display")).bytes
