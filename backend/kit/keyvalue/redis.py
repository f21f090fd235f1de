"""The shared store (Redis 键值存储), for a site with several processes or machines.

Time is Redis's own, so that machines whose clocks differ still count in one window.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import ConnectionError as RedisAway

from backend.kit.keyvalue.locks import take
from backend.kit.keyvalue.protocol import Hit, private_name

LOCK_POLL_SECONDS = 0.05
ANSWER_SECONDS = 5
# How long a quiet subscription waits before it looks whether its connection still lives.
QUIET_SECONDS = 15
RECONNECT_SECONDS = 1

COUNT = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return count
"""

# Each attempt is a member scored with its microsecond; the window slides exactly, and memory is at most the limit.
ATTEMPT = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
local count = redis.call('ZCARD', KEYS[1])
if count >= limit then
  local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  return {0, 0, math.ceil(oldest[2] + window - now)}
end
redis.call('ZADD', KEYS[1], now, string.format('%.0f-%d', now, count))
redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000))
return {1, limit - count - 1, 0}
"""

RELEASE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""


class RedisKeyValue:
    """The same promises as the in-process store, kept by Redis; every key begins with ``prefix``."""

    def __init__(self, url: str, *, secret: bytes, prefix: str = "cwt:") -> None:
        self._secret = secret
        self._prefix = prefix
        self._redis: Redis = Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=ANSWER_SECONDS,
            health_check_interval=30,
        )
        self._count = self._redis.register_script(COUNT)
        self._attempt = self._redis.register_script(ATTEMPT)
        self._release = self._redis.register_script(RELEASE)

    async def get(self, key: str) -> str | None:
        value: Any = await self._redis.get(self._prefix + key)
        return None if value is None else str(value)

    async def set(self, key: str, value: str, *, ttl: timedelta | None = None, only_if_absent: bool = False) -> bool:
        return bool(await self._redis.set(self._prefix + key, value, px=ttl, nx=only_if_absent))

    async def delete(self, key: str) -> bool:
        return bool(await self._redis.delete(self._prefix + key))

    async def incr(self, key: str, *, ttl: timedelta) -> int:
        return int(await self._count(keys=[self._prefix + key], args=[_milliseconds(ttl)]))

    async def hit(self, key: str, limit: int, window: timedelta) -> Hit:
        microseconds = window // timedelta(microseconds=1)
        allowed, left, wait = await self._attempt(keys=[self._prefix + key], args=[limit, microseconds])
        return Hit(bool(allowed), int(left), timedelta(microseconds=int(wait)))

    @asynccontextmanager
    async def lock(self, name: str, ttl: timedelta, *, wait: timedelta = timedelta()) -> AsyncIterator[None]:
        key = f"lock:{name}"
        mark = await take(self, key, ttl, wait, poll_seconds=LOCK_POLL_SECONDS)
        try:
            yield
        finally:
            await self._release(keys=[self._prefix + key], args=[mark])

    async def publish(self, topic: str, message: str) -> None:
        await self._redis.publish(self._prefix + topic, message)

    @asynccontextmanager
    async def subscribe(self, topic: str) -> AsyncIterator[AsyncIterator[str]]:
        async with self._redis.pubsub() as pubsub:
            await pubsub.subscribe(self._prefix + topic)
            # The confirmation: from here on nothing published is missed.
            await pubsub.get_message(timeout=ANSWER_SECONDS)
            yield _messages(pubsub)

    def private(self, subject: str) -> str:
        return private_name(self._secret, subject)

    async def close(self) -> None:
        await self._redis.aclose()
        await self._redis.connection_pool.disconnect()


async def _messages(pubsub: PubSub) -> AsyncIterator[str]:
    while pubsub.subscribed:
        try:
            message = await pubsub.get_message(ignore_subscribe_messages=True, timeout=QUIET_SECONDS)
        except RedisAway:
            # The next read connects and subscribes again.
            await asyncio.sleep(RECONNECT_SECONDS)
            continue
        if message is not None:
            yield message["data"]


def _milliseconds(span: timedelta) -> int:
    return max(1, span // timedelta(milliseconds=1))
