"""Making a document (生成文书): data and words in, the finished PDF out. Plain functions: any process can run them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from hashlib import sha256
from typing import Any, Final

from backend.documents.render.data import (
    AppraisalCertificateData,
    CommitmentLetterData,
    DocumentData,
    DocumentKind,
    PowerOfAttorneyData,
    RegistrationApplicationData,
    SalesContractData,
    TransferConfirmationData,
)
from backend.documents.render.forms.appraisal_certificate import appraisal_certificate
from backend.documents.render.forms.commitment_letter import commitment_letter
from backend.documents.render.forms.power_of_attorney import power_of_attorney
from backend.documents.render.forms.registration_application import registration_application
from backend.documents.render.forms.sales_contract import sales_contract
from backend.documents.render.forms.transfer_confirmation import transfer_confirmation
from backend.documents.render.page import Place, Sheets
from backend.documents.render.paint import UNDATED, paint
from backend.documents.render.wording import Wording, wording
from backend.kit.clock import SHANGHAI
from backend.kit.errors import Fault

Setter = Callable[[Any, Wording], Sheets]

LAYOUTS: Final[dict[DocumentKind, tuple[type, Setter]]] = {
    DocumentKind.TRANSFER_CONFIRMATION: (TransferConfirmationData, transfer_confirmation),
    DocumentKind.SALES_CONTRACT: (SalesContractData, sales_contract),
    DocumentKind.APPRAISAL_CERTIFICATE: (AppraisalCertificateData, appraisal_certificate),
    DocumentKind.REGISTRATION_APPLICATION: (RegistrationApplicationData, registration_application),
    DocumentKind.REGISTRATION_POWER_OF_ATTORNEY: (PowerOfAttorneyData, power_of_attorney),
    DocumentKind.SELLER_POWER_OF_ATTORNEY: (PowerOfAttorneyData, power_of_attorney),
    DocumentKind.BUYER_POWER_OF_ATTORNEY: (PowerOfAttorneyData, power_of_attorney),
    DocumentKind.COMMITMENT_LETTER: (CommitmentLetterData, commitment_letter),
}


class WrongDocumentData(Fault):
    """A document was asked for with another document's data."""


# Whose signatures a document may carry.
HANDS: Final = ("seller", "buyer", "clerk", "appraiser", "principal", "agent")


@dataclass(frozen=True, slots=True)
class RenderedDocument:
    """A finished PDF: its bytes, their SHA-256 (hex), the version of its words, its pages.

    ``places`` tells where each signature and seal belongs (points from the page's upper left corner), for sealing.
    """

    kind: DocumentKind
    pdf: bytes
    sha256: str
    template_version: str
    pages: int
    places: tuple[Place, ...]


def render(
    kind: DocumentKind | str, data: DocumentData | None, *, city: str = "default", words: Wording | None = None
) -> RenderedDocument:
    """Make the document ``kind`` from ``data``; ``None`` makes the blank form.

    Without signatures it is the preview that people sign; with them it is the signed document. The same data and words
    always give the same bytes. ``words`` stands in for the city's words in force (previewing a changed text).
    """
    chosen = words or wording(kind, city)
    sheets = set_pages(kind, data, chosen)
    pdf = paint(sheets, subject=f"{DocumentKind(kind).value} {chosen.version}", made=moment_of(data))
    return RenderedDocument(
        DocumentKind(kind), pdf, sha256(pdf).hexdigest(), chosen.version, len(sheets.pages), tuple(sheets.places)
    )


def moment_of(data: DocumentData | None) -> datetime:
    """When the document is from, by its own words: its last hand, else its day; the same data give the same moment.

    A form that is still blank, or not dated yet, names no moment: 2000-01-01.
    """
    hands = [getattr(data, f"{role}_signature", None) for role in HANDS]
    signed = [hand.signed_at for hand in hands if hand]
    day = getattr(data, "issued_on", None) or getattr(data, "signed_on", None)
    if signed:
        return max(signed)
    return datetime.combine(day, time(), SHANGHAI) if day else UNDATED


def set_pages(kind: DocumentKind | str, data: DocumentData | None, words: Wording) -> Sheets:
    """The document's pages as marks, before they are painted."""
    expected, layout = LAYOUTS[DocumentKind(kind)]
    if data is not None and not isinstance(data, expected):
        raise WrongDocumentData(f"{kind} needs {expected.__name__}, not {type(data).__name__}")
    sheets = layout(data, words)
    sheets.feet()
    return sheets
