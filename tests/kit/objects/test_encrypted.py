"""加密对象存储: the disk never sees plain bytes, and changed bytes never pass."""

import pytest

from backend.kit.objects import LocalStore, count_objects, open_objects, rotate_objects
from backend.kit.secrets import Cipher, KeyRing, SealBroken
from backend.kit.secrets.cipher import Mark


@pytest.fixture
def ring(tmp_path):
    return KeyRing.open_or_create(tmp_path / "keys.json")


@pytest.fixture
def disk(tmp_path):
    return LocalStore(tmp_path / "objects")


@pytest.fixture
def store(tmp_path, ring):
    return open_objects(tmp_path / "objects", Cipher(ring))


async def test_it_works(store, disk):
    await store.put("evidence/a", b"13800000000")
    assert b"138" not in await disk.get("evidence/a")
    assert await store.get("evidence/a") == b"13800000000"


async def test_a_flipped_bit_is_noticed(store, disk):
    await store.put("evidence/a", b"picture")
    sealed = bytearray(await disk.get("evidence/a"))
    sealed[-1] ^= 1
    await disk.put("evidence/a", bytes(sealed), replace=True)
    with pytest.raises(SealBroken):
        await store.get("evidence/a")


async def test_two_objects_cannot_change_places(store, disk):
    await store.put("evidence/a", b"mine")
    await disk.put("evidence/b", await disk.get("evidence/a"))
    with pytest.raises(SealBroken):
        await store.get("evidence/b")


def silent(_):
    return None


async def rotated(store, cipher, *, anew=False):
    return (await rotate_objects(store, cipher, silent, anew=anew)).moved


async def test_rewrapping_after_a_rotation(store, ring):
    for name in "abc":
        await store.put(f"evidence/{name}", b"picture")
    assert await rotated(store, Cipher(ring)) == 0
    ring.rotate()
    assert await store.get("evidence/a") == b"picture"
    assert await store.rotate_one("evidence/a")
    assert await rotated(store, Cipher(ring)) == 2
    assert await rotated(store, Cipher(ring)) == 0
    assert await store.get("evidence/b") == b"picture"
    assert await count_objects(store) == {Mark(2, "aes"): 3}


async def test_a_rotation_command_rewraps_under_a_running_server(store, tmp_path):
    await store.put("evidence/a", b"picture")
    other = KeyRing.open_or_create(tmp_path / "keys.json")
    other.rotate()
    assert await rotated(store, Cipher(other)) == 1
    assert await store.get("evidence/a") == b"picture"


async def test_a_rotation_leaves_the_cipher_unless_asked(store, ring):
    await store.put("evidence/a", b"picture")
    ring.rotate()
    national = Cipher(ring, "sm4")
    assert await rotated(store, national) == 1
    assert await count_objects(store) == {Mark(2, "aes"): 1}
    assert await rotated(store, national, anew=True) == 1
    assert await count_objects(store) == {Mark(2, "sm4"): 1}
    assert await store.get("evidence/a") == b"picture"


async def test_what_does_not_open_is_named_and_left_as_it_is(store, disk, ring):
    for name in "ab":
        await store.put(f"evidence/{name}", b"picture")
    broken = bytearray(await disk.get("evidence/a"))
    broken[30] ^= 1
    await disk.put("evidence/a", bytes(broken), replace=True)
    await disk.put("evidence/c", b"never sealed")
    ring.rotate()
    tally = await rotate_objects(store, Cipher(ring), silent)
    assert (tally.moved, sorted(tally.broken)) == (1, ["evidence/a", "evidence/c"])
    assert await disk.get("evidence/a") == bytes(broken)
    assert await count_objects(store) == {Mark(1, "aes"): 1, Mark(2, "aes"): 1, None: 1}


async def test_what_was_disposed_of_meanwhile_does_not_come_back(store, disk, ring, monkeypatch):
    await store.put("evidence/a", b"picture")
    ring.rotate()
    read = disk.get

    async def read_and_lose(key):
        data = await read(key)
        await disk.delete(key)
        return data

    monkeypatch.setattr(store._store, "get", read_and_lose)
    tally = await rotate_objects(store, Cipher(ring), silent)
    assert (tally.moved, [key async for key in store.keys("")]) == (0, [])


async def test_repeatable_sealing_repeats_only_the_very_same(disk, ring):
    seal = Cipher(ring).seal
    assert seal(b"same", b"a", repeatable=True) == seal(b"same", b"a", repeatable=True)
    starts = {
        seal(plain, context, repeatable=True)[-40:]
        for plain, context in ((b"same", b"a"), (b"same", b"b"), (b"sama", b"a"), (b"ame", b"as"))
    }
    assert len(starts) == 4
    assert Cipher(ring).open(seal(b"same", b"a", repeatable=True), b"a") == b"same"
