"""Turning a transfer into its papers (文书内容): what they say, their numbers, their signers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from backend import documents, stations
from backend.collection import PartyFacts
from backend.documents import (
    TITLES,
    DocumentKind,
    DocumentRequest,
    NumberedPlace,
    SalesContractData,
    SignerFact,
    TransferConfirmationData,
    UseCharacter,
)
from backend.kit import clock
from backend.kit.database import Work
from backend.stations import StationFacts
from backend.transfers.desk.hold import LONGEST_REASON, note
from backend.transfers.desk.paperwork import agency
from backend.transfers.desk.paperwork.certificate import certificate
from backend.transfers.desk.paperwork.disclosure import disclosure, told_of
from backend.transfers.desk.paperwork.paper_facts import selfie, vehicle_on_paper
from backend.transfers.errors import ClerkUnsigned, PenReasonNeeded
from backend.transfers.models import Transfer

Hand = dict[str, Any]  # as documents.desk_hand and stations.own_signature give it
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
# Whose hand goes where on what both sides sign: role on the paper -> side of a signer.
BOTH = {"seller": "seller", "buyer": "buyer"}
# The line that the clerk signs, as appraiser too: role on the paper.
DESK_ROLES = {
    DocumentKind.TRANSFER_CONFIRMATION: "clerk",
    DocumentKind.SALES_CONTRACT: "clerk",
    DocumentKind.APPRAISAL_CERTIFICATE: "appraiser",
    DocumentKind.COMMITMENT_LETTER: "clerk",
}
# Letters of a counter's name.
LONGEST_COUNTER = 20
# Each kind's count. The first three are older than the others, and their counts must go on under their old names.
SERIES = {kind: kind.value for kind in DocumentKind} | {
    DocumentKind.SALES_CONTRACT: "contract",
    DocumentKind.TRANSFER_CONFIRMATION: "confirmation",
    DocumentKind.APPRAISAL_CERTIFICATE: "certificate",
}


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who handles the transfer, and how that person signs; None with a pen, on the printed papers."""

    name: str
    hand: Hand | None

    @property
    def signer(self) -> list[SignerFact]:
        """The clerk among the set's signers, signed from the start."""
        return [SignerFact("clerk", "", self.name, way="desk", strokes=self.hand)] if self.hand else []


async def give_numbers(work: Work, row: Transfer, more: Iterable[DocumentKind] = ()) -> None:
    """Give each paper its number, once, ``more`` than those of every transfer too: a new version keeps it."""
    place = await stations.station(row.station)
    for kind in (*_of_every_transfer(row), *more):
        if kind not in row.numbers:
            row.give_number(kind, await _number(work, place, kind))


def papers_due(row: Transfer, seller: PartyFacts, buyer: PartyFacts) -> tuple[str, ...]:
    """The titles of the papers that an approval makes now."""
    return tuple(TITLES[kind] for kind in (*_of_every_transfer(row), *agency.needed_kinds(seller, buyer)))


def _of_every_transfer(row: Transfer) -> list[DocumentKind]:
    """An appraisal is voluntary (DOMAIN §0.14): no certificate, and no number for it, without an appraised price."""
    always = [DocumentKind.TRANSFER_CONFIRMATION, DocumentKind.SALES_CONTRACT]
    return always if row.appraised_fen is None else [*always, DocumentKind.APPRAISAL_CERTIFICATE]


async def clerk_of(work: Work, row: Transfer, hand: Hand | None, by_pen: str | None) -> Clerk:
    """The acting clerk, who signs with ``hand``, else with the one saved at 我的; with a pen where ``by_pen`` says why.

    Raises ClerkUnsigned where there is neither hand nor reason, PenReasonNeeded for a reason that says nothing.
    """
    name = await stations.staff_name(work.actor.id)
    if by_pen is not None:
        await note(work, row, "clerk_on_paper", reason=_reason(by_pen))
        await work.record("transfer.clerk_on_paper", row.public_id, version=row.version)
        return Clerk(name, None)
    hand = hand or await stations.own_signature(work.actor.id)
    if hand is None:
        raise ClerkUnsigned(field="signature")
    return Clerk(name, hand)


async def prepare(
    work: Work,
    row: Transfer,
    seller: PartyFacts,
    buyer: PartyFacts,
    vehicle: dict[str, str],
    clerk: Clerk,
    on_paper: Mapping[str, str],
) -> str:
    """Ask the documents slice for a new version of the papers; the set's id. ``on_paper`` as in agency.signers."""
    place = await stations.station(row.station)
    about = agency.Occasion(row, place, seller, buyer, vehicle_on_paper(row, vehicle))
    made = [
        await _confirmation(work, about, clerk),
        _contract(about, clerk),
        *await _certificate(about, clerk),
        *agency.requests(about),
    ]
    if clerk.hand:
        made = [signed_at_desk(one) for one in made]
    return await documents.prepare(
        work,
        transfer=row.public_id,
        station=row.station,
        city=place.document_city,
        documents=[signed_by_one(one) if about.one_hand else one for one in made],
        signers=[*agency.signers(seller, buyer, on_paper), *clerk.signer],
    )


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not 2 <= len(reason) <= LONGEST_REASON:
        raise PenReasonNeeded(field="pen_reason")
    return reason


def signed_at_desk(request: DocumentRequest) -> DocumentRequest:
    """``request`` with the clerk's hand where its kind has a line for it."""
    role = DESK_ROLES.get(request.kind)
    return replace(request, signed_as={**(request.signed_as or {}), role: "clerk"}) if role else request


def signed_by_one(request: DocumentRequest) -> DocumentRequest:
    """``request`` where the same phone acts for both sides: one hand for what both sign (agency.signers)."""
    roles = {role: "seller" if side == "buyer" else side for role, side in (request.signed_as or {}).items()}
    return replace(request, signed_as=roles)


async def _confirmation(work: Work, about: agency.Occasion, clerk: Clerk) -> DocumentRequest:
    data = TransferConfirmationData(
        number=about.row.confirmation_number,
        seller=about.as_side(about.seller),
        buyer=about.as_side(about.buyer),
        vehicle=about.car,
        transfer_number=about.row.number,
        market_name=about.place.market_name,
        clerk_name=clerk.name,
        issued_on=clock.today(),
        seller_photo=await selfie(work, about.seller),
        buyer_photo=await selfie(work, about.buyer),
    )
    return DocumentRequest(DocumentKind.TRANSFER_CONFIRMATION, data.number, data, signed_as=BOTH)


def _contract(about: agency.Occasion, clerk: Clerk) -> DocumentRequest:
    row, market = about.row, about.place.market_name
    data = SalesContractData(
        number=row.contract_number,
        seller=about.as_side(about.seller),
        buyer=about.as_side(about.buyer),
        vehicle=told_of(about.seller, about.car),
        condition=disclosure(about.seller, about.car),
        price_fen=row.price_fen or 0,
        signed_on=clock.today(),
        signed_place=market,
        # The car is handed over on the day of the contract (当日): from then on it is the buyer's business.
        liability_from=clock.today(),
        use=USES.get(about.car.use_character, UseCharacter.OTHER),
        other_terms=row.remarks,
        transfer_number=row.number,
        market_name=market,
        clerk_name=clerk.name,
    )
    return DocumentRequest(DocumentKind.SALES_CONTRACT, data.number, data, signed_as=BOTH)


async def _certificate(about: agency.Occasion, clerk: Clerk) -> list[DocumentRequest]:
    owner, company = about.seller.display_name, about.place.market_name
    data = await certificate(about.row, about.car, owner=owner, appraiser=clerk.name, company=company)
    return [DocumentRequest(DocumentKind.APPRAISAL_CERTIFICATE, data.number, data, signed_as={})] if data else []


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
