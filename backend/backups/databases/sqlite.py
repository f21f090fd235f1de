"""SQLite: the online backup API copies a live file as it is at one moment, without making writers wait (WAL)."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

from backend.backups.errors import BackupDiskFull, DatabaseTrouble

# A changed page of 4 kB costs one piece; smaller ones would be many files, larger ones much that did not change.
PIECE = 512 * 1024
BUSY_SECONDS = 60.0


async def pieces(source: Path, draft: Path) -> AsyncIterator[bytes]:
    """The pieces of the database in ``source``; ``draft`` holds the whole copy meanwhile."""
    copy = draft / "snapshot.sqlite3"
    await asyncio.to_thread(snapshot, source, copy)
    with copy.open("rb") as file:
        while data := await asyncio.to_thread(file.read, PIECE):
            yield data
    copy.unlink()


def snapshot(source: Path, copy: Path) -> None:
    """Copy the live database whole. A damaged one is DatabaseTrouble: its copy would overwrite nothing, but help
    nobody, and must not pass for a good backup."""
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)) as live,
            closing(sqlite3.connect(copy)) as target,
        ):
            copy.chmod(0o600)
            live.backup(target)  # all pages in one step: one moment, and nobody who writes can make it start again
            told = target.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as no:
        if no.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise BackupDiskFull(place=str(copy.parent.parent)) from no
        raise DatabaseTrouble(reason=no.sqlite_errorname) from no
    except OSError as no:
        raise DatabaseTrouble(reason=no.strerror) from no
    if told != "ok":
        raise DatabaseTrouble(reason="SQLite quick_check 报告文件损坏")
