"""Seals (电子印章): the platform's certificate authority, and the seals that its certificates set under PDFs.

This is the slice's front door. ``seal_set`` seals papers, ``check_pdf`` says what the seals under a PDF are worth, the
rest is who has a certificate.
"""

from backend.seals.certificates.authority import (
    TOPIC,
    authority_certificate,
    certificates_of,
    certificates_of_platform,
    issue_for_platform,
    issue_for_station,
    paused,
    revocation_list,
    revoke,
)
from backend.seals.errors import (
    AlreadyRevoked,
    AuthorityStays,
    NoSuchCertificate,
    NotSealable,
    RevocationNeedsReason,
    SealRevoked,
    TimeStampsSilent,
    TimeStampsUnset,
    TokenTrouble,
)
from backend.seals.facts import CertificateFacts, PdfCheck, SealedPdf, SealPlace, SignatureCheck, ToSeal
from backend.seals.pictures.draw import SealWords
from backend.seals.pictures.images import (
    SealImageFacts,
    draw_image,
    image_bytes,
    images_of,
    keep_image,
    plant_demo,
    stations_with_image,
    try_image,
    use_image,
)
from backend.seals.signatures.check import check_pdf
from backend.seals.signatures.seal import seal_set

__all__ = [
    "TOPIC",
    "AlreadyRevoked",
    "AuthorityStays",
    "CertificateFacts",
    "NoSuchCertificate",
    "NotSealable",
    "PdfCheck",
    "RevocationNeedsReason",
    "SealImageFacts",
    "SealPlace",
    "SealRevoked",
    "SealWords",
    "SealedPdf",
    "SignatureCheck",
    "TimeStampsSilent",
    "TimeStampsUnset",
    "ToSeal",
    "TokenTrouble",
    "authority_certificate",
    "certificates_of",
    "certificates_of_platform",
    "check_pdf",
    "draw_image",
    "image_bytes",
    "images_of",
    "issue_for_platform",
    "issue_for_station",
    "keep_image",
    "paused",
    "plant_demo",
    "revocation_list",
    "revoke",
    "seal_set",
    "stations_with_image",
    "try_image",
    "use_image",
]
