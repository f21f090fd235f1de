"""Encryption around any object store (加密对象存储): the disk, or the cloud, never sees plain bytes."""

import asyncio
from collections.abc import AsyncIterator

from backend.kit.objects.protocol import ObjectMissing, ObjectStore
from backend.kit.secrets.cipher import Cipher

# What sealing adds: magic and version 8, wrapped key 60, nonce 12, tag 16.
SEAL_BYTES = 96


class EncryptedStore:
    """Seals on the way in, opens on the way out. An object is bound to its key: moved elsewhere, it does not open."""

    def __init__(self, store: ObjectStore, cipher: Cipher) -> None:
        self._store = store
        self._cipher = cipher

    async def put(self, key: str, data: bytes, *, replace: bool = False) -> bool:
        if not replace and await self._store.exists(key):
            return False
        sealed = await asyncio.to_thread(self._cipher.seal, data, key.encode())
        return await self._store.put(key, sealed, replace=replace)

    async def get(self, key: str) -> bytes:
        sealed = await self._store.get(key)
        return await asyncio.to_thread(self._cipher.open, sealed, key.encode())

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

    async def rewrap(self, cipher: Cipher | None = None) -> int:
        """Put every object's data key under the ring's current version; returns how many were moved.

        ``cipher`` may be one of a ring that was rotated since this store was opened. Safe to stop anywhere and to do
        again: each object is readable before, after and in between, and those already moved are left alone.
        """
        moved = 0
        async for key in self._store.keys():
            try:
                moved += await self.rewrap_one(key, cipher)
            except ObjectMissing:  # deleted since it was listed
                continue
        return moved

    async def rewrap_one(self, key: str, cipher: Cipher | None = None) -> bool:
        """The same for one object; False if it was under the current version already."""
        sealed = await self._store.get(key)
        moved = (cipher or self._cipher).rewrap(sealed)
        return moved != sealed and await self._store.put(key, moved, replace=True)
