"""Sample documents (样张) with invented people: to look at, to print on a station's printer, to compare with the forms.

``cwt documents render --sample DIR`` writes them.
"""

from dataclasses import replace
from pathlib import Path

from backend.documents.render.data import DocumentData, DocumentKind
from backend.documents.render.rendering import render
from backend.documents.render.sample.agency import (
    application,
    commitment,
    crowded_application,
    crowded_commitment,
    crowded_power_of_attorney,
    power_of_attorney,
)
from backend.documents.render.sample.people import SIGNED_AT, portrait, signature
from backend.documents.render.sample.sale import (
    SignedData,
    certificate,
    confirmation,
    contract,
    crowded,
    crowded_certificate,
    signed,
)

__all__ = [
    "POWERS_OF_ATTORNEY",
    "SIGNED_AT",
    "application",
    "certificate",
    "commitment",
    "confirmation",
    "contract",
    "crowded",
    "crowded_application",
    "crowded_certificate",
    "crowded_commitment",
    "crowded_power_of_attorney",
    "portrait",
    "power_of_attorney",
    "sample_of",
    "samples",
    "signature",
    "signed",
    "write_samples",
]

POWERS_OF_ATTORNEY = (
    DocumentKind.REGISTRATION_POWER_OF_ATTORNEY,
    DocumentKind.SELLER_POWER_OF_ATTORNEY,
    DocumentKind.BUYER_POWER_OF_ATTORNEY,
)


def samples() -> dict[str, tuple[DocumentKind, DocumentData | None, str]]:
    """Every sample: file name to kind, data and city."""
    made: dict[str, tuple[DocumentKind, DocumentData | None, str]] = {}
    parts: tuple[tuple[DocumentKind, SignedData], ...] = (
        (DocumentKind.TRANSFER_CONFIRMATION, confirmation()),
        (DocumentKind.SALES_CONTRACT, contract()),
    )
    for kind, data in parts:
        made |= {
            f"{kind}-blank": (kind, None, "default"),
            f"{kind}-unsigned": (kind, data, "default"),
            f"{kind}-signed": (kind, signed(data), "default"),
            f"{kind}-crowded": (kind, signed(crowded(data)), "default"),
            f"{kind}-fuzhou": (kind, signed(data), "fuzhou"),
        }
    others: tuple[tuple[DocumentKind, DocumentData, DocumentData], ...] = (
        (DocumentKind.APPRAISAL_CERTIFICATE, certificate(), crowded_certificate()),
        (DocumentKind.REGISTRATION_APPLICATION, application(), crowded_application()),
        *((kind, power_of_attorney(kind), crowded_power_of_attorney(kind)) for kind in POWERS_OF_ATTORNEY),
        (DocumentKind.COMMITMENT_LETTER, commitment(), crowded_commitment()),
    )
    for kind, filled, full in others:
        made |= {
            f"{kind}-blank": (kind, None, "default"),
            f"{kind}-filled": (kind, filled, "default"),
            f"{kind}-crowded": (kind, full, "default"),
        }
    judged = replace(certificate(), calculation=None)
    return made | {
        f"{DocumentKind.APPRAISAL_CERTIFICATE}-judged": (DocumentKind.APPRAISAL_CERTIFICATE, judged, "default")
    }


def sample_of(kind: DocumentKind) -> DocumentData:
    """The ordinary case of ``kind``, signed where people sign it."""
    match kind:
        case DocumentKind.TRANSFER_CONFIRMATION:
            return signed(confirmation())
        case DocumentKind.SALES_CONTRACT:
            return signed(contract())
        case DocumentKind.APPRAISAL_CERTIFICATE:
            return certificate()
        case DocumentKind.REGISTRATION_APPLICATION:
            return application()
        case DocumentKind.COMMITMENT_LETTER:
            return commitment()
        case _:
            return power_of_attorney(kind)


def write_samples(folder: Path) -> int:
    """Write every sample as a PDF into ``folder`` (made if missing); returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    made = samples()
    for name, (kind, data, city) in made.items():
        (folder / f"{name}.pdf").write_bytes(render(kind, data, city=city).pdf)
    return len(made)
