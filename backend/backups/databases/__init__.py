"""Databases (数据库): copied at one moment while everybody works, and put back into an empty one."""

from collections.abc import AsyncIterator
from pathlib import Path

from backend.backups.databases import mariadb, sqlite

SQLITE, MYSQL = "sqlite", "mysql"
NAMES = {SQLITE: "SQLite", MYSQL: "MariaDB / MySQL"}


def engine_of(url: str) -> str:
    """Which kind of database the address names."""
    return SQLITE if url.startswith("sqlite://") else MYSQL


def pieces_of(url: str, draft: Path) -> AsyncIterator[bytes]:
    """The database as it is when the first piece is asked for, in pieces that stay the same where nothing changed.

    ``draft`` is an empty folder for what must lie on the disk meanwhile. Raises BackupDiskFull, DatabaseTrouble,
    ToolMissing.
    """
    if engine_of(url) == SQLITE:
        return sqlite.pieces(Path(url.removeprefix("sqlite://")), draft)
    return mariadb.pieces(url, draft)


__all__ = ["MYSQL", "NAMES", "SQLITE", "engine_of", "mariadb", "pieces_of", "sqlite"]
