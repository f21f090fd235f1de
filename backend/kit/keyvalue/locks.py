"""Taking a lock (加锁): the same in every store, a key that only one caller can set."""

import asyncio
from datetime import timedelta

from backend.kit.clock import monotonic
from backend.kit.ids import token
from backend.kit.keyvalue.protocol import KeyValue, LockTaken


async def take(store: KeyValue, key: str, ttl: timedelta, wait: timedelta, *, poll_seconds: float) -> str:
    """Set ``key`` for ``ttl``, trying for ``wait``; returns the mark that proves it ours, or :class:`LockTaken`."""
    mark, deadline = token(), monotonic() + wait.total_seconds()
    while not await store.set(key, mark, ttl=ttl, only_if_absent=True):
        if monotonic() >= deadline:
            raise LockTaken
        await asyncio.sleep(poll_seconds)
    return mark
