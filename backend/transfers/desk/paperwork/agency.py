"""What is signed when somebody acts for a side (代办), and by whom: powers of attorney, the letter of commitment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from backend.collection import PartyFacts
from backend.documents import (
    CommitmentLetterData,
    DocumentKind,
    DocumentRequest,
    PowerOfAttorneyData,
    RegistrationApplicationData,
    RegistrationBusiness,
    SignerFact,
    VehicleFacts,
)
from backend.documents import PartyFacts as PaperParty
from backend.kit import clock
from backend.stations import StationFacts
from backend.transfers.desk.paperwork.office import city_on_form, province_on_form
from backend.transfers.desk.paperwork.paper_facts import (
    agent_of,
    applicant_on_paper,
    party_on_paper,
    principal_on_paper,
)
from backend.transfers.history import SIDES
from backend.transfers.models import Transfer

# The vehicle office's own form runs for 60 days (DOMAIN §5.5 A).
POWER_LASTS = timedelta(days=60)
POWERS = {
    "seller": DocumentKind.SELLER_POWER_OF_ATTORNEY,
    "buyer": DocumentKind.BUYER_POWER_OF_ATTORNEY,
}
# How names of cities and prefectures end; demo stations leave it out.
CITY_WORDS = ("市", "州", "盟", "地区")
SEALED_ON_PAPER = "单位盖章的授权委托书原件已核对，影像见归档材料"


@dataclass(frozen=True, slots=True)
class Occasion:
    """What all these papers have in common."""

    row: Transfer
    place: StationFacts
    seller: PartyFacts
    buyer: PartyFacts
    car: VehicleFacts

    @property
    def one_hand(self) -> bool:
        """Whether the same person is at the phone of both sides, who then signs once."""
        return self.seller.owner == self.buyer.owner

    @property
    def office(self) -> str:
        """The vehicle office of the station's city."""
        city = self.place.city if self.place.city.endswith(CITY_WORDS) else f"{self.place.city}市"
        return f"{city}公安局交通警察支队车辆管理所"

    @property
    def handler(self) -> PartyFacts:
        """Whose agent handles the transfer: of two agents the buyer's, for the buyer applies (REG164 art. 25)."""
        return self.buyer if self.buyer.by_agent else self.seller

    @property
    def entrusted_by(self) -> str:
        """For whom that agent acts, as the letter says it: both sides may have sent the same person."""
        first, second = agent_of(self.seller), agent_of(self.buyer)
        both = self.seller.by_agent and self.buyer.by_agent and first.document_number == second.document_number
        return "买卖双方" if both else SIDES[self.handler.role]

    def as_side(self, party: PartyFacts) -> PaperParty:
        """A side as papers name it, with who acts for it."""
        return party_on_paper(party, self.row.phone_of(party.role))

    def as_principal(self, party: PartyFacts) -> PaperParty:
        """A side as who entrusts."""
        return principal_on_paper(party, self.row.phone_of(party.role))

    @property
    def businesses(self) -> frozenset[RegistrationBusiness]:
        """转移登记, and 车辆转出 with a destination elsewhere."""
        leaves = bool(self.row.to_province or self.row.to_city)
        both = {RegistrationBusiness.TRANSFER, RegistrationBusiness.MOVE_OUT}
        return frozenset(both if leaves else {RegistrationBusiness.TRANSFER})


def acts_for_another(party: PartyFacts) -> bool:
    """Whether the person at the phone is not the party: an agent, or a company's 经办人."""
    return party.by_agent or party.party_kind == "company"


def needed_kinds(seller: PartyFacts, buyer: PartyFacts) -> Iterator[DocumentKind]:
    """The kinds made here: the application always, the rest as somebody acts for a side (DOMAIN §5.3, 5.5, 5.6).

    A company's 经办人 needs the unit's power of attorney (REG164 art. 89); only an agent promises by letter.
    """
    yield DocumentKind.REGISTRATION_APPLICATION
    if acts_for_another(buyer):
        yield DocumentKind.REGISTRATION_POWER_OF_ATTORNEY
    for party in (seller, buyer):
        if acts_for_another(party):
            yield POWERS[party.role]
    if seller.by_agent or buyer.by_agent:
        yield DocumentKind.COMMITMENT_LETTER


def requests(about: Occasion) -> list[DocumentRequest]:
    """The application and whatever an agent's part in the transfer asks for, in the order of DOMAIN §5."""
    makers = {
        DocumentKind.REGISTRATION_APPLICATION: _application,
        DocumentKind.COMMITMENT_LETTER: _commitment,
    }
    return [makers.get(kind, _power)(about, kind) for kind in needed_kinds(about.seller, about.buyer)]


def signers(seller: PartyFacts, buyer: PartyFacts, on_paper: Mapping[str, str]) -> list[SignerFact]:
    """Both sides (the seller's alone where one phone acts for both), and the principals that somebody acts for.

    ``on_paper`` says for a principal (``seller_p``) what paper original was seen; see :func:`seen`.
    """
    entrusted = [party for party in (seller, buyer) if acts_for_another(party)]
    phones = [seller] if seller.owner == buyer.owner else [seller, buyer]
    return [*map(_at_the_phone, phones), *(_principal(one, on_paper) for one in entrusted)]


def seen_by(reason: str, clerk: str) -> str:
    """``reason`` with who saw the original, as it is kept with the signature."""
    return f"{reason}（{clerk}核对）"


def seen(seller: PartyFacts, buyer: PartyFacts) -> dict[str, str]:
    """What a clerk saw on paper unless the clerk says otherwise: a company entrusts under its round seal."""
    return {f"{one.role}_p": SEALED_ON_PAPER for one in (seller, buyer) if one.party_kind == "company"}


def _application(about: Occasion, kind: DocumentKind) -> DocumentRequest:
    row = about.row
    data = RegistrationApplicationData(
        number=row.numbers[kind],
        buyer=applicant_on_paper(about.buyer, about.row.phone_of("buyer")),
        vehicle=about.car,
        businesses=about.businesses,
        to_province=province_on_form(row.to_province),
        to_city=city_on_form(row.to_city),
        signed_on=clock.today(),
        transfer_number=row.number,
        market_name=about.place.market_name,
    )
    return DocumentRequest(kind, data.number, data, signed_as={"buyer": "buyer"})


def _power(about: Occasion, kind: DocumentKind) -> DocumentRequest:
    party = about.seller if kind is DocumentKind.SELLER_POWER_OF_ATTORNEY else about.buyer
    office = kind is DocumentKind.REGISTRATION_POWER_OF_ATTORNEY
    data = PowerOfAttorneyData(
        number=about.row.numbers[kind],
        principal=about.as_principal(party),
        agent=agent_of(party),
        vehicle=about.car,
        addressee=about.office if office else about.place.market_name,
        businesses=about.businesses,
        valid_from=clock.today(),
        valid_until=clock.today() + POWER_LASTS,
        signed_on=clock.today(),
        signed_place=about.place.market_name,
        transfer_number=about.row.number,
        market_name=about.place.market_name,
    )
    return DocumentRequest(kind, data.number, data, signed_as={"principal": f"{party.role}_p", "agent": party.role})


def _commitment(about: Occasion, kind: DocumentKind) -> DocumentRequest:
    acting = about.handler
    data = CommitmentLetterData(
        number=about.row.numbers[kind],
        agent=agent_of(acting),
        seller=about.as_principal(about.seller),
        buyer=about.as_principal(about.buyer),
        vehicle=about.car,
        addressee=f"{about.place.market_name}、{about.office}",
        entrusted_by=about.entrusted_by,
        signed_on=clock.today(),
        received_on=clock.today(),
        transfer_number=about.row.number,
        market_name=about.place.market_name,
    )
    return DocumentRequest(kind, data.number, data, signed_as={"agent": acting.role})


def _at_the_phone(party: PartyFacts) -> SignerFact:
    name = party.signer["name"].value if "name" in party.signer else party.display_name
    return SignerFact(party.role, party.owner, name, phone=party.phone)


def _principal(party: PartyFacts, on_paper: Mapping[str, str]) -> SignerFact:
    company = party.party_kind == "company"
    group = party.company if company else party.principal
    number = group.get("credit_code" if company else "id_number")
    side = f"{party.role}_p"
    paper = on_paper.get(side, "")
    way = "paper" if company or paper else "phone"
    return SignerFact(side, "", party.display_name, way=way, id_number=number.value if number else "", paper=paper)
