"""Damage: every piece that is missing or altered is named, and a restore brings back all the rest."""

import random
from datetime import timedelta

import pytest

from backend.backups import Repository, back_up, folder_place, restore, verify
from backend.backups.errors import BackupBroken, BackupForeign, BackupKeyMissing, NoBackup, NoRepository
from backend.kit import clock
from backend.kit.secrets import KeyRing
from tests.backups.conftest import pieces


@pytest.fixture
async def made(kit, shelf, place, ring):
    """One good backup."""
    return await back_up(kit, place, ring)


async def told(opened, *names: str) -> list[str]:
    repository = await opened()
    return (await verify(repository, names or await repository.names())).wrong


async def test_a_missing_object_is_named(made, disk, opened):
    (gone, *_) = pieces(disk, "objects")
    gone.unlink()
    assert await told(opened) == [f"文件 objects/archives/{gone.name} 不见了"]


async def test_every_altered_object_is_named_not_only_the_first(made, disk, opened):
    altered = pieces(disk, "objects")[:3]
    for file in altered:
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    assert sorted(await told(opened)) == sorted(f"文件 objects/archives/{file.name}被改动" for file in altered)


@pytest.mark.parametrize(
    ("folder", "name"), [("database", "的数据库第 1/"), ("inventories", "的第 1 份清单"), ("manifests", "的目录被改动")]
)
async def test_what_holds_it_together_is_named_too(made, disk, opened, folder, name):
    for file in pieces(disk, folder):
        file.write_bytes(file.read_bytes()[:-3])
    (sentence, *_) = await told(opened)
    assert name in sentence and made.name in sentence


async def test_one_flipped_bit_anywhere_is_found(made, disk, opened):
    files = [path for folder in ("objects", "database", "inventories", "manifests") for path in pieces(disk, folder)]
    chance = random.Random(4)
    for _ in range(12):
        file = chance.choice(files)
        good = file.read_bytes()
        data = bytearray(good)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        file.write_bytes(data)
        assert await told(opened), file
        file.write_bytes(good)
    assert await told(opened) == []


async def test_a_piece_put_in_anothers_place_is_named(made, disk, opened):
    one, other = pieces(disk, "objects")[:2]
    one.write_bytes(other.read_bytes())
    assert await told(opened) == [f"文件 objects/archives/{one.name}被改动"]


async def test_the_next_backup_mends_what_is_missing(made, kit, place, ring, disk, opened):
    for file in pieces(disk, "objects")[:2]:
        file.unlink()
    await back_up(kit, place, ring)
    assert await told(opened) == []


async def test_a_rotten_piece_of_the_database_does_not_spoil_the_next_backup(made, kit, place, ring, disk, opened):
    for file in pieces(disk, "database"):
        file.write_bytes(file.read_bytes()[:-1])
    later = await back_up(kit, place, ring)
    assert (await verify(await opened(), [later.name])).wrong == []


async def test_within_a_month_every_rotten_piece_is_found_and_mended(made, kit, place, ring, disk, opened):
    rotten = pieces(disk, "objects")[:3]
    for file in rotten:
        file.write_bytes(b"rotten")
    for day in range(30):
        with clock.moved_by(timedelta(days=day)):
            last = await back_up(kit, place, ring)
        if all(file.read_bytes() != b"rotten" for file in rotten):
            break
    assert last.damaged == ()
    assert (await verify(await opened(), [last.name])).wrong == []


async def test_a_restore_brings_back_the_rest_and_names_the_lost(on_sqlite, made, disk, opened, ring_file, tmp_path):
    lost = pieces(disk, "objects")[0]
    lost.unlink()
    done = await restore(await opened(), made.name, tmp_path / "new", ring_file)
    assert done.wrong == [f"文件 objects/archives/{lost.name} 不见了"]
    assert done.objects == made.held["objects"].count - 1


async def test_a_restore_without_its_database_can_never_be_started(on_sqlite, made, disk, opened, ring_file, tmp_path):
    pieces(disk, "database")[0].unlink()
    with pytest.raises(BackupBroken):
        await restore(await opened(), made.name, tmp_path / "new", ring_file)
    assert not (tmp_path / "new" / "keyring.json").exists()
    assert not (tmp_path / "new" / "chewutong.sqlite3").exists()


class TestWrongKey:
    async def test_another_sites_ring_says_so(self, made, place, tmp_path):
        other = KeyRing.open_or_create(tmp_path / "other.json")
        with pytest.raises(BackupForeign) as refused:
            await Repository.open(folder_place(place.folder), other)
        assert "密钥环不对" in refused.value.sentence

    async def test_a_ring_from_before_a_rotation_says_so(self, made, kit, place, ring_file, settings):
        new = KeyRing(settings.folder / "keyring.json")
        new.rotate()
        later = await back_up(kit, place, new)
        old = await Repository.open(folder_place(place.folder), KeyRing(ring_file))
        assert (await old.manifest(made.name)).name == made.name
        with pytest.raises(BackupKeyMissing):
            await old.manifest(later.name)
        both = await Repository.open(folder_place(place.folder), new)
        assert (await verify(both, [made.name, later.name])).wrong == []

    async def test_a_key_that_others_may_have_is_told_and_nothing_refused(self, made, kit, place, settings):
        ring = KeyRing(settings.folder / "keyring.json")
        since = clock.now()
        later = await back_up(kit, place, ring)
        ring.rotate()
        ring.distrust(1, since)
        repository = await Repository.open(folder_place(place.folder), KeyRing(settings.folder / "keyring.json"))
        assert (await verify(repository, await repository.names())).wrong == []
        assert list(repository.doubts) == [later.name] and "第 1 版密钥" in repository.doubts[later.name]


class TestNothingThere:
    async def test_no_such_backup(self, made, opened):
        for name in ("20200101-000000-none", "../about", "Ü"):
            with pytest.raises(NoBackup):
                await (await opened()).manifest(name)

    async def test_an_empty_folder(self, ring, tmp_path):
        with pytest.raises(NoRepository):
            await Repository.open(folder_place(tmp_path), ring)

    def test_a_disk_that_is_not_mounted_is_not_made(self, tmp_path):
        with pytest.raises(NoRepository):
            folder_place(tmp_path / "mnt" / "disk", make=True)
        assert not (tmp_path / "mnt").exists()
