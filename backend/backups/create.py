"""Making a backup (备份): everything at one moment, while everybody works.

Order matters. Objects are copied, then the database, then objects once more: whatever the database names was there
when it was copied, and what came between the two is caught by the last turn. What was deleted in between by a recorded
disposal is left out, what is missing without one is kept. The vault's packages are made anew where a part was disposed
of, so the old one is left out when it went before the database was copied: a turn just before tells.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from zlib import crc32

from backend.backups.databases import engine_of, pieces_of
from backend.backups.errors import BackupBroken, BackupKeyMissing, SourceTrouble
from backend.backups.repository import (
    DATABASE,
    PLATFORM,
    DatabaseCopy,
    Entry,
    Held,
    Inventory,
    Manifest,
    Place,
    Repository,
    file_lock,
    new_name,
    speaking_of,
)
from backend.kit import audit, clock
from backend.kit.errors import Fault, VendorTrouble
from backend.kit.objects import EncryptedStore, ObjectLocked, ObjectMissing
from backend.kit.secrets import KeyRing
from backend.kit.tools import Kit

OBJECTS, VAULT = "objects", "vault"
MACHINE_LOCK = "backup.lock"
DRAFT = ".backup-draft"
BATCH = 500
AT_ONCE = 6
# A disposal's line carries the moment it was written, its commit follows; nobody works on one for longer than this.
COMMIT = timedelta(minutes=1)
# Every piece of an object is read again once in so many days: rot is found while the original is still there.
ROUND_DAYS = 30
NAMED = 200  # damaged things that are named; of more only their number is told


@dataclass
class Written:
    """What this backup had to add, and what could not be saved."""

    count: int = 0
    bytes: int = 0
    damaged: list[str] = field(default_factory=list)


@dataclass
class Bench:
    """A backup under work: the repository, what the newest backup before lists, and a folder for drafts."""

    repository: Repository
    inventory: Inventory
    earlier: Manifest | None
    draft: Path
    written: Written = field(default_factory=Written)


async def create(kit: Kit, place: Place, ring: KeyRing) -> Manifest:
    """Back up database, objects and vault into ``place`` and return what was made.

    Safe to stop anywhere and to do again: what was written is used. Raises BackupRunning, BackupForeign,
    BackupDiskFull, PlaceTrouble, DatabaseTrouble, ToolMissing; older backups are whole in every case.
    """
    async with at_work(kit.settings.folder, place, ring) as bench:
        for store, objects in stores_of(kit).items():
            await _copy(bench, store, objects, 1)
        await _copy(bench, VAULT, kit.vault, 2)
        began = clock.now()
        database = await _copy_database(bench, kit.settings.database)
        for store, objects in stores_of(kit).items():
            await _copy(bench, store, objects, 3)
        await _leave_out_gone(bench.inventory, began)
        parts, size = await bench.repository.write_inventory(
            bench.inventory, bench.earlier.inventory if bench.earlier else ()
        )
        manifest = Manifest(
            name=new_name(),
            tier=PLATFORM,
            made_at=began.isoformat(),
            ring=bench.repository.ring_id,
            database=database,
            inventory=parts,
            held=bench.inventory.totals(),
            added=Held(bench.written.count, bench.written.bytes + size),
            damaged=named(bench.written.damaged),
        )
        return await bench.repository.add_manifest(manifest)


def stores_of(kit: Kit) -> dict[str, EncryptedStore]:
    """Every store of the system by the name under which a backup keeps it."""
    return {OBJECTS: kit.objects, VAULT: kit.vault}


@asynccontextmanager
async def at_work(folder: Path, place: Place, ring: KeyRing, tier: str = PLATFORM) -> AsyncIterator[Bench]:
    """Hold both locks, this machine's and the place's, and lay everything out; a month's list begins empty."""
    with file_lock(folder / MACHINE_LOCK):
        repository = await Repository.open(place, ring, make=True)
        async with repository.held():
            with drafts(folder) as draft:
                inventory, earlier = await _newest(repository, draft, tier)
                try:
                    yield Bench(repository, inventory, earlier, draft)
                finally:
                    inventory.close()


@contextmanager
def drafts(folder: Path) -> Iterator[Path]:
    """An empty folder beside the data, which is as well protected; what a killed run left there goes first."""
    draft = folder / DRAFT
    with speaking_of(str(folder)):
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


async def _newest(repository: Repository, draft: Path, tier: str) -> tuple[Inventory, Manifest | None]:
    """The list of the newest platform backup that can be read, with a mark at every piece that really lies there."""
    names = reversed(await repository.names()) if tier == PLATFORM else ()
    for number, name in enumerate(names):
        inventory = Inventory(draft / f"inventory-{number}.sqlite3")
        try:
            manifest = await repository.manifest(name)
            if manifest.tier != PLATFORM:
                continue
            await repository.read_inventory(manifest, inventory)
        except (BackupBroken, BackupKeyMissing):  # verify names it; the next backup must not depend on it
            inventory.close()
            continue
        for store in manifest.held:
            await _note_pieces(repository, inventory, store)
        return inventory, manifest
    return Inventory(draft / "inventory.sqlite3"), None


async def _note_pieces(repository: Repository, inventory: Inventory, store: str) -> None:
    async for keys in batches(repository.raw.keys(store + "/")):
        inventory.hold(keys)


async def batches(keys: AsyncIterator[str], size: int = BATCH) -> AsyncIterator[list[str]]:
    """The keys, some hundred at a time."""
    batch: list[str] = []
    async for key in keys:
        batch.append(key)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


async def _copy(bench: Bench, store: str, objects: EncryptedStore, turn: int) -> None:
    """Copy what the repository lacks of one store. A copy is sealed anew, so each is proved whole by the way."""
    free = asyncio.Semaphore(AT_ONCE)

    async def copy(key: str) -> None:
        async with free:
            await _copy_one(bench, store, objects, key, turn)

    async def look(key: str) -> None:
        async with free:
            await _look_at(bench, store, objects, key, turn)

    async for keys in batches(objects.keys()):
        listed = [f"{store}/{key}" for key in keys]
        missing = bench.inventory.see(listed, turn)
        await together(copy(key.partition("/")[2]) for key in missing)
        if turn == 1:
            copied = set(missing)
            await together(look(key) for key in listed if key not in copied and _its_day(key))


def _its_day(key: str) -> bool:
    """Whether the piece is looked at today: each is once in a round of days."""
    return (crc32(key.encode()) + clock.today().toordinal()) % ROUND_DAYS == 0


async def _look_at(bench: Bench, store: str, objects: EncryptedStore, key: str, turn: int) -> None:
    """Read a piece that lies there; a damaged one is written anew while the system still has the object."""
    try:
        await bench.repository.object(bench.inventory.entry(key))
    except BackupBroken:
        bench.inventory.lose(key)
        try:
            await bench.repository.raw.delete(key)
        except ObjectLocked:
            bench.written.damaged.append(f"备份盘上的 {key}")
            return
        await _copy_one(bench, store, objects, key.partition("/")[2], turn)


async def together(acts: Iterable[Awaitable[None]]) -> None:
    """Do all of it, then raise the first error: nothing goes on after whoever waits has let go of a lock."""
    for ended in await asyncio.gather(*acts, return_exceptions=True):
        if isinstance(ended, BaseException):
            raise ended


async def _copy_one(bench: Bench, store: str, objects: EncryptedStore, key: str, turn: int) -> None:
    try:
        data = await objects.get(key)
    except ObjectMissing:  # deleted since it was listed
        return
    except VendorTrouble as no:
        raise SourceTrouble(service=no.service, reason=no.reason) from no
    except (Fault, OSError):
        name = f"{store}/{key}"
        if name not in bench.written.damaged:
            bench.written.damaged.append(name)
        return
    digest = await asyncio.to_thread(lambda: sha256(data).hexdigest())
    entry = Entry(f"{store}/{key}", len(data), digest)
    if await bench.repository.sealed.put(entry.key, data):
        bench.written.count += 1
        bench.written.bytes += len(data)
    bench.inventory.copied(entry, turn)


async def _copy_database(bench: Bench, url: str) -> DatabaseCopy:
    whole, size, digests = sha256(), 0, []
    async for piece in pieces_of(url, bench.draft):
        digest, written = await bench.repository.put_piece(DATABASE, piece)
        bench.written.count += bool(written)
        bench.written.bytes += written
        digests.append(digest)
        whole.update(piece)
        size += len(piece)
    return DatabaseCopy(engine_of(url), size, whole.hexdigest(), tuple(digests))


async def _leave_out_gone(inventory: Inventory, began: datetime) -> None:
    """What was deleted on purpose before the database was copied must not come back by a restore."""
    inventory.leave_out(inventory.vanished(VAULT, 2))
    gone = inventory.vanished(OBJECTS, 3)
    if gone:
        disposed = await audit.disposed_objects()
        inventory.leave_out([key for key in gone if _disposed_before(disposed.get(key.partition("/")[2]), began)])


def _disposed_before(at: str | None, began: datetime) -> bool:
    return at is not None and datetime.fromisoformat(at) < began - COMMIT


def named(damaged: Sequence[str]) -> tuple[str, ...]:
    """The damaged things that are named; of more only how many."""
    more = len(damaged) - NAMED
    return (*sorted(damaged)[:NAMED], *([f"……另有 {more} 个文件"] if more > 0 else []))
