"""Objects in a local folder (本地对象存储).

``evidence/<name>`` lies at ``evidence/<3 digits of the name's hash>/<name>``: 4,096 folders keep each small enough to
list when there are ten million objects.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from backend.kit.clock import now
from backend.kit.files import DRAFT, make_folder, settle, write_durably
from backend.kit.objects.protocol import ObjectMissing, valid_key, valid_prefix

FAN_OUT_DIGITS = 3
# No write takes this long, so an older draft belongs to a process that is gone.
DRAFT_SECONDS = 3600
LIST_BATCH = 1_000


class LocalStore:
    """The object store of a site with one machine. Disk work runs in threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        make_folder(folder)

    async def put(self, key: str, data: bytes, *, replace: bool = False) -> bool:
        return await asyncio.to_thread(self._put, self._path(key), data, replace)

    async def get(self, key: str) -> bytes:
        try:
            return await asyncio.to_thread(self._path(key).read_bytes)
        except FileNotFoundError:
            raise ObjectMissing(f"no object {key}") from None

    async def start(self, key: str, count: int) -> bytes:
        try:
            return await asyncio.to_thread(_start, self._path(key), count)
        except FileNotFoundError:
            raise ObjectMissing(f"no object {key}") from None

    async def exists(self, key: str) -> bool:
        return await asyncio.to_thread(self._path(key).is_file)

    async def delete(self, key: str) -> bool:
        return await asyncio.to_thread(self._delete, self._path(key))

    async def size(self, key: str) -> int:
        try:
            return (await asyncio.to_thread(self._path(key).stat)).st_size
        except FileNotFoundError:
            raise ObjectMissing(f"no object {key}") from None

    async def keys(self, prefix: str = "") -> AsyncIterator[str]:
        found = self._keys(valid_prefix(prefix))
        while batch := await asyncio.to_thread(_some, found):
            for key in batch:
                yield key

    async def total_bytes(self) -> int:
        return await asyncio.to_thread(lambda: sum(_size(entry) for entry in _files(self._folder)))

    async def close(self) -> None:
        """Nothing to let go of."""

    def sweep_drafts(self) -> int:
        """Remove what writers left half-written when they were killed; returns how many."""
        oldest = now().timestamp() - DRAFT_SECONDS
        swept = 0
        for path in self._folder.rglob(DRAFT + "*"):
            with suppress(FileNotFoundError):  # its writer, in another process, finished since it was listed
                if path.stat().st_mtime < oldest:
                    path.unlink()
                    swept += 1
        return swept

    def _path(self, key: str) -> Path:
        above, _, name = valid_key(key).rpartition("/")
        return self._folder / above / sha256(name.encode()).hexdigest()[:FAN_OUT_DIGITS] / name

    @staticmethod
    def _put(path: Path, data: bytes, replace: bool) -> bool:
        if not replace and path.exists():
            return False
        return write_durably(path, data, replace=replace)

    @staticmethod
    def _delete(path: Path) -> bool:
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        settle(path.parent)
        return True

    def _keys(self, prefix: str) -> Iterator[str]:
        # Whole parts of the prefix are folders, so that listing one kind does not walk the others.
        above = prefix.rpartition("/")[0]
        for entry in _files(self._folder / above):
            parts = Path(entry.path).relative_to(self._folder).parts
            key = "/".join((*parts[:-2], parts[-1]))
            if key.startswith(prefix):
                yield key


def _files(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir():
            yield from _files(Path(entry.path))
        elif not entry.name.startswith("."):
            yield entry


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat().st_size
    except FileNotFoundError:  # deleted since it was listed
        return 0


def _start(path: Path, count: int) -> bytes:
    with path.open("rb") as file:
        return file.read(count)


def _some(found: Iterator[str]) -> list[str]:
    return [key for key, _ in zip(found, range(LIST_BATCH), strict=False)]
