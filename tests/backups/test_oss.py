"""Backups in OSS: the same repository behind the same Protocol, with the vendor's bad days; real SDK, sandbox."""

import json

import pytest

from backend.backups import Repository, back_up, prune, restore, verify
from backend.backups.errors import BackupRunning, PlaceTrouble
from backend.backups.repository import locks, open_place
from backend.gateways.oss import client
from tests.archive.shelf import shelve
from tests.sandbox.running import one_sandbox, sandbox

__all__ = ["one_sandbox", "sandbox"]


@pytest.fixture
async def in_oss(kit, sandbox, monkeypatch):
    """A place in the bucket of backups."""
    monkeypatch.setattr(client, "FIRST_PAUSE_S", 0)
    settings = kit.settings.model_copy(update={"oss_endpoint": sandbox.url})
    place = open_place(settings, "oss:site-1", make=True)
    yield place
    await place.store.close()


async def test_a_round_trip(on_sqlite, kit, work_of, shelf, in_oss, ring, ring_file, tmp_path):
    first = await back_up(kit, in_oss, ring)
    await shelve(kit, work_of, "t9")
    second = await back_up(kit, in_oss, ring)
    assert second.added.count < first.added.count
    repository = await Repository.open(in_oss, ring)
    assert (await verify(repository, await repository.names())).wrong == []
    done = await restore(repository, "latest", tmp_path / "new", ring_file)
    assert done.wrong == [] and done.objects == second.held["objects"].count
    assert (await prune(repository, 1, 1)).gone == [first.name]
    assert (await verify(repository, [second.name])).wrong == []


async def test_a_service_that_fails_half_way_costs_nothing(kit, work_of, shelf, in_oss, ring, sandbox):
    made = await back_up(kit, in_oss, ring)
    await shelve(kit, work_of, "t9")
    sandbox.misbehave("aliyun_oss", "server_error")
    with pytest.raises(PlaceTrouble) as refused:
        await back_up(kit, in_oss, ring)
    assert "oss://" in refused.value.sentence
    sandbox.misbehave("aliyun_oss", None)
    repository = await Repository.open(in_oss, ring)
    assert await repository.names() == [made.name]


class TestLock:
    async def test_another_machine_at_work_is_left_alone(self, kit, shelf, in_oss, ring):
        await in_oss.store.put("lock", locks._note("another machine"))
        with pytest.raises(BackupRunning):
            await back_up(kit, in_oss, ring)

    async def test_a_note_of_a_machine_that_is_gone_is_taken_over(self, kit, shelf, in_oss, ring):
        await in_oss.store.put("lock", json.dumps({"mark": "gone", "until": 1.0}).encode())
        await back_up(kit, in_oss, ring)
        assert not await in_oss.store.exists("lock")
