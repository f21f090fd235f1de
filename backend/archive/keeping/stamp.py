"""A time-stamp for an archive (可信时间戳): somebody who is not us states when its manifest existed (RFC 3161).

Where no authority is configured archives do without: their place in the chain and the signature stay as they are. Where
one is and does not answer, the archive is packed without it and packed anew once it answers; the local clock never
stands in.
"""

from backend.archive.errors import NoArchive
from backend.archive.models import Archive
from backend.archive.package.parts import FOLDER
from backend.archive.verifying.verify import stamp_bytes
from backend.gateways.timestamps import StampCheck, TimeStamps
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.objects import key_of
from backend.kit.tools import Kit


async def stamp_manifest(kit: Kit, timestamps: TimeStamps, archive: str) -> bool:
    """Have the manifest of ``archive`` stamped once; False where there is nothing to do. Raises VendorTrouble."""
    row = await Archive.get_or_none(public_id=archive)
    if row is None or row.stamp_object or row.disposed_at or not row.signature:
        return False
    stamp = await timestamps.stamp(bytes.fromhex(row.manifest_sha256))
    key = key_of(FOLDER, stamp.token)
    await kit.objects.put(key, stamp.token)
    async with unit_of_work(SYSTEM) as work:
        told = {"stamp_object": key, "stamp_sha256": key.rpartition("/")[2], "stamped_at": stamp.at}
        if not await Archive.filter(id=row.id, stamp_object="", disposed_at=None).update(**told):
            return False
        facts = {"object": key, "sha256": told["stamp_sha256"], "at": stamp.at.isoformat()}
        await work.record("archive.stamped", row.transfer, **facts)
    return True


async def check_stamp(kit: Kit, timestamps: TimeStamps, transfer: str) -> StampCheck | None:
    """What the authority's own certificate says of the archive's token; None where it has none or it is no token.

    Raises NoArchive, ArchiveBroken.
    """
    row = await Archive.get_or_none(transfer=transfer)
    if row is None:
        raise NoArchive
    if not row.stamp_object:
        return None
    return await timestamps.check(await stamp_bytes(kit, row), bytes.fromhex(row.manifest_sha256))
