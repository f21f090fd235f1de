"""Fixtures that every test may use: a migrated database, the machine open on it, units of work.

The suite runs on SQLite, and a second time on MariaDB with ``--database mysql`` (see tests/run.sh). Either way the
tables are made by the real migrations (tests/support/tables.py).
"""

import os
import shutil
import ssl
from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path

import pytest
from tortoise.connection import get_connections

from backend.kit.actor import SYSTEM, Actor
from backend.kit.database import unit_of_work
from backend.kit.tools import Kit
from backend.settings import Settings
from tests.support.mysql import empty_tables
from tests.support.pools import ThreadedPools
from tests.support.tables import migrated_mysql, migrated_sqlite

# Reading the machine's list of authorities takes 50 ms of work, and a served test opens three clients that would.
ssl.create_default_context = cache(ssl.create_default_context)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", default="sqlite", choices=["sqlite", "mysql"], help="where the tables live")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On MariaDB only what meets the database is run a second time; what takes longest begins first."""
    if config.getoption("--database") == "mysql":
        alone = [item for item in items if "migrated" not in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=alone)
        items[:] = [item for item in items if item not in set(alone)]
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def migrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A folder (and on MySQL a database) in which every migration has run."""
    folder = tmp_path_factory.mktemp("migrated")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if request.config.getoption("--database") == "mysql":
        with migrated_mysql(folder, f"cwt_test_{worker}") as settings:
            yield settings
    else:
        yield migrated_sqlite(folder)


@pytest.fixture
def settings(migrated: Settings, tmp_path: Path) -> Settings:
    """Settings of a folder of the test's own, with the key ring and (SQLite) the tables already there."""
    folder = tmp_path / "var"
    shutil.copytree(migrated.folder, folder)
    return migrated.model_copy(update={"folder": folder, "secure_cookies": False})


@pytest.fixture
async def kit(settings: Settings) -> AsyncIterator[Kit]:
    """The machine open on an empty, migrated database."""
    from backend.app import open_machine

    async with open_machine(settings, ThreadedPools()) as opened:
        if settings.database_url:
            await empty_tables(get_connections().get("default"))
        yield opened


@pytest.fixture
def work_of(kit: Kit):
    """``async with work_of(actor) as work`` opens one unit of work; SYSTEM without an actor."""

    def open_work(actor: Actor = SYSTEM):
        return unit_of_work(actor)

    return open_work
