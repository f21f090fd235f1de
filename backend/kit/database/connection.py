"""Opening the database and bringing its tables up to date.

Every slice is a Tortoise app with migrations of its own beside its models; slices hold each other's public ids, never
foreign keys, so each can be read and migrated alone.
"""

from typing import Any
from urllib.parse import unquote, urlparse

from tortoise import Tortoise
from tortoise.connection import get_connections
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.executor import MigrationExecutor
from tortoise.transactions import in_transaction

# SQLite must not answer before the bytes are on the disk: a step that was acknowledged survives a power cut.
SQLITE_PRAGMAS = {"journal_mode": "WAL", "synchronous": "FULL", "busy_timeout": 10_000, "foreign_keys": "ON"}
POOL_SIZE = 10
# Below MySQL's wait_timeout of 8 h and any proxy's idle limit we have met.
POOL_RECYCLE_SECONDS = 600


def tortoise_config(url: str, slices: tuple[str, ...]) -> dict[str, Any]:
    """The configuration Tortoise wants: one connection, one app a package of ``slices`` (dotted, with ``models``)."""
    return {
        "connections": {"default": _connection(url)},
        "apps": {
            package.rsplit(".", 1)[-1]: {
                "models": [f"{package}.models"],
                "migrations": f"{package}.migrations",
                "default_connection": "default",
            }
            for package in slices
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def _connection(url: str) -> dict[str, Any]:
    if url.startswith("sqlite://"):
        return {
            "engine": "backend.kit.database.sqlite",
            "credentials": {"file_path": url.removeprefix("sqlite://"), **SQLITE_PRAGMAS},
        }
    parts = urlparse(url)
    return {
        "engine": "tortoise.backends.mysql",
        "credentials": {
            "host": parts.hostname or "127.0.0.1",
            "port": parts.port or 3306,
            "user": unquote(parts.username or "root"),
            "password": unquote(parts.password or ""),
            "database": parts.path.lstrip("/"),
            "minsize": 1,
            "maxsize": POOL_SIZE,
            "pool_recycle": POOL_RECYCLE_SECONDS,
            "charset": "utf8mb4",
            # Whoever loses a race for a unique row must see the winner's row when it reads again; MySQL's default
            # (REPEATABLE READ) would show the table as it was before. Times come from our clock, never the server's.
            "init_command": "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
        },
    }


async def open_database(url: str, slices: tuple[str, ...]) -> None:
    """Connect for the whole process; handlers in other tasks share the connection."""
    await Tortoise.init(config=tortoise_config(url, slices), _enable_global_fallback=True)


async def migrate(url: str, slices: tuple[str, ...]) -> list[str]:
    """Apply every migration the open database lacks, oldest first; return the names applied."""
    applied: list[str] = []

    def progress(event: str, app: str, name: str) -> None:
        if event == "apply_done":
            applied.append(f"{app}.{name}")

    # One transaction around all of it: where the database can roll back a change of tables (SQLite), a power cut
    # between a migration and the note that it ran leaves neither.
    async with in_transaction():
        executor = MigrationExecutor(get_connections().get("default"), tortoise_config(url, slices)["apps"])
        await executor.migrate(progress=progress)
    return applied


async def make_migrations(url: str, slices: tuple[str, ...]) -> list[str]:
    """Write a migration for every slice whose models changed (for developers); return the files written."""
    detector = MigrationAutodetector(Tortoise.apps, tortoise_config(url, slices)["apps"])
    return [str(writer.write()) for writer in await detector.changes()]


async def close_database() -> None:
    """Let go of every connection."""
    await Tortoise.close_connections()
