"""加密对象存储: the disk never sees plain bytes, and changed bytes never pass."""

import pytest

from backend.kit.objects import LocalStore, open_objects
from backend.kit.secrets import Cipher, KeyRing, SealBroken


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


async def test_rewrapping_after_a_rotation(store, ring):
    for name in "abc":
        await store.put(f"evidence/{name}", b"picture")
    assert await store.rewrap() == 0
    ring.rotate()
    assert await store.get("evidence/a") == b"picture"
    assert await store.rewrap_one("evidence/a")
    assert await store.rewrap() == 2
    assert await store.rewrap() == 0
    assert await store.get("evidence/b") == b"picture"


async def test_a_rotation_command_rewraps_under_a_running_server(store, tmp_path):
    await store.put("evidence/a", b"picture")
    rotated = KeyRing.open_or_create(tmp_path / "keys.json")
    rotated.rotate()
    assert await store.rewrap(Cipher(rotated)) == 1
    assert await store.get("evidence/a") == b"picture"
