"""What callers hand in and get back: plain values, no rows."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from backend.documents.render.data import DocumentData, DocumentKind
from backend.kit.ids import ALPHABET

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
    """One document to make; ``data`` holds its number already, and its photos.

    ``signed_as`` says whose hand goes where: role on the paper (its ``<role>_signature``) -> side of a signer. Without
    it the kind's own sides sign (``SIGNED_BY``).
    """

    kind: DocumentKind
    number: str
    data: DocumentData
    signed_as: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class SignerFact:
    """Who must sign: ``side`` and ``way`` as in :class:`backend.documents.models.Signer`.

    ``owner`` is the public id of who signs for that side, empty until a principal claims their link; ``phone`` gets
    the code that confirms the signature; ``strokes`` are of somebody who signs as the set is made: the clerk. ``paper``
    is why a signature on paper (``way`` paper) counts: who saw the original, where it is kept.
    """

    side: str
    owner: str
    name: str
    phone: str = ""
    way: str = "phone"  # phone | paper | desk
    id_number: str = ""
    strokes: dict[str, Any] | None = None  # as in the signer's row: strokes, aspect
    paper: str = ""


@dataclass(frozen=True, slots=True)
class SignerState:
    """How far one signer is: ``waiting``, ``signed`` or ``declined``. ``read`` names documents read to their end.

    ``phone`` (masked) gets the code that confirms the signature; ``way`` as in :class:`SignerFact`.
    """

    side: str
    owner: str
    name: str
    state: str
    at: datetime | None
    reason: str
    read: tuple[str, ...] = ()
    phone: str = ""
    way: str = "phone"


@dataclass(frozen=True, slots=True)
class SealFact:
    """The seals under a document: ``level`` B-LTA (with ``stamped_at``, the time-stamp's own time) or B-B without.

    ``serials`` are those of the station's and the platform's certificates, in hexadecimal.
    """

    level: str
    stamped_at: datetime | None
    serials: tuple[str, ...]


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
    station: str = ""

    @property
    def for_owners(self) -> bool:
        """Whether anybody but the station signs it; the rest is there for them to read."""
        return any(side != "clerk" for side in self.signed_by)

    seal: SealFact | None = None


@dataclass(frozen=True, slots=True)
class SetFacts:
    """All documents of one version of a transfer, and their signers; ``fingerprint`` as :func:`fingerprint_of`."""

    id: str
    transfer: str
    version: int
    state: str  # preparing | signing | finishing | finished | void
    reason: str
    documents: tuple[DocumentFact, ...]
    signers: tuple[SignerState, ...]
    fingerprint: str = ""

    def signer(self, owner: str) -> SignerState | None:
        """The state of ``owner``, if they sign this set."""
        return next((one for one in self.signers if one.owner == owner), None)

    def to_sign(self, owner: str) -> tuple[DocumentFact, ...]:
        """The documents that ``owner`` signs; the set's others are there for them to read."""
        mine = self.signer(owner)
        return tuple(one for one in self.documents if mine and mine.side in one.signed_by)


def fingerprint_of(set_id: str, shown: list[str]) -> str:
    """Eight letters in fours that stand for exactly this set: 40 bits of SHA-256 over its id and its documents' hashes.

    ``shown`` are the hashes of the bytes shown to the signers, in the set's order; none while they are still made.
    """
    if not shown or not all(shown):
        return ""
    digest = sha256("\n".join([set_id, *shown]).encode()).digest()
    letters = int.from_bytes(digest[:5])
    text = "".join(ALPHABET[letters >> 5 * place & 31] for place in reversed(range(8)))
    return f"{text[:4]}-{text[4:]}"
