"""One at a time (备份锁): two backups in one place, or on one machine, would do the same work twice.

The lock of a folder ends with its process, however that ends. Another store has no such thing: a note with a time is
left there and renewed, and one that is too old belongs to a process that is gone.
"""

import asyncio
import fcntl
import json
import logging
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from backend.backups.errors import BackupRunning
from backend.backups.repository.places import Place, speaking_of
from backend.kit import clock, ids
from backend.kit.objects import ObjectMissing, ObjectStore

log = logging.getLogger("chewutong.backups")

FILE = ".lock"  # begins with a dot, so the store takes it for none of its objects
NOTE = "lock"
LEASE = timedelta(minutes=3)
RENEW_SECONDS = 45.0


@contextmanager
def file_lock(file: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold the lock of ``file`` or raise BackupRunning. A reader of a write-protected disk needs none."""
    try:
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        if not shared:
            raise
        yield
        return
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise BackupRunning from None
    try:
        yield
    finally:
        os.close(handle)


def is_locked(file: Path) -> bool:
    """Whether somebody holds the lock alone, without taking it."""
    try:
        with file_lock(file, shared=True):
            return False
    except BackupRunning:
        return True


@asynccontextmanager
async def locked(place: Place, *, shared: bool = False) -> AsyncIterator[None]:
    """Hold the place's lock for as long as the block runs; BackupRunning if another does."""
    if place.folder is not None:
        with speaking_of(place.title), file_lock(place.folder / FILE, shared=shared):
            yield
        return
    if shared:  # a store of others' has no readers' lock; what a pruning took meanwhile is named as missing
        yield
        return
    mark = ids.token()
    with speaking_of(place.title):
        await _take(place.store, mark)
    renewing = asyncio.create_task(_renew(place.store, mark))
    try:
        yield
    finally:
        renewing.cancel()
        with suppress(Exception):
            # Who slept longer than the lease (a machine put to sleep) finds another's note, and leaves it.
            if await _holder(place.store) == mark:
                await place.store.delete(NOTE)


async def _take(store: ObjectStore, mark: str) -> None:
    # A second time where the note went away between the two looks: never over a note that came meanwhile.
    for _ in range(2):
        if await store.put(NOTE, _note(mark)):
            return
        with suppress(ValueError, KeyError):
            try:
                until = json.loads(await store.get(NOTE))["until"]
            except ObjectMissing:
                continue
            if until > clock.now().timestamp():
                raise BackupRunning
        break
    else:
        raise BackupRunning
    await store.put(NOTE, _note(mark), replace=True)
    await asyncio.sleep(1)  # two that found the old note together: the later note stays
    if await _holder(store) != mark:
        raise BackupRunning


async def _renew(store: ObjectStore, mark: str) -> None:
    while True:
        await asyncio.sleep(RENEW_SECONDS)
        with suppress(Exception):  # a service that fails now is asked again; the lease outlives three failures
            if await _holder(store) not in (mark, ""):
                log.error("the lock of a backup was taken over by another machine while this one worked")
                return
            await store.put(NOTE, _note(mark), replace=True)


async def _holder(store: ObjectStore) -> str:
    """Whose note lies there; nobody's where there is none."""
    try:
        mark: str = json.loads(await store.get(NOTE))["mark"]
    except ObjectMissing:
        return ""
    return mark


def _note(mark: str) -> bytes:
    return json.dumps({"mark": mark, "until": (clock.now() + LEASE).timestamp()}).encode()
