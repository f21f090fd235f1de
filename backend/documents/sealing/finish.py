"""Finishing a set (盖章定稿): ink goes onto what was shown, seals under it, and that is what is kept.

Killed anywhere, it is done again by whoever comes next, and no paper is sealed twice: a sealed paper is stored under a
name of its document, where only the first one stays, and the set becomes finished in one conditional step.
"""

import logging
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from backend import seals
from backend.documents.confirm import holds
from backend.documents.events import SetFinished
from backend.documents.models import Document, DocumentSet, Signer
from backend.documents.sealing.ink import all_with_ink
from backend.documents.sealing.marks import added_later, market_of, places_of, seal_places
from backend.documents.sealing.trouble import InkChanged, SealedOfAnotherPaper, ShownBytesChanged, explained
from backend.gateways.timestamps import TimeStamps
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.events import publish
from backend.kit.tools import Kit
from backend.seals import PdfCheck, SealedPdf, ToSeal

log = logging.getLogger("chewutong.documents")

REASON = "二手车交易文书盖章"


@dataclass(frozen=True, slots=True)
class Inked:
    """A paper with every signature on it, ready to be sealed."""

    document: Document
    shown: bytes
    to_seal: ToSeal


@dataclass(frozen=True, slots=True)
class Kept:
    """A sealed paper as the store holds it, and what its seals tell."""

    document: Document
    key: str
    sha256: str
    seal: dict[str, Any]


async def finish(kit: Kit, timestamps: TimeStamps | None, set_id: str) -> None:
    """Seal the set if everybody signed it; doing it again, or twice at once, changes nothing more.

    What stops it (no time-stamp, a revoked certificate, a full disk) is noted for the station and raised, so that the
    job tries again; nothing is half-sealed for anybody to see.
    """
    row = await DocumentSet.get(public_id=set_id)
    try:
        if row.state == "finishing":
            await _close(row, await _all_kept(kit, timestamps, row, await _inked(kit, row)))
        await _clear(kit, row)
    except Exception as error:
        await DocumentSet.filter(id=row.id, state="finishing").update(reason=explained(error))
        raise


def sealed_key(document: Document) -> str:
    """Where the one sealed version of the document is stored."""
    return f"documents/sealed/{document.public_id}"


async def _inked(kit: Kit, row: DocumentSet) -> list[Inked]:
    signers = await Signer.filter(set_id=row.id)
    documents = await Document.filter(set_id=row.id).order_by("id")
    for signer in signers:
        if not holds(row, signer, documents):
            raise InkChanged(row.public_id)
    shown = [await _shown(kit, document) for document in documents]
    places = [await places_of(row, document) for document in documents]
    marks = [added_later(document, signers) for document in documents]
    # One trip to another process for the whole set.
    inked = await kit.pools.in_process(partial(all_with_ink, list(zip(shown, places, marks, strict=True))))
    return [
        Inked(document, before, ToSeal(pdf, seal_places(where)))
        for document, before, pdf, where in zip(documents, shown, inked, places, strict=True)
    ]


async def _shown(kit: Kit, document: Document) -> bytes:
    shown = await kit.objects.get(document.shown_object)
    if sha256(shown).hexdigest() != document.shown_sha256:
        raise ShownBytesChanged(document.public_id)
    return shown


async def _all_kept(kit: Kit, timestamps: TimeStamps | None, row: DocumentSet, papers: list[Inked]) -> list[Kept]:
    """Each paper's one sealed version: what a run before this one stored, or what this one seals now."""
    waiting = [paper for paper in papers if not await kit.objects.exists(sealed_key(paper.document))]
    if waiting:
        made = await seals.seal_set(
            kit,
            timestamps,
            [paper.to_seal for paper in waiting],
            station=row.station,
            station_name=market_of((paper.document for paper in papers), row.station),
            reason=REASON,
        )
        stored = {
            paper.document.public_id: sealed
            for paper, sealed in zip(waiting, made, strict=True)
            if await kit.objects.put(sealed_key(paper.document), sealed.pdf)
        }
    else:
        stored = {}
    return [await _kept(kit, paper, stored.get(paper.document.public_id)) for paper in papers]


async def _kept(kit: Kit, paper: Inked, sealed: SealedPdf | None) -> Kept:
    key = sealed_key(paper.document)
    if sealed is not None:
        stamped = sealed.stamped_at.isoformat() if sealed.stamped_at else None
        told = {"level": sealed.level, "stamped_at": stamped, "serials": list(sealed.serials)}
        return Kept(paper.document, key, sealed.sha256, told)
    # Stored by a run that was cut off before it could say so, or by one beside this one: it was first, so it counts.
    pdf = await kit.objects.get(key)
    found = await seals.check_pdf(kit, pdf)
    if found.verdict != "intact" or not pdf.startswith(paper.shown):
        raise SealedOfAnotherPaper(paper.document.public_id)
    return Kept(paper.document, key, sha256(pdf).hexdigest(), _told_by(found))


def _told_by(found: PdfCheck) -> dict[str, Any]:
    ours = [one for one in found.signatures if one.kind in ("station", "platform")]
    stamps = [one.stamped_at for one in found.signatures if one.stamped_at]
    return {
        "level": ours[0].level,
        "stamped_at": max(stamps).isoformat() if stamps else None,
        "serials": [one.serial for one in ours],
    }


async def _clear(kit: Kit, row: DocumentSet) -> None:
    """What was sealed of a set that was voided meanwhile counts for nothing, and would be in nobody's keeping."""
    if await DocumentSet.filter(id=row.id, state="void").exists():
        for document in await Document.filter(set_id=row.id, signed_object=""):
            await kit.objects.delete(sealed_key(document))


async def _close(row: DocumentSet, kept: list[Kept]) -> None:
    async with unit_of_work(SYSTEM) as work:
        # Only the first runner that gets here changes the state; a set voided meanwhile stays void.
        if not await DocumentSet.filter(id=row.id, state="finishing").update(state="finished", reason=""):
            return
        for one in kept:
            document = one.document
            document.signed_object, document.signed_sha256 = one.key, one.sha256
            document.seal = {**(document.seal or {}), **one.seal}
            await document.save(update_fields=["signed_object", "signed_sha256", "seal"])
            await work.record(
                "document.sealed", document.public_id, object=one.key, sha256=one.sha256, level=one.seal["level"]
            )
        work.announce(f"transfer:{row.transfer}", set=row.public_id, state="finished")
        await publish(work, SetFinished(row.public_id, row.transfer))
