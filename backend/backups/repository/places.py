"""Where backups lie (备份位置): a folder, such as a mounted disk, or another object store."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from backend.backups.errors import BackupDiskFull, NoRepository, PlaceTrouble
from backend.kit.errors import VendorTrouble
from backend.kit.objects import LocalStore, ObjectStore

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Place:
    """An opened place. ``folder`` is None where it is no folder of this machine; ``title`` is what people call it."""

    store: ObjectStore
    title: str
    folder: Path | None = None


def folder_place(folder: Path, *, make: bool = False) -> Place:
    """A folder as a place; NoRepository where it is not there and shall not be made.

    Only the last part of the path is made: a disk that is not mounted must be noticed, not replaced by a folder.
    """
    title = title_of(folder)
    with speaking_of(title):
        if not folder.is_dir() and not (make and folder.parent.is_dir()):
            raise NoRepository(place=title)
        store = LocalStore(folder)
        if make:
            store.sweep_drafts()
        return Place(store, title, folder)


def title_of(folder: Path) -> str:
    """What a folder is called, however it was typed: runs of the same place are found by it."""
    return os.path.realpath(folder)


@contextmanager
def speaking_of(title: str) -> Iterator[None]:
    """Say in a sentence what a disk or a service refused."""
    try:
        yield
    except OSError as no:
        if no.errno in FULL:
            raise BackupDiskFull(place=title) from no
        raise PlaceTrouble(place=title, reason=no.strerror or type(no).__name__) from no
    except VendorTrouble as no:
        raise PlaceTrouble(place=title, reason=f"{no.service} {no.reason}") from no
