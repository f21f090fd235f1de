"""对象存储约定: what every object store promises: in a folder, in OSS (sandbox, real SDK), encrypted or not."""

import asyncio
import random

import pytest

from backend.gateways.oss import OssConfig, OssStore
from backend.kit.objects import BadObjectKey, EncryptedStore, LocalStore, ObjectMissing, key_of
from backend.kit.secrets import Cipher, KeyRing
from tests.sandbox.running import one_sandbox, sandbox

__all__ = ["one_sandbox", "sandbox"]


def plain(kind, request, tmp_path):
    if kind == "local":
        return LocalStore(tmp_path / "objects")
    here = request.getfixturevalue("sandbox")
    return OssStore(
        OssConfig(
            access_key="sandbox-key",
            secret="sandbox-secret",
            endpoint=here.url,
            region="cn-hangzhou",
            bucket="chewutong-vault",
            prefix="vault/",
            part_bytes=100 * 1024,
        )
    )


@pytest.fixture(params=["local", "oss", "local, encrypted", "oss, encrypted"])
async def store(request, tmp_path):
    kind, _, encrypted = request.param.partition(", ")
    made = plain(kind, request, tmp_path)
    if encrypted:
        made = EncryptedStore(made, Cipher(KeyRing.open_or_create(tmp_path / "keys.json")), repeatable=kind == "oss")
    yield made
    await made.close()


async def test_it_works(store):
    key = key_of("evidence", b"picture")
    assert await store.put(key, b"picture")
    assert await store.get(key) == b"picture"
    assert await store.exists(key)
    assert await store.size(key) == 7
    assert await store.start(key, 3) == b"pic"
    assert await store.start(key, 99) == b"picture"


async def test_an_empty_object_is_one(store):
    assert await store.put("evidence/a", b"")
    assert await store.get("evidence/a") == b""
    assert await store.size("evidence/a") == 0
    assert await store.start("evidence/a", 8) == b""


async def test_a_large_object_comes_back_whole(store):
    data = random.Random(1).randbytes(350_000)
    assert await store.put("vault/large", data)
    assert not await store.put("vault/large", data[::-1])
    assert await store.get("vault/large") == data
    assert await store.size("vault/large") == len(data)
    assert await store.put("vault/large", data[::-1], replace=True)
    assert await store.get("vault/large") == data[::-1]


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
    with pytest.raises(ObjectMissing):
        await store.start("evidence/a", 8)


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
