"""Making the PDFs, outside any transaction: drawing takes longer than others should wait."""

from dataclasses import fields, replace
from functools import partial
from hashlib import sha256
from typing import Any

from backend.documents.events import SetReady
from backend.documents.models import Document, DocumentSet, Signer
from backend.documents.prepare import ADAPTERS
from backend.documents.render import RenderedDocument, render
from backend.documents.render.data import DocumentKind, SignatureMark
from backend.documents.sealing.finish import finish
from backend.documents.sealing.marks import drawn_at_once, kept_places
from backend.documents.sealing.sweep import SWEEP, sweep
from backend.documents.wordings import wording_of
from backend.kit.actor import SYSTEM
from backend.kit.database import Work, unit_of_work
from backend.kit.events import publish
from backend.kit.jobs import JobRun, job
from backend.kit.tools import Kit


@job("documents.render_set")
async def render_set(run: JobRun) -> None:
    """Make the PDFs that the signers will see, with the marks of those who signed at the station's desk already."""
    row = await DocumentSet.get(public_id=run.arguments["set"])
    if row.state != "preparing":
        return
    signers = await Signer.filter(set_id=row.id)
    documents = await Document.filter(set_id=row.id).order_by("id")
    made = [(one, *await _made(run.tools.kit, row, one, drawn_at_once(one, signers))) for one in documents]
    async with unit_of_work(SYSTEM) as work:
        # Only the first runner that gets here changes the state; a second finds it changed.
        if not await DocumentSet.filter(id=row.id, state="preparing").update(state="signing"):
            return
        for document, key, rendered in made:
            await _keep(work, document, key, rendered)
        for signer in signers:
            if signer.way == "desk" and signer.state == "signed":
                await _cover(signer, documents)
        work.announce(f"transfer:{row.transfer}", set=row.public_id, state="signing")
        await publish(work, SetReady(row.public_id, row.transfer))


@job("documents.finish_set")
async def finish_set(run: JobRun) -> None:
    """Put every signature onto the papers that were shown, and seal them."""
    await finish(run.tools.kit, run.tools.timestamps, run.arguments["set"])


@job(SWEEP)
async def sweep_sets(run: JobRun) -> None:
    """Find every set that waits for its papers or its seals, whatever became of the job that was to bring them."""
    async with unit_of_work(SYSTEM) as work:
        await sweep(work)


async def _keep(work: Work, document: Document, key: str, rendered: RenderedDocument) -> None:
    document.shown_object, document.shown_sha256 = key, rendered.sha256
    document.template_version, document.pages = rendered.template_version, rendered.pages
    # Where hands and seals go on exactly these bytes: the layout may be another one when the last signature comes.
    document.seal = {"places": kept_places(rendered.places)}
    await document.save(update_fields=["shown_object", "shown_sha256", "template_version", "pages", "seal"])
    await work.record("document.made", document.public_id, object=key, sha256=rendered.sha256)


async def _cover(signer: Signer, documents: list[Document]) -> None:
    signer.covered = [one.shown_sha256 for one in documents if signer.side in one.signed_by]
    await signer.save(update_fields=["covered"])


async def _made(
    kit: Kit, row: DocumentSet, document: Document, marks: dict[str, SignatureMark]
) -> tuple[str, RenderedDocument]:
    kind = DocumentKind(document.kind)
    photos: dict[str, Any] = {name: await kit.objects.get(key) for name, key in document.photos.items()}
    blank = ADAPTERS[kind].validate_json(document.data)
    known = {field.name for field in fields(blank)}
    signatures: dict[str, Any] = {f"{role}_signature": mark for role, mark in marks.items()}
    data = replace(blank, **photos, **{name: mark for name, mark in signatures.items() if name in known})
    words = await wording_of(kind, row.city, document.wording)
    rendered = await kit.pools.in_process(partial(render, kind, data, city=row.city, words=words))
    key = f"documents/{sha256(rendered.pdf).hexdigest()}"
    await kit.objects.put(key, rendered.pdf)
    return key, rendered
