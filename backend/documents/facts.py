"""What callers hand in and get back: plain values, no rows."""

from dataclasses import dataclass
from datetime import datetime

from backend.documents.render.data import DocumentData, DocumentKind

TITLES = {
    DocumentKind.TRANSFER_CONFIRMATION: "二手车交易确认表",
    DocumentKind.SALES_CONTRACT: "二手车买卖合同",
    DocumentKind.APPRAISAL_CERTIFICATE: "机动车价格评估鉴定结论书",
    DocumentKind.REGISTRATION_APPLICATION: "机动车注册、转移、注销登记/转入申请表",
    DocumentKind.REGISTRATION_POWER_OF_ATTORNEY: "机动车业务委托书",
    DocumentKind.SELLER_POWER_OF_ATTORNEY: "二手车交易委托书（卖方）",
    DocumentKind.BUYER_POWER_OF_ATTORNEY: "二手车交易委托书（买方）",
    DocumentKind.COMMITMENT_LETTER: "代办车辆过户手续承诺函",
}
# Who signs each kind (DOMAIN §5): the sides of a transfer, or who entrusts and who acts. The certificate is the
# appraiser's word: owners read it and sign the rest. The buyer applies, being the owner from now on (REG164 art. 25).
SIGNED_BY: dict[DocumentKind, tuple[str, ...]] = {
    DocumentKind.TRANSFER_CONFIRMATION: ("seller", "buyer"),
    DocumentKind.SALES_CONTRACT: ("seller", "buyer"),
    DocumentKind.APPRAISAL_CERTIFICATE: (),
    DocumentKind.REGISTRATION_APPLICATION: ("buyer",),
    DocumentKind.REGISTRATION_POWER_OF_ATTORNEY: ("principal", "agent"),
    DocumentKind.SELLER_POWER_OF_ATTORNEY: ("principal", "agent"),
    DocumentKind.BUYER_POWER_OF_ATTORNEY: ("principal", "agent"),
    DocumentKind.COMMITMENT_LETTER: ("agent",),
}


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """One document to make; ``data`` holds its number already, and its photos."""

    kind: DocumentKind
    number: str
    data: DocumentData


@dataclass(frozen=True, slots=True)
class SignerFact:
    """Who must sign: ``side`` is ``seller`` or ``buyer``, ``owner`` the public id of who signs for that side."""

    side: str
    owner: str
    name: str


@dataclass(frozen=True, slots=True)
class SignerState:
    """How far one signer is: ``waiting``, ``signed`` or ``declined``. ``read`` names documents read to their end."""

    side: str
    owner: str
    name: str
    state: str
    at: datetime | None
    reason: str
    read: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentFact:
    """One document as its readers may know it; ``signed_by`` are the sides that sign it, none for one only to read."""

    id: str
    set: str
    transfer: str
    kind: DocumentKind
    title: str
    number: str
    version: int
    state: str  # preparing | signing | finished | void
    pages: int
    sha256: str
    template_version: str
    made_at: datetime
    signed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetFacts:
    """All documents of one version of a transfer, and their signers."""

    id: str
    transfer: str
    version: int
    state: str  # preparing | signing | finishing | finished | void
    reason: str
    documents: tuple[DocumentFact, ...]
    signers: tuple[SignerState, ...]

    def signer(self, owner: str) -> SignerState | None:
        """The state of ``owner``, if they sign this set."""
        return next((one for one in self.signers if one.owner == owner), None)

    def to_sign(self, owner: str) -> tuple[DocumentFact, ...]:
        """The documents that ``owner`` signs; the set's others are there for them to read."""
        mine = self.signer(owner)
        return tuple(one for one in self.documents if mine and mine.side in one.signed_by)
