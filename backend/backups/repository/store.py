"""The repository (备份库): one place with many backups that share their pieces; everything in it is sealed.

Under ``objects/``, ``vault/`` and ``packages/`` lie copies of objects by their own keys, under ``database/`` pieces of
databases and under ``inventories/`` lists, both by their content. ``manifests/<name>`` makes a backup: it is written
last, so that a backup is there whole or not at all, and what a killed one left is used by the next.
"""

import asyncio
import json
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from hashlib import sha256
from typing import Any, Self

from backend.backups.errors import (
    BackupBroken,
    BackupForeign,
    BackupKeyMissing,
    NoBackup,
    NoRepository,
)
from backend.backups.repository.inventory import PARTS, Entry, Inventory
from backend.backups.repository.locks import locked
from backend.backups.repository.manifest import FORMAT, Manifest
from backend.backups.repository.places import Place, speaking_of
from backend.kit import clock, ids
from backend.kit.errors import Fault
from backend.kit.objects import BadObjectKey, EncryptedStore, ObjectMissing
from backend.kit.secrets import Cipher, KeyMissing, KeyRing, Notary

ABOUT = "about"
MANIFESTS, DATABASE, INVENTORIES = "manifests", "database", "inventories"
COMPRESSION = 3  # a database's pieces shrink to a third at 150 MB/s; higher levels gain little


class Repository:
    """One place of backups, opened with the ring that seals it."""

    def __init__(self, place: Place, ring: KeyRing) -> None:
        self.place = place
        self.raw = place.store
        self.sealed = EncryptedStore(place.store, Cipher(ring))
        self.notary = Notary(ring)
        self.ring_id = ring.ring_id
        # name -> why a backup whose signature holds is still to be doubted
        self.doubts: dict[str, str] = {}

    @classmethod
    async def open(cls, place: Place, ring: KeyRing, *, make: bool = False) -> Self:
        """Open the repository, with ``make`` a new one where there is none.

        Raises NoRepository, BackupForeign, PlaceTrouble.
        """
        with speaking_of(place.title):
            try:
                about = json.loads(await place.store.get(ABOUT))
            except ObjectMissing:
                if not make:
                    raise NoRepository(place=place.title) from None
                about = _about(ring.ring_id)
                await place.store.put(ABOUT, json.dumps(about, ensure_ascii=False, indent=1).encode())
            except ValueError:
                raise BackupBroken(what=f"{place.title} 的说明文件 {ABOUT} 无法读出") from None
        if about.get("ring") != ring.ring_id:
            raise BackupForeign(own=about.get("ring"), given=ring.ring_id)
        return cls(place, ring)

    @asynccontextmanager
    async def held(self, *, shared: bool = False) -> AsyncIterator[None]:
        """Keep others from writing (with ``shared``: from pruning) here meanwhile; BackupRunning if one does."""
        async with locked(self.place, shared=shared):
            with speaking_of(self.place.title):
                yield

    async def names(self) -> list[str]:
        """Every backup's name, oldest first."""
        with speaking_of(self.place.title):
            return sorted([key.partition("/")[2] async for key in self.raw.keys(MANIFESTS + "/")])

    async def manifest(self, name: str) -> Manifest:
        """The backup of that name (``latest``: the newest), with its signature checked.

        Raises NoBackup, BackupBroken, BackupKeyMissing.
        """
        if name == "latest":
            name = ([""] + await self.names())[-1]
        what = f"备份 {name} 的目录"
        try:
            data = await self._opened(f"{MANIFESTS}/{name}", what)
        except (ObjectMissing, BadObjectKey):
            raise NoBackup(name=name) from None
        manifest = Manifest.checked(name, data, self.notary)
        self._doubt(manifest, json.loads(data)["key"])
        return manifest

    def _doubt(self, manifest: Manifest, version: int) -> None:
        """Not refused: it may be the only backup there is. But whoever has the key could have written it."""
        since = self.notary.distrusted_since(version)
        if since and manifest.made >= since:
            self.doubts[manifest.name] = (
                f"备份 {manifest.name} 由第 {version} 版密钥签名，这版密钥自 {clock.local(since):%Y-%m-%d %H:%M} 起"
                "可能在他人手中：请与更早的备份或其他副本对照后再使用"
            )

    async def add_manifest(self, manifest: Manifest) -> Manifest:
        """Make it a backup; its name grows where two were made in one microsecond."""
        while not await self.sealed.put(f"{MANIFESTS}/{manifest.name}", manifest.signed(self.notary)):
            manifest = replace(manifest, name=manifest.name + "0")
        return manifest

    async def put_piece(self, folder: str, data: bytes) -> tuple[str, int]:
        """Store bytes by their content, compressed; their SHA-256, and how many bytes had to be written.

        A piece that lies there is read first: a damaged one would spoil every backup from now on.
        """
        digest = await asyncio.to_thread(lambda: sha256(data).hexdigest())
        key = f"{folder}/{digest}"
        there = await self.raw.exists(key)
        if there and await self._is_whole(folder, digest):
            return digest, 0
        packed = await asyncio.to_thread(zlib.compress, data, COMPRESSION)
        await self.sealed.put(key, packed, replace=there)
        return digest, len(packed)

    async def _is_whole(self, folder: str, digest: str) -> bool:
        try:
            await self.piece(folder, digest, "")
        except BackupBroken:
            return False
        return True

    async def piece(self, folder: str, digest: str, what: str) -> bytes:
        """The bytes that :meth:`put_piece` stored; BackupBroken naming ``what``."""
        try:
            data = await asyncio.to_thread(zlib.decompress, await self._opened(f"{folder}/{digest}", what))
        except ObjectMissing:
            raise BackupBroken(what=f"{what}不见了") from None
        except zlib.error:
            raise BackupBroken(what=f"{what}被改动") from None
        if sha256(data).hexdigest() != digest:
            raise BackupBroken(what=f"{what}被改动")
        return data

    async def object(self, entry: Entry) -> bytes:
        """The object's plain bytes as they were backed up; BackupBroken naming it if it is gone or altered."""
        try:
            data = await self._opened(entry.key, f"文件 {entry.key}")
        except ObjectMissing:
            raise BackupBroken(what=f"文件 {entry.key} 不见了") from None
        if len(data) != entry.size or sha256(data).hexdigest() != entry.sha256:
            raise BackupBroken(what=f"文件 {entry.key} 与清单不符")
        return data

    async def read_inventory(self, manifest: Manifest, inventory: Inventory) -> None:
        """Fill ``inventory`` with what the backup holds."""
        for number, digest in enumerate(manifest.inventory, 1):
            what = f"备份 {manifest.name} 的第 {number} 份清单（{INVENTORIES}/{digest[:12]}…）"
            inventory.read_part((await self.piece(INVENTORIES, digest, what)).decode())

    async def write_inventory(self, inventory: Inventory, earlier: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
        """Store what changed; the new backup's list of parts, and the bytes written."""
        whole = not earlier or len(earlier) >= PARTS
        text = inventory.part(whole=whole)
        if not text and not whole:
            return earlier, 0
        digest, written = await self.put_piece(INVENTORIES, text.encode())
        return (digest,) if whole else (*earlier, digest), written

    async def _opened(self, key: str, what: str) -> bytes:
        try:
            with speaking_of(self.place.title):
                return await self.sealed.get(key)
        except (ObjectMissing, BadObjectKey):
            raise
        except KeyMissing:
            raise BackupKeyMissing from None
        except Fault:
            raise BackupBroken(what=f"{what}被改动") from None


def new_name() -> str:
    """A backup's name: the moment at the stations, its microsecond in four letters. Names sort as they were made."""
    moment = clock.local(clock.now())
    return f"{moment:%Y%m%d-%H%M%S}-{in_letters(moment.microsecond)}"


def in_letters(number: int) -> str:
    """Twenty bits as four letters that sort as the numbers do."""
    return "".join(ids.ALPHABET[number >> place & 31] for place in (15, 10, 5, 0)).lower()


def _about(ring: str) -> dict[str, Any]:
    return {
        "what": "车务通备份 (cwt backup): everything here is encrypted; docs/backup.md says how to restore it",
        "format": FORMAT,
        "id": ids.public_id(),
        "ring": ring,
        "made_at": clock.now().isoformat(),
    }
