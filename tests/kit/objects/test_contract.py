"""对象存储约定: what every object store promises, encrypted or not."""

import asyncio

import pytest

from backend.kit.objects import BadObjectKey, LocalStore, ObjectMissing, key_of, open_objects
from backend.kit.secrets import Cipher, KeyRing


@pytest.fixture(params=["local", "encrypted"])
def store(request, tmp_path):
    if request.param == "local":
        return LocalStore(tmp_path / "objects")
    return open_objects(tmp_path / "objects", Cipher(KeyRing.open_or_create(tmp_path / "keys.json")))


async def test_it_works(store):
    key = key_of("evidence", b"picture")
    assert await store.put(key, b"picture")
    assert await store.get(key) == b"picture"
    assert await store.exists(key)
    assert await store.size(key) == 7


async def test_storing_the_same_again_changes_nothing(store):
    await store.put("evidence/a", b"first")
    assert not await store.put("evidence/a", b"second")
    assert await store.get("evidence/a") == b"first"


async def test_of_many_writers_at_once_one_wins_and_all_read_the_same(store):
    won = await asyncio.gather(*(store.put("evidence/a", b"%d" % n) for n in range(16)))
    assert won.count(True) == 1
    assert await store.get("evidence/a") == b"%d" % won.index(True)


async def test_replacing_is_asked_for(store):
    await store.put("evidence/a", b"first")
    assert await store.put("evidence/a", b"second", replace=True)
    assert await store.get("evidence/a") == b"second"


async def test_what_is_deleted_is_gone(store):
    await store.put("evidence/a", b"x")
    assert await store.delete("evidence/a")
    assert not await store.delete("evidence/a")
    assert not await store.exists("evidence/a")
    with pytest.raises(ObjectMissing):
        await store.get("evidence/a")
    with pytest.raises(ObjectMissing):
        await store.size("evidence/a")


async def test_keys_are_listed_by_their_beginning(store):
    everything = {"evidence/aa", "evidence/ab", "evidence/deep/er", "document/aa", "top"}
    for key in everything:
        await store.put(key, b"x")
    assert {key async for key in store.keys("")} == everything
    assert {key async for key in store.keys("evidence/")} == {"evidence/aa", "evidence/ab", "evidence/deep/er"}
    assert {key async for key in store.keys("evidence/a")} == {"evidence/aa", "evidence/ab"}
    assert {key async for key in store.keys("evid")} == {"evidence/aa", "evidence/ab", "evidence/deep/er"}
    assert {key async for key in store.keys("nothing/here")} == set()


async def test_it_adds_up_what_it_holds(store):
    assert await store.total_bytes() == 0
    for name in "abc":
        await store.put(f"evidence/{name}", b"x" * 1000)
    assert 3000 <= await store.total_bytes() <= 3300


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../b",
        "a//b",
        "a/",
        ".hidden",
        "a/.draft-x",
        "A",
        "a b",
        "a\n",
        "名",
        "a\x00",
        "x" * 201,
    ],
)
async def test_it_refuses_what_is_not_a_key(store, key, tmp_path):
    for act in (store.put(key, b"x"), store.get(key), store.exists(key), store.delete(key), store.size(key)):
        with pytest.raises(BadObjectKey):
            await act
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.name not in {"keys.json"}] == []


@pytest.mark.parametrize("prefix", ["../", "/", "a/../", "a//", "A"])
async def test_it_refuses_what_no_key_begins_with(store, prefix):
    with pytest.raises(BadObjectKey):
        [key async for key in store.keys(prefix)]
