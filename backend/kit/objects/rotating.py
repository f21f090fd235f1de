"""Rotating stored objects (文件换钥): every data key under the ring's current version; bodies stay as they are.

Each object is readable before, after and in between, and what lies right is left alone, so that this may be stopped
anywhere and done again, while the platform works on.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from backend.kit.errors import VendorTrouble
from backend.kit.objects.encrypted import EncryptedStore
from backend.kit.objects.protocol import ObjectLocked, ObjectMissing
from backend.kit.secrets.cipher import Cipher, Mark, SealBroken
from backend.kit.secrets.keyring import KeyMissing

# At once: enough to hide the way to OSS and back, few enough for the memory of a small machine.
TOGETHER = 4
# After so many troubles in a row the vendor is down, and the rest would fail the same way.
PATIENCE = 10


@dataclass
class ObjectTally:
    """What a rotation did with the objects of one store.

    ``locked`` are held by a retention lock and stay under their old version, readable; ``broken`` do not open;
    ``failed`` met a vendor's trouble and wait for the next run.
    """

    moved: int = 0
    present: int = 0
    locked: int = 0
    broken: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    trouble: str = ""


async def count_objects(store: EncryptedStore) -> dict[Mark | None, int]:
    """How many objects lie under which mark, told by their first bytes; None counts what is no sealed object."""
    counts: dict[Mark | None, int] = {}
    async for keys in _together(store):
        for mark in await asyncio.gather(*(_mark(store, key) for key in keys)):
            if not isinstance(mark, str):
                counts[mark] = counts.get(mark, 0) + 1
    return counts


async def rotate_objects(
    store: EncryptedStore, cipher: Cipher, progress: Callable[[ObjectTally], None], *, anew: bool = False
) -> ObjectTally:
    """Bring every object of ``store`` under ``cipher``'s present version.

    ``anew`` opens and seals the whole object where its cipher is another, which re-wrapping alone leaves.
    """
    tally, in_a_row = ObjectTally(), 0
    async for keys in _together(store):
        before = len(tally.failed)
        await asyncio.gather(*(_rotate(store, key, cipher, anew, tally) for key in keys))
        in_a_row = in_a_row + len(keys) if len(tally.failed) - before == len(keys) else 0
        progress(tally)
        if in_a_row >= PATIENCE:
            break
    return tally


async def _rotate(store: EncryptedStore, key: str, cipher: Cipher, anew: bool, tally: ObjectTally) -> None:
    try:
        if await store.rotate_one(key, cipher, anew=anew):
            tally.moved += 1
        else:
            tally.present += 1
    except ObjectMissing:  # deleted since it was listed
        return
    except ObjectLocked:
        tally.locked += 1
    except (SealBroken, KeyMissing):
        tally.broken.append(key)
    except VendorTrouble as trouble:
        tally.failed.append(key)
        tally.trouble = str(trouble)


async def _mark(store: EncryptedStore, key: str) -> Mark | str | None:
    try:
        return await store.mark_of(key)
    except SealBroken:
        return None
    except ObjectMissing:
        return "deleted since it was listed"


async def _together(store: EncryptedStore) -> AsyncIterator[list[str]]:
    keys: list[str] = []
    async for key in store.keys():
        keys.append(key)
        if len(keys) == TOGETHER:
            yield keys
            keys = []
    if keys:
        yield keys
