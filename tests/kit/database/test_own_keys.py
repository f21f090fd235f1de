"""密钥环登记: a database knows its own ring, and another's is noticed before anything is written."""

import os
import subprocess
import sys

import pytest

from backend.app import open_machine
from backend.kit.database import KeyRingForeign, note_ring, ring_of_database
from backend.kit.models import KeyRingOfData
from backend.kit.secrets import KeyMissing, KeyRing
from tests.support.pools import ThreadedPools


@pytest.fixture
async def noted(settings):
    """Settings of a database that knows its ring."""
    async with open_machine(settings, ThreadedPools()):
        pass
    return settings


def ring_file(settings):
    return settings.folder / "keyring.json"


async def test_it_works(noted):
    async with open_machine(noted, ThreadedPools()):
        assert await ring_of_database() == KeyRing.open_or_create(ring_file(noted)).ring_id
        assert await KeyRingOfData.all().count() == 1


async def test_it_refuses_the_ring_of_another_database(noted):
    ring_file(noted).unlink()
    other = KeyRing.open_or_create(ring_file(noted))
    with pytest.raises(KeyRingForeign) as trouble:
        async with open_machine(noted, ThreadedPools()):
            pass
    assert other.ring_id in str(trouble.value) and "数据没有改动" in str(trouble.value)


async def test_it_makes_no_new_ring_beside_a_database_that_has_one(noted):
    ring_file(noted).unlink()
    # As on MySQL, where neither file nor object tells that there is data.
    empty = noted.model_copy(update={"database_url": noted.database, "folder": noted.folder / "elsewhere"})
    with pytest.raises(KeyMissing):
        async with open_machine(empty, ThreadedPools()):
            pass
    assert not ring_file(empty).exists()


@pytest.fixture
async def unnoted(kit):
    """A database that knows no ring, and knows none afterwards: on MySQL the next test gets it too."""
    await KeyRingOfData.all().delete()
    yield
    await KeyRingOfData.all().delete()


async def test_of_two_first_starts_with_two_rings_one_is_refused(unnoted):
    await note_ring("onering0000000000000")
    with pytest.raises(KeyRingForeign):
        await note_ring("anotherring000000000")


async def test_a_rotated_ring_stays_the_database_s_own(noted):
    KeyRing.open_or_create(ring_file(noted)).rotate()
    async with open_machine(noted, ThreadedPools()):
        pass


@pytest.mark.parametrize("command", ["migrate", "serve"])
async def test_a_command_says_so_in_a_sentence(noted, command):
    ring_file(noted).unlink()
    KeyRing.open_or_create(ring_file(noted))
    environment = os.environ | {"CWT_FOLDER": str(noted.folder), "CWT_PORT": "0"}
    if noted.database_url:
        environment["CWT_DATABASE_URL"] = noted.database_url
    ended = subprocess.run(  # noqa: ASYNC221
        [sys.executable, "-m", "backend.cli", command], env=environment, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 2, ended.stderr
    assert "密钥环不对" in ended.stderr and "Traceback" not in ended.stderr
