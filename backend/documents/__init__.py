"""Documents (文书): the PDFs of a transfer, numbered, shown to both sides, signed on the phone, kept by version.

This is the slice's front door. How a document looks is ``backend/documents/render``; this part knows who must sign it,
whether they did, and which bytes they saw.
"""

from backend.documents.errors import (
    DocumentNotFound,
    DocumentsChanged,
    DocumentsNotReady,
    NotASigner,
    PagesNotSeen,
    SignatureDeclined,
    SignatureTooShort,
)
from backend.documents.events import AllSigned, Declined, SetFinished, SetReady
from backend.documents.facts import DocumentFact, DocumentRequest, SetFacts, SignerFact, SignerState
from backend.documents.keep import PaperFiles, Signing, files_of_set, signings_of_set
from backend.documents.numbers import names_station, number_of, stem_of
from backend.documents.prepare import prepare, void
from backend.documents.render.data import (
    AgentFacts,
    AppraisalCertificateData,
    CommitmentLetterData,
    ConditionDisclosure,
    ContractCopy,
    DocumentKind,
    PartyFacts,
    PartyKind,
    PlateDelivery,
    PowerOfAttorneyData,
    PriceCalculation,
    RegistrationApplicationData,
    RegistrationBusiness,
    SalesContractData,
    TransferConfirmationData,
    UseCharacter,
    VehicleFacts,
)
from backend.documents.render.numbering import NumberedPlace
from backend.documents.show import document_fact, page_image, pdf_of, set_facts, set_of_transfer, sets_of_owner
from backend.documents.sign import Strokes, decline, read_to_end, sign

__all__ = [
    "AgentFacts",
    "AllSigned",
    "AppraisalCertificateData",
    "CommitmentLetterData",
    "ConditionDisclosure",
    "ContractCopy",
    "Declined",
    "DocumentFact",
    "DocumentKind",
    "DocumentNotFound",
    "DocumentRequest",
    "DocumentsChanged",
    "DocumentsNotReady",
    "NotASigner",
    "NumberedPlace",
    "PagesNotSeen",
    "PaperFiles",
    "PartyFacts",
    "PartyKind",
    "PlateDelivery",
    "PowerOfAttorneyData",
    "PriceCalculation",
    "RegistrationApplicationData",
    "RegistrationBusiness",
    "SalesContractData",
    "SetFacts",
    "SetFinished",
    "SetReady",
    "SignatureDeclined",
    "SignatureTooShort",
    "SignerFact",
    "SignerState",
    "Signing",
    "Strokes",
    "TransferConfirmationData",
    "UseCharacter",
    "VehicleFacts",
    "decline",
    "document_fact",
    "files_of_set",
    "names_station",
    "number_of",
    "page_image",
    "pdf_of",
    "prepare",
    "read_to_end",
    "set_facts",
    "set_of_transfer",
    "sets_of_owner",
    "sign",
    "signings_of_set",
    "stem_of",
    "void",
]
