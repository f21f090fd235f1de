"""Closing a finished transfer into its archive (归档)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from backend.archive.models import Archive
from backend.archive.offline import VERSION, manifest_message, merkle_root, written
from backend.archive.parts import FOLDER, Part
from backend.kit import clock, ids
from backend.kit.database import Work

BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True)
class ArchiveFacts:
    """A closed archive as its readers may know it."""

    id: str
    transfer: str
    number: str
    parts: int
    manifest_sha256: str
    closed_at: datetime
    keep_until: date


async def close(
    work: Work, *, transfer: str, number: str, station: str, parts: Sequence[Part], years: int
) -> ArchiveFacts:
    """Write the signed manifest of ``parts`` and chain it to the archive before. Closing twice gives the first archive.

    ``years`` is how long it is kept (DOMAIN §11, retention table).
    """
    if earlier := await Archive.get_or_none(transfer=transfer):
        return _facts(earlier)
    last = await Archive.all().order_by("-id").select_for_update().first()
    notary = work.kit.notary
    key = notary.current
    row = Archive(
        public_id=ids.public_id(),
        transfer=transfer,
        number=number,
        station=station,
        parts=len(parts),
        previous=last.manifest_sha256 if last else BEGINNING,
        closed_at=clock.now(),
        keep_until=clock.today().replace(year=clock.today().year + years, month=12, day=31),
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
    about = {"archive": row.public_id, "parts": len(parts)}
    await work.record("archive.closed", transfer, object=row.manifest_object, sha256=row.manifest_sha256, **about)
    return _facts(row)


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
    return _facts(row) if row else None


def _facts(row: Archive) -> ArchiveFacts:
    return ArchiveFacts(
        row.public_id, row.transfer, row.number, row.parts, row.manifest_sha256, row.closed_at, row.keep_until
    )
