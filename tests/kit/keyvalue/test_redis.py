"""Redis 键值存储: what only the shared store meets, a connection that is cut."""

import asyncio
import os
from datetime import timedelta
from uuid import uuid4

import pytest
from redis.exceptions import RedisError

from backend.kit.keyvalue import RedisKeyValue, redis

REDIS = os.environ.get("CWT_TEST_REDIS", "redis://127.0.0.1:6379/15")


@pytest.fixture
async def store():
    name = f"test-{uuid4().hex}"
    shared = RedisKeyValue(f"{REDIS}?client_name={name}", secret=b"s" * 32, prefix=f"{name}:")
    try:
        await shared.get("hello")
    except (RedisError, OSError):
        await shared.close()
        pytest.skip(f"no Redis at {REDIS}")
    yield shared
    async for key in shared._redis.scan_iter(f"{name}:*"):
        await shared._redis.delete(key)
    await shared.close()


async def cut(store, kind):
    """Let the server close this store's connections of ``kind``, as a restart or a firewall does."""
    mine = store._redis.connection_pool.connection_kwargs["client_name"]
    for client in await store._redis.client_list(_type=kind):
        if client["name"] == mine:
            await store._redis.client_kill_filter(_id=client["id"], skipme=True)


async def test_a_listener_hears_again_after_its_connection_was_cut(store, monkeypatch):
    monkeypatch.setattr(redis, "RECONNECT_SECONDS", 0.01)
    async with store.subscribe("deal:1") as messages:
        await store.publish("deal:1", "before")
        assert await anext(messages) == "before"
        heard = asyncio.ensure_future(anext(messages))
        await cut(store, "pubsub")
        for _ in range(100):
            await store.publish("deal:1", "after")
            await asyncio.sleep(0.05)
            if heard.done():
                break
        assert await asyncio.wait_for(heard, 1) == "after"


async def test_a_quiet_listener_is_not_taken_for_dead(store, monkeypatch):
    monkeypatch.setattr(redis, "QUIET_SECONDS", 0.05)
    async with store.subscribe("deal:1") as messages:
        heard = asyncio.ensure_future(anext(messages))
        await asyncio.sleep(0.3)
        await store.publish("deal:1", "at last")
        assert await asyncio.wait_for(heard, 2) == "at last"


async def test_no_person_and_no_unending_counter_stands_in_redis(store):
    await store.hit(store.private("13800000000"), 5, timedelta(minutes=1))
    await store.incr("n", ttl=timedelta(minutes=1))
    keys = [key async for key in store._redis.scan_iter(store._prefix + "*")]
    assert len(keys) == 2
    assert not any("13800000000" in key for key in keys)
    assert all([0 < await store._redis.ttl(key) <= 60 for key in keys])
