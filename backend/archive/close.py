"""Closing a finished transfer into its archive (归档)."""

from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from backend.archive.facts import ArchiveFacts, archive_facts
from backend.archive.models import Archive, ArchivePart
from backend.archive.package.offline import VERSION, manifest_message, merkle_root, written
from backend.archive.package.parts import FOLDER, Part
from backend.kit import clock, ids
from backend.kit.database import Work
from backend.rules.retention import last_day, longest

BEGINNING = "0" * 64


async def close(
    work: Work, *, transfer: str, number: str, station: str, parts: Sequence[Part], years: int
) -> ArchiveFacts:
    """Write the signed manifest of ``parts`` and chain it to the archive before. Closing twice gives the first archive.

    A job then puts the evidence package into the vault (:func:`backend.archive.keeping.vault.keep_package`).
    ``years`` is how long the platform keeps it; a part that the law keeps longer (rules/tables/retention) prolongs it.
    """
    if earlier := await Archive.get_or_none(transfer=transfer):
        return archive_facts(earlier)
    last = await Archive.all().order_by("-id").select_for_update().first()
    notary = work.kit.notary
    key = notary.current
    today = clock.today()
    row = Archive(
        public_id=ids.public_id(),
        transfer=transfer,
        number=number,
        station=station,
        parts=len(parts),
        previous=last.manifest_sha256 if last else BEGINNING,
        closed_at=clock.now(),
        keep_until=last_day(today, longest((part.kind for part in parts), years, today).years),
    )
    listed = [asdict(part) for part in parts]
    manifest = {
        "version": VERSION,
        **facts_of_row(row),
        "root": merkle_root(listed),
        "parts": listed,
        "key": {"version": key, "public_key": notary.public_key(key).hex()},
    }
    data = written(manifest)
    row.manifest_sha256 = sha256(data).hexdigest()
    row.manifest_object = f"{FOLDER}/{row.manifest_sha256}"
    row.signature = notary.sign(manifest_message(data), key).hex()
    await work.kit.objects.put(row.manifest_object, data)
    await row.save()
    await ArchivePart.bulk_create(
        [ArchivePart(archive=row.public_id, kind=part.kind, object=part.object) for part in parts]
    )
    await work.queue("archive.keep", row.public_id, archive=row.public_id)
    about = {"archive": row.public_id, "parts": len(parts)}
    await work.record("archive.closed", transfer, object=row.manifest_object, sha256=row.manifest_sha256, **about)
    return archive_facts(row)


def facts_of_row(row: Archive) -> dict[str, Any]:
    """What row and manifest both say, in the manifest's words."""
    return {
        "id": row.public_id,
        "transfer": row.transfer,
        "number": row.number,
        "station": row.station,
        "closed_at": row.closed_at.isoformat(),
        "keep_until": row.keep_until.isoformat(),
        "previous": row.previous,
    }


async def archive_of(transfer: str) -> ArchiveFacts | None:
    """The archive of a transfer, once it is closed."""
    row = await Archive.get_or_none(transfer=transfer)
    return archive_facts(row) if row else None
