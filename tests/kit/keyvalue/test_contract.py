"""键值存储约定: what both stores promise. Redis's half needs a server (CWT_TEST_REDIS names another)."""

import asyncio
import os
from datetime import timedelta
from uuid import uuid4

import pytest
from redis.exceptions import RedisError

from backend.kit.keyvalue import LockTaken, MemoryKeyValue, RedisKeyValue

REDIS = os.environ.get("CWT_TEST_REDIS", "redis://127.0.0.1:6379/15")
LONG = timedelta(seconds=30)
SHORT = timedelta(milliseconds=150)


@pytest.fixture(params=["memory", "redis"])
async def store(request):
    if request.param == "memory":
        memory = MemoryKeyValue()
        yield memory
        await memory.close()
        return
    prefix = f"test-{uuid4().hex}:"
    shared = RedisKeyValue(REDIS, secret=b"s" * 32, prefix=prefix)
    try:
        await shared.get("hello")
    except (RedisError, OSError):
        await shared.close()
        pytest.skip(f"no Redis at {REDIS}")
    yield shared
    async for key in shared._redis.scan_iter(prefix + "*"):
        await shared._redis.delete(key)
    await shared.close()


class TestValues:
    async def test_it_works(self, store):
        assert await store.get("a") is None
        assert await store.set("a", "值")
        assert await store.get("a") == "值"
        assert await store.delete("a")
        assert not await store.delete("a")
        assert await store.get("a") is None

    async def test_a_value_ends_with_its_time(self, store):
        await store.set("a", "1", ttl=SHORT)
        await store.set("b", "1", ttl=LONG)
        assert await store.get("a") == "1"
        await asyncio.sleep(0.2)
        assert await store.get("a") is None
        assert await store.get("b") == "1"
        assert await store.set("a", "2", only_if_absent=True)

    async def test_one_of_many_claims_wins(self, store):
        claims = [store.set("claim", str(n), ttl=LONG, only_if_absent=True) for n in range(20)]
        won = await asyncio.gather(*claims)
        assert won.count(True) == 1
        assert await store.get("claim") == str(won.index(True))


class TestCounting:
    async def test_it_works(self, store):
        counts = await asyncio.gather(*(store.incr("n", ttl=LONG) for _ in range(10)))
        assert sorted(counts) == list(range(1, 11))

    async def test_the_window_does_not_move_with_later_counts(self, store):
        assert await store.incr("n", ttl=SHORT) == 1
        await asyncio.sleep(0.1)
        assert await store.incr("n", ttl=SHORT) == 2
        await asyncio.sleep(0.1)
        assert await store.incr("n", ttl=SHORT) == 1


class TestHits:
    async def test_it_works(self, store):
        hits = [await store.hit("login", 3, LONG) for _ in range(5)]
        assert [hit.allowed for hit in hits] == [True, True, True, False, False]
        assert [hit.left for hit in hits] == [2, 1, 0, 0, 0]
        assert timedelta(seconds=29) < hits[4].retry_after <= LONG

    async def test_of_many_at_once_only_the_limit_passes(self, store):
        hits = await asyncio.gather(*(store.hit("login", 4, LONG) for _ in range(25)))
        assert sum(hit.allowed for hit in hits) == 4

    async def test_the_window_slides(self, store):
        window = timedelta(milliseconds=300)
        assert (await store.hit("x", 2, window)).allowed
        await asyncio.sleep(0.2)
        assert (await store.hit("x", 2, window)).allowed
        refused = await store.hit("x", 2, window)
        assert not refused.allowed
        await asyncio.sleep(refused.retry_after.total_seconds() + 0.01)
        assert (await store.hit("x", 2, window)).allowed
        assert not (await store.hit("x", 2, window)).allowed

    async def test_keys_are_counted_apart(self, store):
        assert (await store.hit("a", 1, LONG)).allowed
        assert (await store.hit("b", 1, LONG)).allowed


class TestLocks:
    async def test_it_works(self, store):
        async with store.lock("sweep", LONG):
            with pytest.raises(LockTaken):
                async with store.lock("sweep", LONG):
                    pass
            async with store.lock("other", LONG):
                pass
        async with store.lock("sweep", LONG):
            pass

    async def test_an_error_inside_opens_it(self, store):
        with pytest.raises(KeyError):
            async with store.lock("sweep", LONG):
                raise KeyError
        async with store.lock("sweep", LONG):
            pass

    async def test_one_at_a_time_when_many_wait(self, store):
        inside = most = 0

        async def work():
            nonlocal inside, most
            async with store.lock("sweep", LONG, wait=LONG):
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0.005)
                inside -= 1

        await asyncio.gather(*(work() for _ in range(6)))
        assert most == 1

    async def test_a_lock_that_outlived_its_time_does_not_open_its_successors(self, store):
        async with store.lock("sweep", SHORT):
            await asyncio.sleep(0.2)
            successor = store.lock("sweep", LONG)
            await successor.__aenter__()
        with pytest.raises(LockTaken):
            async with store.lock("sweep", LONG):
                pass
        await successor.__aexit__(None, None, None)


class TestMessages:
    async def test_it_works(self, store):
        async with store.subscribe("deal:1") as one, store.subscribe("deal:1") as two, store.subscribe("deal:2") as far:
            await store.publish("deal:2", "elsewhere")
            await store.publish("deal:1", "来了")
            await store.publish("deal:1", "again")
            for messages in (one, two):
                assert [await anext(messages), await anext(messages)] == ["来了", "again"]
            assert await anext(far) == "elsewhere"

    async def test_nobody_listening_is_no_error(self, store):
        await store.publish("deal:1", "lost")
        async with store.subscribe("deal:1") as messages:
            await store.publish("deal:1", "heard")
            assert await anext(messages) == "heard"


class TestPrivateNames:
    def test_it_works(self, store):
        name = store.private("13800000000")
        assert name == store.private("13800000000")
        assert name != store.private("13800000001")
        assert len(name) == 32
