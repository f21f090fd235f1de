"""Making the PDFs, outside any transaction: drawing takes longer than others should wait."""

from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any

from backend.documents.events import SetFinished, SetReady
from backend.documents.models import Document, DocumentSet, Signer
from backend.documents.prepare import ADAPTERS
from backend.documents.render import RenderedDocument, render
from backend.documents.render.data import DocumentKind, SignatureMark
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.events import publish
from backend.kit.jobs import JobRun, job
from backend.kit.tools import Kit


@job("documents.render_set")
async def render_set(run: JobRun) -> None:
    """Make the PDFs that the signers will see."""
    row = await DocumentSet.get(public_id=run.arguments["set"])
    if row.state != "preparing":
        return
    made = [(document, *await _made(run.tools.kit, row, document, {})) for document in await _documents(row)]
    async with unit_of_work(SYSTEM) as work:
        # Only the first runner that gets here changes the state; a second finds it changed.
        if not await DocumentSet.filter(id=row.id, state="preparing").update(state="signing"):
            return
        for document, key, rendered in made:
            document.shown_object, document.shown_sha256 = key, rendered.sha256
            document.template_version, document.pages = rendered.template_version, rendered.pages
            await document.save(update_fields=["shown_object", "shown_sha256", "template_version", "pages"])
            await work.record("document.made", document.public_id, object=key, sha256=rendered.sha256)
        work.announce(f"transfer:{row.transfer}", set=row.public_id, state="signing")
        await publish(work, SetReady(row.public_id, row.transfer))


@job("documents.finish_set")
async def finish_set(run: JobRun) -> None:
    """Make the PDFs again with every signature in its place; what nobody signs stays as it was shown."""
    row = await DocumentSet.get(public_id=run.arguments["set"])
    if row.state != "finishing":
        return
    marks = {signer.side: _mark(signer) for signer in await Signer.filter(set_id=row.id)}
    signed = [document for document in await _documents(row) if document.signed_by]
    made = [
        (document, *await _made(run.tools.kit, row, document, {side: marks[side] for side in document.signed_by}))
        for document in signed
    ]
    async with unit_of_work(SYSTEM) as work:
        if not await DocumentSet.filter(id=row.id, state="finishing").update(state="finished"):
            return
        for document, key, rendered in made:
            document.signed_object, document.signed_sha256 = key, rendered.sha256
            await document.save(update_fields=["signed_object", "signed_sha256"])
            await work.record("document.signed", document.public_id, object=key, sha256=rendered.sha256)
        work.announce(f"transfer:{row.transfer}", set=row.public_id, state="finished")
        await publish(work, SetFinished(row.public_id, row.transfer))


async def _documents(row: DocumentSet) -> list[Document]:
    return await Document.filter(set_id=row.id).order_by("id")


async def _made(
    kit: Kit, row: DocumentSet, document: Document, marks: dict[str, SignatureMark]
) -> tuple[str, RenderedDocument]:
    kind = DocumentKind(document.kind)
    photos: dict[str, Any] = {name: await kit.objects.get(key) for name, key in document.photos.items()}
    signatures: dict[str, Any] = {f"{side}_signature": mark for side, mark in marks.items()}
    data = replace(ADAPTERS[kind].validate_json(document.data), **photos, **signatures)
    rendered = await kit.pools.in_process(partial(render, kind, data, city=row.city))
    key = f"documents/{sha256(rendered.pdf).hexdigest()}"
    await kit.objects.put(key, rendered.pdf)
    return key, rendered


def _mark(signer: Signer) -> SignatureMark:
    kept = signer.strokes
    strokes = tuple(tuple((x, y, t, p) for x, y, t, p in stroke) for stroke in kept["strokes"])
    return SignatureMark(strokes, signer.name, signer.at, kept["aspect"])  # type: ignore[arg-type]
