"""Closing a finished transfer into its archive."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256

from backend.archive.models import Archive
from backend.kit import clock, ids
from backend.kit.database import Work

BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True)
class Part:
    """One thing in the archive: what it is, its public id, and the SHA-256 of its bytes."""

    kind: str
    id: str
    sha256: str


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


async def close(work: Work, *, transfer: str, number: str, station: str, parts: list[Part], years: int) -> ArchiveFacts:
    """Write the manifest of ``parts`` and chain it to the archive before. Closing twice gives the first archive.

    ``years`` is how long it is kept (DOMAIN §11, retention table).
    """
    if earlier := await Archive.get_or_none(transfer=transfer):
        return _facts(earlier)
    last = await Archive.all().order_by("-id").select_for_update().first()
    previous = last.manifest_sha256 if last else BEGINNING
    moment = clock.now()
    manifest = {
        "transfer": transfer,
        "number": number,
        "station": station,
        "closed_at": moment.isoformat(),
        "previous": previous,
        "parts": [asdict(part) for part in parts],
    }
    data = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1).encode()
    digest = sha256(data).hexdigest()
    key = f"archives/{digest}"
    await work.kit.objects.put(key, data)
    row = await Archive.create(
        public_id=ids.public_id(),
        transfer=transfer,
        number=number,
        station=station,
        parts=len(parts),
        manifest_object=key,
        manifest_sha256=digest,
        previous=previous,
        closed_at=moment,
        keep_until=clock.today().replace(year=clock.today().year + years, month=12, day=31),
    )
    await work.record("archive.closed", transfer, archive=row.public_id, object=key, sha256=digest, parts=len(parts))
    return _facts(row)


async def archive_of(transfer: str) -> ArchiveFacts | None:
    """The archive of a transfer, once it is closed."""
    row = await Archive.get_or_none(transfer=transfer)
    return _facts(row) if row else None


def _facts(row: Archive) -> ArchiveFacts:
    return ArchiveFacts(
        row.public_id, row.transfer, row.number, row.parts, row.manifest_sha256, row.closed_at, row.keep_until
    )
