"""What of a side's photographs goes into the archive (影像归档): the originals, as they came."""

from dataclasses import dataclass

from backend.collection.models import Evidence


@dataclass(frozen=True, slots=True)
class OriginalFile:
    """One original in the store: what it shows, its key, type and hash."""

    id: str
    kind: str
    object: str
    content_type: str
    sha256: str


async def originals_of(collection: str) -> list[OriginalFile]:
    """The originals of the photographs in force."""
    rows = (await Evidence.current(collection)).values()
    return [OriginalFile(one.public_id, one.kind, one.original, one.content_type, one.sha256) for one in rows]
