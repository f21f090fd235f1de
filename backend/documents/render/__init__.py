"""Documents as PDF (文书生成): all forms of the archive, words as data, the same bytes for the same facts.

This folder needs no database and no settings: :func:`render` and :func:`page_images` are plain functions of plain
values, so that the documents slice can run them in a pool of processes.
"""

from backend.documents.render.data import (
    AgentFacts,
    AppraisalCertificateData,
    CommitmentLetterData,
    ConditionDisclosure,
    ContractCopy,
    DocumentData,
    DocumentKind,
    HandedDocument,
    PartyFacts,
    PartyKind,
    PlateDelivery,
    PowerOfAttorneyData,
    PriceCalculation,
    RegistrationApplicationData,
    RegistrationBusiness,
    SalesContractData,
    SignatureMark,
    SignatureWithoutInk,
    TransferConfirmationData,
    UseCharacter,
    VehicleFacts,
)
from backend.documents.render.fonts import FontsMissing, GlyphMissing
from backend.documents.render.layout import TextTooLong
from backend.documents.render.numbering import NumberedPlace, NumberSchemeBroken, document_number
from backend.documents.render.page import Place
from backend.documents.render.pages import page_image, page_images
from backend.documents.render.paint import PhotoUnreadable
from backend.documents.render.rendering import RenderedDocument, WrongDocumentData, render
from backend.documents.render.text import TemplateBroken
from backend.documents.render.wording import Wording, wording

__all__ = [
    "AgentFacts",
    "AppraisalCertificateData",
    "CommitmentLetterData",
    "ConditionDisclosure",
    "ContractCopy",
    "DocumentData",
    "DocumentKind",
    "FontsMissing",
    "GlyphMissing",
    "HandedDocument",
    "NumberSchemeBroken",
    "NumberedPlace",
    "PartyFacts",
    "PartyKind",
    "PhotoUnreadable",
    "Place",
    "PlateDelivery",
    "PowerOfAttorneyData",
    "PriceCalculation",
    "RegistrationApplicationData",
    "RegistrationBusiness",
    "RenderedDocument",
    "SalesContractData",
    "SignatureMark",
    "SignatureWithoutInk",
    "TemplateBroken",
    "TextTooLong",
    "TransferConfirmationData",
    "UseCharacter",
    "VehicleFacts",
    "Wording",
    "WrongDocumentData",
    "document_number",
    "page_image",
    "page_images",
    "render",
    "wording",
]
