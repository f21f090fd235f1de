"""Verifying backups (核验备份): every piece opened and hashed again, every missing or altered one named."""

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from backend.backups.create import AT_ONCE, together
from backend.backups.errors import BackupBroken
from backend.backups.repository import INVENTORIES, Entry, Inventory, Manifest, Repository
from backend.backups.restore import database_pieces


@dataclass
class Checked:
    """How much was read, and everything that is wrong, in Chinese; ``bad`` are the backups that it concerns."""

    backups: int = 0
    objects: int = 0
    bytes: int = 0
    wrong: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)


async def verify(repository: Repository, names: Sequence[str]) -> Checked:
    """Verify these backups whole. Objects that several share are read once.

    Raises NoBackup for a name that is not there, BackupKeyMissing, BackupRunning while another writes there.
    """
    checked = Checked()
    async with repository.held(shared=True):
        with tempfile.TemporaryDirectory() as scratch:
            work = _Verification(repository, Path(scratch), checked)
            for name in names:
                await work.of(name)
    return checked


class _Verification:
    """One walk over some backups."""

    def __init__(self, repository: Repository, scratch: Path, checked: Checked) -> None:
        self._repository = repository
        self._scratch = scratch
        self._checked = checked
        self._read = Inventory(scratch / "read.sqlite3")
        self._bad: dict[str, str] = {}

    async def of(self, name: str) -> None:
        inventory = Inventory(self._scratch / f"{self._checked.backups}.sqlite3")
        wrong: list[str] = []
        try:
            manifest = await self._repository.manifest(name)
            await self._database(manifest, wrong)
            if manifest.index:
                await self._repository.piece(INVENTORIES, manifest.index, f"{manifest.month} 月度归档的目录")
            await self._repository.read_inventory(manifest, inventory)
            for entries in inventory.entries():
                await self._objects(entries)
                wrong += [self._bad[one.key] for one in entries if one.key in self._bad]
        except BackupBroken as broken:
            wrong.append(str(broken.facts["what"]))
        finally:
            inventory.close()
        self._checked.backups += 1
        self._checked.wrong += [one for one in wrong if one not in self._checked.wrong]
        if wrong:
            self._checked.bad.append(name)

    async def _database(self, manifest: Manifest, wrong: list[str]) -> None:
        if manifest.database is None:
            return
        try:
            async for piece in database_pieces(self._repository, manifest.name, manifest.database):
                self._checked.bytes += len(piece)
        except BackupBroken as broken:
            wrong.append(str(broken.facts["what"]))

    async def _objects(self, entries: Sequence[Entry]) -> None:
        free = asyncio.Semaphore(AT_ONCE)

        async def check(entry: Entry) -> None:
            async with free:
                try:
                    # Read first, add then: several wait here at once, and a sum begun before the wait loses theirs.
                    size = len(await self._repository.object(entry))
                    self._checked.bytes += size
                    self._checked.objects += 1
                except BackupBroken as broken:
                    self._bad[entry.key] = str(broken.facts["what"])
            self._read.copied(entry, 1)

        new = set(self._read.see([one.key for one in entries], 1))
        await together(check(entry) for entry in entries if entry.key in new)
