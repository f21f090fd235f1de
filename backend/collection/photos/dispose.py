"""Deleting photographs for good (影像销毁): the row says so at once, a job deletes the bytes after the commit."""

from collections.abc import Sequence

from backend.collection.models import Evidence, Reading
from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.database import Work, unit_of_work
from backend.kit.objects import ObjectStore


async def dispose_of(work: Work, pictures: Sequence[Evidence]) -> None:
    """Give the photographs up: nobody sees them from this commit on, and their bytes and readings go."""
    for picture in pictures:
        picture.disposed_at = clock.now()
        await picture.save(update_fields=["disposed_at"])
        await Reading.filter(evidence=picture.public_id).delete()
        await work.record("evidence.given_up", picture.collection, evidence=picture.public_id)
        await work.queue("collection.dispose", picture.public_id, evidence=picture.public_id)


async def destroy(objects: ObjectStore, evidence: str) -> None:
    """Delete the bytes behind a photograph that was given up; idempotent. No two photographs share an object."""
    picture = await Evidence.get_or_none(public_id=evidence)
    if picture is None or picture.disposed_at is None:
        return
    keys = [key for key in (picture.original, picture.display, picture.thumbnail) if await objects.exists(key)]
    # Recorded first: should the power fail in between, the audit knows why an object may be missing.
    async with unit_of_work(SYSTEM) as work:
        for key in keys:
            await work.record("object.disposed", picture.collection, object=key)
    for key in keys:
        await objects.delete(key)
