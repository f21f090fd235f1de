"""Restoring (恢复): a backup back into an empty folder, in an order in which half of it can never be started.

The key ring is put there last: without it the platform refuses to start over data. A restore that was cut short goes
on where it stopped when the same command is given again.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlparse

from backend.backups.create import AT_ONCE, drafts, together
from backend.backups.databases import MYSQL, NAMES, SQLITE, engine_of, mariadb
from backend.backups.errors import BackupBroken, FolderNotEmpty, OtherEngine
from backend.backups.repository import DATABASE, RING, DatabaseCopy, Entry, Inventory, Manifest, Repository, speaking_of
from backend.kit.files import make_folder, settle, write_durably
from backend.kit.objects import EncryptedStore, LocalStore
from backend.kit.secrets import Cipher, KeyRing

FILE = "chewutong.sqlite3"
UNFINISHED = ".restoring"
LOADING = ".loading"  # names the database, empty before, that this restore fills


@dataclass
class Restored:
    """What a restore brought back, and every object that was missing or altered, named in Chinese."""

    manifest: Manifest
    objects: int = 0
    wrong: list[str] = field(default_factory=list)


async def restore(
    repository: Repository, name: str, into: Path, ring_file: Path, url: str = "", vault: EncryptedStore | None = None
) -> Restored:
    """Bring the platform backup ``name`` back into the empty folder ``into``.

    ``url`` names an empty MariaDB database, ``vault`` the archives' store where that is no folder in ``into``.

    Damaged objects are left out and named; where the manifest, a list or the database is damaged, nothing can be
    restored. Raises NoBackup,
    BackupBroken, FolderNotEmpty, DatabaseNotEmpty, OtherEngine, BackupDiskFull, PlaceTrouble.
    """
    manifest = await repository.manifest(name)
    copy = _fitting_copy(manifest, url)
    with speaking_of(str(into)):
        begin(into, manifest.name)
        with drafts(into) as draft:
            if url:
                await _empty_database(into, url, draft)
            inventory = Inventory(draft / "inventory.sqlite3")
            try:
                await repository.read_inventory(manifest, inventory)
                restored = Restored(manifest)
                stores = _Stores(into, Cipher(KeyRing(ring_file)), vault)
                await _objects(repository, inventory, stores, restored)
            finally:
                inventory.close()
            await _database(repository, manifest.name, copy, into, url, draft)
        _finish(into, ring_file)
    return restored


def _fitting_copy(manifest: Manifest, url: str) -> DatabaseCopy:
    if manifest.database is None:
        raise BackupBroken(what=f"备份 {manifest.name} 是月度归档，没有数据库")
    asked = engine_of(url) if url else SQLITE
    if asked != manifest.database.engine:
        raise OtherEngine(made=NAMES[manifest.database.engine], asked=NAMES[asked])
    return manifest.database


def begin(into: Path, name: str) -> None:
    """Mark the folder as being restored by this backup; FolderNotEmpty for any other that is not empty."""
    make_folder(into)
    marker = into / UNFINISHED
    if marker.is_file() and json.loads(marker.read_bytes()) == {"backup": name}:
        return
    if any(into.iterdir()):
        raise FolderNotEmpty(place=str(into))
    write_durably(marker, json.dumps({"backup": name}).encode())


def _finish(into: Path, ring_file: Path) -> None:
    write_durably(into / RING, ring_file.read_bytes(), replace=True)
    end(into)


def end(into: Path) -> None:
    """Take the marks away: the folder is whole."""
    (into / LOADING).unlink(missing_ok=True)
    (into / UNFINISHED).unlink()
    settle(into)


async def _empty_database(into: Path, url: str, draft: Path) -> None:
    """Make sure that the database is empty. Only tables of this very restore, cut short before, are dropped."""
    parts = urlparse(url)
    ours = f"{parts.hostname}:{parts.port or 3306}{parts.path}".encode()
    marker = into / LOADING
    if marker.is_file() and marker.read_bytes() == ours:
        await mariadb.empty(url, draft)
    await mariadb.must_be_empty(url, draft)
    write_durably(marker, ours, replace=True)


class _Stores:
    """Where objects go: a folder for each store, or the vault that is elsewhere."""

    def __init__(self, into: Path, cipher: Cipher, vault: EncryptedStore | None) -> None:
        self._into = into
        self._cipher = cipher
        self._open = {"vault": vault} if vault else {}

    def __getitem__(self, name: str) -> EncryptedStore:
        if name not in self._open:
            self._open[name] = EncryptedStore(LocalStore(self._into / name), self._cipher)
        return self._open[name]


async def _objects(repository: Repository, inventory: Inventory, stores: _Stores, restored: Restored) -> None:
    free = asyncio.Semaphore(AT_ONCE)

    async def bring(entry: Entry) -> None:
        store, _, key = entry.key.partition("/")
        async with free:
            if not await stores[store].exists(key):
                try:
                    await stores[store].put(key, await repository.object(entry))
                except BackupBroken as broken:
                    restored.wrong.append(str(broken.facts["what"]))
                    return
            restored.objects += 1

    for entries in inventory.entries():
        await together(bring(entry) for entry in entries)


async def _database(repository: Repository, name: str, copy: DatabaseCopy, into: Path, url: str, draft: Path) -> None:
    pieces = database_pieces(repository, name, copy)
    if copy.engine == MYSQL:
        await mariadb.load(url, draft, pieces)
        return
    file = draft / FILE
    with file.open("wb") as target:
        file.chmod(0o600)
        async for piece in pieces:
            await asyncio.to_thread(target.write, piece)
    write_whole(file, into / FILE)


def write_whole(draft: Path, target: Path) -> None:
    """Move a finished draft to its place, once it would survive a power cut."""
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    draft.replace(target)
    settle(target.parent)


async def database_pieces(repository: Repository, name: str, copy: DatabaseCopy) -> AsyncIterator[bytes]:
    """The database's pieces in order; BackupBroken naming the first that is missing or altered."""
    whole = sha256()
    for number, digest in enumerate(copy.pieces, 1):
        what = f"备份 {name} 的数据库第 {number}/{len(copy.pieces)} 段（{DATABASE}/{digest[:12]}…）"
        piece = await repository.piece(DATABASE, digest, what)
        whole.update(piece)
        yield piece
    if whole.hexdigest() != copy.sha256:
        raise BackupBroken(what=f"备份 {name} 的数据库与目录不符")
