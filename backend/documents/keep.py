"""What of a set goes into the archive (文书归档): its files, and how each side signed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.documents.errors import DocumentNotFound
from backend.documents.facts import TITLES
from backend.documents.models import Document, DocumentSet, Signer
from backend.documents.render.data import DocumentKind


@dataclass(frozen=True, slots=True)
class PaperFiles:
    """One document's bytes in the store: as shown to be signed, and as signed (empty where nobody signs it)."""

    id: str
    kind: DocumentKind
    title: str
    number: str
    shown_object: str
    shown_sha256: str
    signed_object: str
    signed_sha256: str


@dataclass(frozen=True, slots=True)
class Signing:
    """How one side signed: when, on what device, which bytes (SHA-256), and the strokes (:class:`sign.Strokes`).

    ``way`` is phone, paper (then ``reason`` says who saw the original) or desk. ``confirmed`` is how the SMS confirmed
    it: fingerprint of the set, masked phone, moments, what was read, and the binding (:func:`confirm.binding_of`).
    """

    side: str
    name: str
    state: str
    at: datetime | None
    device: str
    covered: list[str]
    strokes: dict[str, Any] | None
    way: str
    reason: str
    confirmed: dict[str, Any] | None


async def files_of_set(set_id: str) -> list[PaperFiles]:
    """The files of every document of the set, in their order. Raises DocumentNotFound."""
    return [
        PaperFiles(
            id=one.public_id,
            kind=DocumentKind(one.kind),
            title=TITLES[DocumentKind(one.kind)],
            number=one.number,
            shown_object=one.shown_object,
            shown_sha256=one.shown_sha256,
            signed_object=one.signed_object,
            signed_sha256=one.signed_sha256,
        )
        for one in await Document.filter(set_id=(await _set(set_id)).id).order_by("id")
    ]


async def signings_of_set(set_id: str) -> list[Signing]:
    """How each side of the set signed. Raises DocumentNotFound."""
    signers = await Signer.filter(set_id=(await _set(set_id)).id).order_by("id")
    return [
        Signing(
            side=one.side,
            name=one.name,
            state=one.state,
            at=one.at,
            device=one.device,
            covered=one.covered,
            strokes=one.strokes,
            way=one.way,
            reason=one.reason,
            confirmed=one.confirmed,
        )
        for one in signers
    ]


async def _set(set_id: str) -> DocumentSet:
    row = await DocumentSet.get_or_none(public_id=set_id)
    if row is None:
        raise DocumentNotFound
    return row
