"""Encryption around any object store (加密对象存储): the disk, or the cloud, never sees plain bytes."""

import asyncio
from collections.abc import AsyncIterator

from backend.kit.objects.protocol import ObjectMissing, ObjectStore
from backend.kit.secrets.cipher import HEAD_BYTES, Cipher, Mark, mark_of

# What sealing adds: magic and version 8, wrapped key 60, nonce 12, tag 16.
SEAL_BYTES = 96


class EncryptedStore:
    """Seals on the way in, opens on the way out. An object is bound to its key: moved elsewhere, it does not open.

    ``repeatable`` seals the same bytes the same way each time, so that a store that sends in parts can go on with an
    upload that another process began.
    """

    def __init__(self, store: ObjectStore, cipher: Cipher, *, repeatable: bool = False) -> None:
        self._store = store
        self._cipher = cipher
        self._repeatable = repeatable

    async def put(self, key: str, data: bytes, *, replace: bool = False) -> bool:
        if not replace and await self._store.exists(key):
            return False
        sealed = await asyncio.to_thread(self._cipher.seal, data, key.encode(), repeatable=self._repeatable)
        return await self._store.put(key, sealed, replace=replace)

    async def get(self, key: str) -> bytes:
        sealed = await self._store.get(key)
        return await asyncio.to_thread(self._cipher.open, sealed, key.encode())

    async def start(self, key: str, count: int) -> bytes:
        # The seal covers the whole: no part of it can be trusted before all of it was opened.
        return (await self.get(key))[:count]

    async def exists(self, key: str) -> bool:
        return await self._store.exists(key)

    async def delete(self, key: str) -> bool:
        return await self._store.delete(key)

    async def size(self, key: str) -> int:
        return await self._store.size(key) - SEAL_BYTES

    def keys(self, prefix: str = "") -> AsyncIterator[str]:
        return self._store.keys(prefix)

    async def total_bytes(self) -> int:
        return await self._store.total_bytes()

    async def close(self) -> None:
        await self._store.close()

    async def mark_of(self, key: str) -> Mark:
        """Under which version and cipher an object is sealed; only its first bytes are read."""
        return mark_of(await self._store.start(key, HEAD_BYTES))

    async def rotate_one(self, key: str, cipher: Cipher | None = None, *, anew: bool = False) -> bool:
        """Put one object's data key under the ring's current version; False if it lay there already.

        ``cipher`` may be one of a ring that was rotated since this store was opened. ``anew`` also opens and seals the
        whole object where its cipher is not the one that seals new data.
        """
        cipher = cipher or self._cipher
        mark, wanted = await self.mark_of(key), cipher.mark
        if mark == wanted or (mark.version == wanted.version and not anew):
            return False
        sealed = await self._store.get(key)
        if anew and mark.cipher != wanted.cipher:
            moved = await asyncio.to_thread(self._sealed_anew, sealed, key.encode(), cipher)
        else:
            moved = cipher.rewrap(sealed)
        # Disposal may have come meanwhile; what it removed must not be put back.
        if not await self._store.exists(key):
            raise ObjectMissing(f"no object {key}")
        return await self._store.put(key, moved, replace=True)

    def _sealed_anew(self, sealed: bytes, context: bytes, cipher: Cipher) -> bytes:
        return cipher.seal(cipher.open(sealed, context), context, repeatable=self._repeatable)
