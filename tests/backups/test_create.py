"""Making backups: whole, while everybody works, and nothing written twice."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from backend.backups import back_up, restore, verify
from backend.backups.errors import BackupForeign, BackupRunning, DatabaseTrouble
from backend.backups.models import BackupRun
from backend.backups.repository import Inventory, folder_place
from backend.kit import audit
from backend.kit.secrets import KeyRing
from tests.archive.shelf import shelve
from tests.backups.conftest import pieces


async def keys_of(store) -> set[str]:
    return {key async for key in store.keys("")}


async def test_it_holds_every_object_and_reads_whole(kit, shelf, place, ring, opened):
    made = await back_up(kit, place, ring)
    repository = await opened()
    assert {name: one.count for name, one in made.held.items()} == {"objects": len(await keys_of(kit.objects))}
    checked = await verify(repository, [made.name])
    assert (checked.wrong, checked.backups, checked.objects) == ([], 1, made.held["objects"].count)
    # What `create` and `list` call its size is what was read of it.
    assert made.database and checked.bytes == made.held["objects"].bytes + made.database.size


async def test_the_next_one_writes_only_what_is_new(kit, work_of, shelf, place, disk, ring):
    first = await back_up(kit, place, ring)
    stamps = {path: path.stat().st_mtime_ns for path in pieces(disk, "objects")}
    before = await keys_of(kit.objects)
    await shelve(kit, work_of, "t9")
    new = len(await keys_of(kit.objects) - before)
    second = await back_up(kit, place, ring)
    assert second.held["objects"].count == first.held["objects"].count + new
    assert {path: stamps[path] for path in stamps} == {path: path.stat().st_mtime_ns for path in stamps}
    assert len(pieces(disk, "objects")) == len(stamps) + new
    assert second.inventory[:-1] == first.inventory


async def test_writers_meanwhile_are_in_whole_or_not_at_all(
    on_sqlite, kit, work_of, shelf, place, ring, ring_file, opened, tmp_path
):
    """Archives are closed all the time while backups are made; each backup is a chain with nothing missing."""
    going = True

    async def keep_closing() -> None:
        number = 0
        while going:
            number += 1
            await shelve(kit, work_of, f"meanwhile-{number}", size=300)

    writer = asyncio.create_task(keep_closing())
    made = [await back_up(kit, place, ring) for _ in range(3)]
    going = False
    await writer
    repository = await opened()
    counts = []
    for one in made:
        into = tmp_path / one.name
        done = await restore(repository, one.name, into, ring_file)
        assert done.wrong == []
        with closing(sqlite3.connect(into / "chewutong.sqlite3")) as restored:
            named = {row[0] for row in restored.execute("SELECT manifest_object FROM archive_archive")}
        counts.append(len(named))
        there = {path.name for path in (into / "objects" / "archives").rglob("*") if path.is_file()}
        assert {name.rpartition("/")[2] for name in named} <= there
    assert counts[0] >= 3 and counts[-1] > counts[0]


async def test_what_was_disposed_of_meanwhile_does_not_come_back(kit, work_of, shelf, place, ring, monkeypatch, opened):
    from datetime import timedelta

    from backend.backups import create as making

    monkeypatch.setattr(making, "COMMIT", timedelta(0))
    gone = sorted(await keys_of(kit.objects))[:2]
    real = making._copy

    async def copy(bench, store, objects, turn):
        await real(bench, store, objects, turn)
        if (store, turn) == ("objects", 1):
            async with work_of() as work:
                await work.record("object.disposed", "c1", object=gone[0])
            for key in gone:  # the second one is lost without a record
                await kit.objects.delete(key)
            await asyncio.sleep(0.005)  # lines of the audit chain count milliseconds

    monkeypatch.setattr(making, "_copy", copy)
    made = await back_up(kit, place, ring)
    repository = await opened()
    held = {key async for key in repository.raw.keys("objects/")}
    assert made.held["objects"].count == len(await keys_of(kit.objects)) + 1
    assert {f"objects/{key}" for key in gone} <= held


@pytest.mark.parametrize(("turn", "listed"), [(1, {"new"}), (2, {"old", "new"})])
async def test_a_package_made_anew_meanwhile(kit, shelf, place, ring, monkeypatch, opened, turn, listed):
    """The old one stays only where the copied database still names it: it went after the database was copied."""
    from backend.backups import create as making

    await kit.vault.put("packages/a/old", b"with a face")
    real = making._copy

    async def copy(bench, store, objects, now):
        await real(bench, store, objects, now)
        if (store, now) == ("vault", turn):
            await kit.vault.put("packages/a/new", b"without")
            await kit.vault.delete("packages/a/old")

    monkeypatch.setattr(making, "_copy", copy)
    made = await back_up(kit, place, ring)
    inventory = Inventory(kit.settings.folder / "told.sqlite3")
    await (await opened()).read_inventory(made, inventory)
    assert {one.key.rpartition("/")[2] for some in inventory.entries("vault") for one in some} == listed
    inventory.close()


async def test_damage_in_the_live_system_is_named_and_the_rest_is_saved(kit, shelf, place, ring):
    broken = pieces(kit.settings.folder, "objects")[0]
    broken.write_bytes(broken.read_bytes()[:-1])
    made = await back_up(kit, place, ring)
    assert made.damaged == (f"objects/archives/{broken.name}",)
    assert made.held["objects"].count == len(await keys_of(kit.objects)) - 1
    row = await BackupRun.get()
    assert row.state == "flawed" and broken.name in row.note
    assert (await audit.latest(1))[0].action == "backup.ended"


async def test_a_copy_that_was_good_before_the_damage_is_kept(kit, shelf, place, ring, opened):
    await back_up(kit, place, ring)
    broken = pieces(kit.settings.folder, "objects")[0]
    broken.write_bytes(b"rotten")
    made = await back_up(kit, place, ring)
    assert made.damaged == ()
    assert (await verify(await opened(), [made.name])).wrong == []


async def test_a_broken_database_is_no_backup(on_sqlite, kit, shelf, place, ring, opened, tmp_path):
    await back_up(kit, place, ring)
    damaged = tmp_path / "damaged.sqlite3"
    data = bytearray((kit.settings.folder / "chewutong.sqlite3").read_bytes())
    data[4096 * 3 : 4096 * 40] = bytes(4096 * 37)
    damaged.write_bytes(data)
    other = kit.settings.model_copy(update={"database_url": f"sqlite://{damaged}"})
    from dataclasses import replace

    with pytest.raises(DatabaseTrouble):
        await back_up(replace(kit, settings=other), place, ring)
    assert (await BackupRun.all().order_by("-id").first()).state == "failed"
    repository = await opened()
    assert (await verify(repository, await repository.names())).wrong == []


async def test_two_at_once(kit, shelf, place, ring):
    ended = await asyncio.gather(back_up(kit, place, ring), back_up(kit, place, ring), return_exceptions=True)
    assert sorted(type(one).__name__ for one in ended) == ["BackupRunning", "Manifest"]
    assert issubclass(BackupRunning, Exception)


async def test_another_sites_repository(kit, shelf, place, ring, tmp_path):
    await back_up(kit, place, ring)
    other = KeyRing.open_or_create(tmp_path / "other.json")
    with pytest.raises(BackupForeign) as refused:
        await back_up(kit, folder_place(place.folder), other)
    assert ring.ring_id in refused.value.sentence and other.ring_id in refused.value.sentence
