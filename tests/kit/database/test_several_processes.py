"""Several processes at one SQLite file (多进程): a command that writes must not make the platform's pages fail."""

import asyncio
import sqlite3
from contextlib import closing

import pytest
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError

from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.models import Job


@pytest.fixture
def another_process(settings, kit):
    """A connection of its own, as ``cwt keys rotate`` has; waits up to two seconds for its turn."""
    if settings.database_url:
        pytest.skip("MariaDB locks rows")
    with closing(
        sqlite3.connect(settings.folder / "chewutong.sqlite3", isolation_level=None, timeout=2, check_same_thread=False)
    ) as other:
        yield other


async def test_who_reads_and_then_writes_is_not_refused(kit, another_process):
    """With a plain BEGIN the second statement fails at once: database is locked."""
    async with unit_of_work(SYSTEM) as work:
        await Job.all().count()
        waiting = asyncio.create_task(asyncio.to_thread(another_process.execute, "PRAGMA user_version = 7"))
        await asyncio.sleep(0.1)
        await work.record("keys.rotated", "keyring", version=1)
    await waiting


async def test_who_cannot_begin_leaves_the_way_free_for_the_next(kit, another_process):
    another_process.execute("BEGIN IMMEDIATE")
    await get_connections().get("default").execute_query("PRAGMA busy_timeout = 50")
    with pytest.raises(OperationalError, match="locked"):
        async with unit_of_work(SYSTEM):
            pass
    another_process.execute("COMMIT")
    async with asyncio.timeout(5), unit_of_work(SYSTEM) as work:
        await work.record("keys.rotated", "keyring", version=1)
