"""Tables made once for everybody (建好的表): the real migrations run once for one state of the source.

They take seconds of work, and every worker process of every stage needs their outcome: whoever comes first makes it
under a lock, the others copy it. The copy holds the key ring that the tables belong to.
"""

import asyncio
import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

from backend.settings import PROJECT, Settings
from tests.support.mysql import dump, fresh_mysql, load

# What decides how a new database and its key ring look, besides the day.
SOURCES = ("backend/*/migrations/*.py", "backend/*/models*/**/*.py", "backend/*/models.py", "backend/kit/database/*.py")
MORE_SOURCES = ("backend/kit/secrets/**/*.py", "backend/app.py", "backend/settings.py", "requirements/locked.txt")

KEPT_SECONDS = 86_400


@cache
def _state_of_source() -> str:
    """A digest of those files and of today: a ring knows how old it is."""
    files = {file for pattern in SOURCES + MORE_SOURCES for file in PROJECT.glob(pattern)}
    digest = sha256(date.today().isoformat().encode())  # noqa: DTZ011 - any day will do, as long as it is one
    for file in sorted(files):
        digest.update(f"{file.relative_to(PROJECT)}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _shelf() -> Iterator[Path]:
    """The folder of what was made of this source, held by nobody else meanwhile; those of long ago go."""
    shelves = Path(tempfile.gettempdir()) / f"cwt-tests-{os.getuid()}"
    shelves.mkdir(mode=0o700, exist_ok=True)
    with open(shelves / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for shelf in shelves.iterdir():
            if shelf.stat().st_mtime < time.time() - KEPT_SECONDS:
                shutil.rmtree(shelf, ignore_errors=True)
        own = shelves / _state_of_source()
        own.mkdir(exist_ok=True)
        yield own


def migrated_sqlite(folder: Path) -> Settings:
    """Fill ``folder`` with a migrated SQLite database and its key ring."""
    with _shelf() as shelf:
        made = shelf / "sqlite"
        if not made.is_dir():
            _migrate(Settings(folder=shelf / "sqlite.part"))
            (shelf / "sqlite.part").rename(made)
        shutil.copytree(made, folder, dirs_exist_ok=True)
    return Settings(folder=folder)


@contextmanager
def migrated_mysql(folder: Path, name: str) -> Iterator[Settings]:
    """A migrated database called ``name`` on the server, gone at the end; its key ring is in ``folder``."""
    with fresh_mysql(name) as url:
        with _shelf() as shelf:
            made, tables = shelf / "mysql", shelf / "mysql.json"
            if tables.is_file():
                load(name, json.loads(tables.read_text()))
            else:
                _migrate(Settings(folder=made, database_url=url))
                tables.write_text(json.dumps(dump(name)))
            shutil.copytree(made, folder, dirs_exist_ok=True)
        yield Settings(folder=folder, database_url=url)


def _migrate(settings: Settings) -> None:
    from backend.app import open_machine

    async def once() -> None:
        async with open_machine(settings):
            pass

    shutil.rmtree(settings.folder, ignore_errors=True)
    asyncio.run(once())
