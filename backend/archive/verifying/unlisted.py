"""Files that no archive lists (未列入档案的文件): pictures as shown, photographs of a car, business under way.

Neither the audit chain nor a manifest holds their hashes, but each is sealed with AES-GCM or SM4-GCM under its own key,
so opening it proves every byte.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from backend.archive.models import ArchivePart
from backend.kit.errors import Fault
from backend.kit.objects import ObjectMissing
from backend.kit.tools import Kit

# At once: whole photographs are in memory.
TOGETHER = 4
BATCH = 200


@dataclass
class Opening:
    """How many files opened, and the keys of those that did not."""

    whole: int = 0
    broken: list[str] = field(default_factory=list)


async def open_unlisted(kit: Kit) -> Opening:
    """Open every stored object that is not a part of an archive; those are read by :func:`verify_all`."""
    told, keys = Opening(), []
    async for key in kit.objects.keys():
        keys.append(key)
        if len(keys) == BATCH:
            await _open(kit, keys, told)
            keys = []
    await _open(kit, keys, told)
    return told


async def _open(kit: Kit, keys: Sequence[str], told: Opening) -> None:
    listed = set(await ArchivePart.filter(object__in=keys).values_list("object", flat=True)) if keys else set()
    free = asyncio.Semaphore(TOGETHER)

    async def one(key: str) -> None:
        async with free:
            try:
                await kit.objects.get(key)
            except ObjectMissing:  # disposed of since it was listed
                return
            except Fault:
                told.broken.append(key)
                return
        told.whole += 1

    await asyncio.gather(*(one(key) for key in keys if key not in listed))
