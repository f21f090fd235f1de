"""The vault (归档库): every archive's evidence package as one sealed object, under a data key of its own."""

from hashlib import sha256

from backend.archive.models import Archive, ArchivePart
from backend.archive.package.pack import pack
from backend.archive.verifying.verify import Opened, opened
from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.objects import ObjectLocked
from backend.kit.tools import Kit

FOLDER = "packages"


async def keep_package(kit: Kit, archive: str) -> bool:
    """Pack ``archive`` and store it in the vault; False where there is nothing to do. Idempotent.

    Stored by content below a folder of the archive's own: whatever was cut off half-way, the next run finds its bytes
    there or stores them, and one conditional update makes them the archive's package. Raises ArchiveBroken.
    """
    row = await Archive.get_or_none(public_id=archive)
    if row is None or row.disposed_at or not row.signature:
        return False
    found = await opened(kit, row)
    packed, moment = await pack(kit, row, found), clock.now()
    digest = sha256(packed.data).hexdigest()
    key = f"{FOLDER}/{row.public_id}/{digest}"
    if key == row.package_object:
        await forget_others(kit, row.public_id, key)
        return False
    await kit.vault.put(key, packed.data)
    async with unit_of_work(SYSTEM) as work:
        changes = {
            "package_object": key,
            "package_sha256": digest,
            "package_size": len(packed.data),
            "left_out": packed.left_out,
            "packed_at": moment,
        }
        same = Archive.filter(id=row.id, disposed_at=None, package_object=row.package_object)
        stored = await same.update(**changes)
        if stored:
            told = {"package": key, "package_sha256": digest, "bytes": len(packed.data)}
            told |= {"left_out": packed.left_out, "at": moment.isoformat()}
            await work.record("archive.packaged", row.transfer, **told)
            await _list_parts(row, found)
    # Where it was packed or disposed of meanwhile, that one's bytes stay (or none) and ours go.
    row = await Archive.get(id=row.id)
    await forget_others(kit, row.public_id, "" if row.disposed_at else row.package_object)
    return bool(stored)


async def _list_parts(row: Archive, found: Opened) -> None:
    """Archives that were closed before parts were indexed are indexed when they are first packed."""
    if not await ArchivePart.filter(archive=row.public_id).exists():
        listed = [ArchivePart(archive=row.public_id, kind=part.kind, object=part.object) for part in found.parts]
        await ArchivePart.bulk_create(listed)


async def forget_others(kit: Kit, archive: str, key: str = "") -> int:
    """Delete what lies in the archive's folder of the vault besides ``key``; returns how many objects went.

    An older package of a living archive may stay until a bucket's retention lock ends; with everything to go
    (``key`` empty) ObjectLocked is raised instead, so that a disposal is not called done before it is.
    """
    others, gone = [one async for one in kit.vault.keys(f"{FOLDER}/{archive}/") if one != key], 0
    for one in others:
        try:
            gone += await kit.vault.delete(one)
        except ObjectLocked:
            if not key:
                raise
    return gone
