"""Showing a photograph (查看影像), and what all photographs take."""

from collections.abc import Iterable
from typing import Literal

from backend.collection.errors import CollectionUnknown, EvidenceUnknown
from backend.collection.facts import Picture, StorageMonth
from backend.collection.models import Collection, Evidence
from backend.collection.names import name_of
from backend.kit.database import Work

Variant = Literal["display", "thumbnail", "original"]


async def evidence_picture(work: Work, evidence: str, variant: Variant = "display") -> Picture:
    """The bytes of one photograph: copies without metadata, or the original as it came.

    An owner sees their own photographs, staff those of any collection in a transfer (which one, the caller checks).
    Staff looking at a large picture leave a line in the audit log; thumbnails of a list do not.
    """
    row = await Evidence.get_or_none(public_id=evidence, disposed_at=None)
    if row is None:
        raise EvidenceUnknown
    collection = await Collection.get(public_id=row.collection)
    if work.actor.kind == "owner" and collection.owner != work.actor.id:
        raise EvidenceUnknown
    if work.actor.kind == "anyone":
        raise EvidenceUnknown
    if work.actor.kind == "staff" and variant != "thumbnail":
        await work.record("evidence.seen", row.collection, evidence=evidence, kind=row.kind, variant=variant)
    key = {"display": row.display, "thumbnail": row.thumbnail, "original": row.original}[variant]
    content_type = row.content_type if variant == "original" else "image/jpeg"
    return Picture(await work.kit.objects.get(key), content_type)


async def pictures_kept(evidence: Iterable[str]) -> dict[str, tuple[str, str]]:
    """evidence -> its kind, and that in the words of its side, of those that were not deleted."""
    rows = await Evidence.filter(public_id__in=list(set(evidence)), disposed_at=None)
    names = list({row.collection for row in rows})
    sides = {one.public_id: (one.party_kind, one.by_agent) for one in await Collection.filter(public_id__in=names)}
    return {row.public_id: (row.kind, name_of(row.kind, *sides[row.collection])) for row in rows}


async def storage_facts() -> list[StorageMonth]:
    """What each month added to the store, oldest first, for the administrator's forecast."""
    return [StorageMonth(row["month"], row["count"], int(row["bytes"])) for row in await Evidence.months()]


async def collection_of_evidence(evidence: str) -> str:
    """The collection that a photograph belongs to, so that a face can check who may see it."""
    row = await Evidence.get_or_none(public_id=evidence, disposed_at=None)
    if row is None:
        raise CollectionUnknown
    return row.collection
