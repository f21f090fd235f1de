"""The end of keeping (到期清除): the archive's term is over, so every version of the papers goes, and who signed."""

from backend.documents.models import Document, DocumentSet, Signer, SigningCode
from backend.kit.actor import SYSTEM
from backend.kit.database import Work, unit_of_work
from backend.kit.jobs import JobRun, job

# What a document says once nothing is known of it any more.
NOTHING = "{}"


async def forget(work: Work, transfer: str) -> None:
    """Empty the documents of a transfer, also void versions; a job deletes their files. Idempotent.

    Numbers, hashes and states stay: a PDF that somebody brings can still be told to be the one or not.
    """
    sets = await DocumentSet.filter(transfer=transfer).values_list("id", flat=True)
    files: set[str] = set()
    for one in await Document.filter(set_id__in=list(sets)):
        if one.data == NOTHING:
            continue
        files |= {key for key in (one.shown_object, one.signed_object, *one.photos.values()) if key}
        one.data, one.photos = NOTHING, {}
        await one.save(update_fields=["data", "photos"])
    for signer in await Signer.filter(set_id__in=list(sets)):
        await SigningCode.filter(signer_id=signer.id).delete()
        signer.name, signer.phone, signer.id_number, signer.strokes, signer.confirmed = "", None, None, None, None
        signer.device, signer.reason = "", ""
        await signer.save()
    if files:
        await work.record("documents.forgotten", transfer, files=len(files))
        await work.queue("documents.forget", transfer, transfer=transfer, files=sorted(files))


@job("documents.forget")
async def destroy(run: JobRun) -> None:
    """Delete the files; those that went with the archive are gone already. Recorded before: a crash explains itself."""
    objects, transfer = run.tools.kit.objects, run.arguments["transfer"]
    there = [key for key in run.arguments["files"] if await objects.exists(key)]
    async with unit_of_work(SYSTEM) as work:
        for key in there:
            await work.record("object.disposed", transfer, object=key)
    for key in there:
        await objects.delete(key)
