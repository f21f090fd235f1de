"""Making a set of documents, and voiding one when the transfer changes."""

from dataclasses import fields, replace
from hashlib import sha256

from pydantic import TypeAdapter

from backend.documents.facts import DocumentRequest, SignerFact
from backend.documents.models import Document, DocumentSet, Signer
from backend.documents.render.data import DocumentData, DocumentKind
from backend.documents.render.fonts import must_be_drawable
from backend.documents.render.rendering import LAYOUTS
from backend.kit import clock, ids
from backend.kit.database import Work

ADAPTERS: dict[DocumentKind, TypeAdapter] = {kind: TypeAdapter(data) for kind, (data, _) in LAYOUTS.items()}


async def prepare(
    work: Work,
    *,
    transfer: str,
    station: str,
    city: str,
    documents: list[DocumentRequest],
    signers: list[SignerFact],
) -> str:
    """Begin a new version of a transfer's documents; a job makes the PDFs. Returns the set's public id.

    An earlier version that is not void is voided. Numbers come with the requests, because they must be given without
    gaps in the transaction that decides to make the documents. Raises GlyphMissing for what no font can draw.
    """
    await void(work, transfer, "文书已重新生成")
    latest = await DocumentSet.filter(transfer=transfer).order_by("-version").first()
    made = await DocumentSet.create(
        public_id=ids.public_id(),
        transfer=transfer,
        station=station,
        city=city,
        version=latest.version + 1 if latest else 1,
        made_at=clock.now(),
    )
    for request in documents:
        await _add(work, made, request)
    for signer in signers:
        await Signer.create(set_id=made.id, side=signer.side, owner=signer.owner, name=signer.name)
    await work.record(
        "documents.prepared",
        transfer,
        set=made.public_id,
        version=made.version,
        numbers=[request.number for request in documents],
    )
    await work.queue("documents.render_set", made.public_id, set=made.public_id)
    return made.public_id


async def void(work: Work, transfer: str, reason: str) -> None:
    """Take back whatever version is in force; signed bytes are kept, but count no longer."""
    for row in await DocumentSet.filter(transfer=transfer).exclude(state="void"):
        row.state, row.reason = "void", reason
        await row.save(update_fields=["state", "reason"])
        await work.record("documents.voided", transfer, set=row.public_id, reason=reason)


async def _add(work: Work, made: DocumentSet, request: DocumentRequest) -> None:
    name = ids.public_id()
    # The QR on every page leads to where anybody can check the document.
    address = f"{work.kit.settings.address}/v/{name}"
    data, photos = await _photos_apart(work, replace(request.data, verify_url=address))
    written = ADAPTERS[request.kind].dump_json(data).decode()
    # Refused now, while somebody can mend it: the job that draws the pages could only fail again and again.
    await work.kit.pools.in_thread(must_be_drawable, written)
    await Document.create(
        public_id=name,
        set_id=made.id,
        kind=request.kind.value,
        number=request.number,
        data=written,
        photos=photos,
    )


async def _photos_apart(work: Work, data: DocumentData) -> tuple[DocumentData, dict[str, str]]:
    """Photos are objects, not columns: a picture in JSON would be read with every list of documents."""
    photos: dict[str, str] = {}
    for field in fields(data):
        value = getattr(data, field.name)
        if isinstance(value, bytes):
            key = f"document-photos/{sha256(value).hexdigest()}"
            await work.kit.objects.put(key, value)
            photos[field.name] = key
    without: DocumentData = replace(data, **dict.fromkeys(photos))  # type: ignore[arg-type]
    return without, photos
