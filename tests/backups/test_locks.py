"""The lock of a place that is no folder: a note with a time, which one machine holds and no other takes from it."""

import asyncio
import json
from pathlib import Path

import pytest

from backend.backups.errors import BackupRunning
from backend.backups.repository import Place, locks
from backend.kit.objects import LocalStore, ObjectMissing


@pytest.fixture
def elsewhere(tmp_path) -> Place:
    """A store that is not reached as a folder."""
    return Place(LocalStore(tmp_path / "store"), "elsewhere")


class LeftMeanwhile(LocalStore):
    """A store in which the note goes, and another machine's comes, just when somebody reads it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.looks = 0

    async def get(self, key: str) -> bytes:
        self.looks += 1
        if self.looks == 1:
            await self.put(key, locks._note("another"), replace=True)
            raise ObjectMissing(key)
        return await super().get(key)


async def holder(place: Place) -> str:
    return json.loads(await place.store.get("lock"))["mark"]


async def test_it_ends_with_the_work(elsewhere):
    async with locks.locked(elsewhere):
        assert await elsewhere.store.exists("lock")
        with pytest.raises(BackupRunning):
            async with locks.locked(elsewhere):
                pass
        assert await elsewhere.store.exists("lock")
    assert not await elsewhere.store.exists("lock")


async def test_who_slept_through_the_lease_neither_renews_nor_removes_anothers(elsewhere, monkeypatch):
    monkeypatch.setattr(locks, "RENEW_SECONDS", 0.3)
    async with locks.locked(elsewhere):
        await elsewhere.store.put("lock", locks._note("another"), replace=True)
        await asyncio.sleep(0.7)  # beyond two renewals
        assert await holder(elsewhere) == "another"
    assert await holder(elsewhere) == "another"


async def test_a_note_that_came_between_two_looks_is_not_written_over(tmp_path):
    place = Place(LeftMeanwhile(tmp_path / "store"), "elsewhere")
    await place.store.put("lock", locks._note("the one before"))
    with pytest.raises(BackupRunning):
        async with locks.locked(place):
            pass
    assert await holder(place) == "another"
