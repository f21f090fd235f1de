"""Making a set of documents, and voiding one when the transfer changes."""

from dataclasses import fields, replace
from hashlib import sha256

from pydantic import TypeAdapter

from backend.documents.facts import DocumentRequest, SignerFact
from backend.documents.models import Document, DocumentSet, Signer
from backend.documents.render.data import DocumentData, DocumentKind
from backend.documents.render.fonts import must_be_drawable
from backend.documents.render.rendering import LAYOUTS
from backend.documents.wordings import wording_id_in_force
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
        await _must_sign(made, signer)
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


async def _must_sign(made: DocumentSet, signer: SignerFact) -> None:
    # Strokes handed in are a signature already given: at the station's desk, before the papers are drawn. So is one
    # on paper whose original somebody saw.
    given = signer.strokes is not None or bool(signer.paper)
    owner, phone = (signer.owner, signer.phone) if signer.owner else await _came_before(made, signer)
    await Signer.create(
        set_id=made.id,
        side=signer.side,
        owner=owner,
        name=signer.name,
        way=signer.way,
        phone=phone or None,
        id_number=signer.id_number or None,
        strokes=signer.strokes,
        state="signed" if given else "waiting",
        at=made.made_at if given else None,
        reason=signer.paper,
    )


async def _came_before(made: DocumentSet, signer: SignerFact) -> tuple[str, str]:
    """Owner and phone of a principal who proved to be the same person for the version before."""
    before = await DocumentSet.get_or_none(transfer=made.transfer, version=made.version - 1)
    known = await Signer.get_or_none(set_id=before.id, side=signer.side) if before else None
    if known is None or not signer.id_number or known.id_number != signer.id_number:
        return "", ""
    return known.owner, known.phone or ""


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
        signed_as=request.signed_as,
        wording=await wording_id_in_force(request.kind, made.city),
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
