"""The in-process store (进程内键值存储): the default of a small site and of tests. Forgets everything on a restart."""

import asyncio
import math
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from threading import RLock

from backend.kit.clock import now
from backend.kit.ids import random_bytes
from backend.kit.keyvalue.locks import take
from backend.kit.keyvalue.protocol import Hit, private_name

# About 100 MB at worst; a flood of new keys pushes out the oldest and never the process.
ENTRIES = 200_000
# A listener this far behind has hung; it loses the oldest messages, as it may (it reads the database).
BACKLOG = 1_000
LOCK_POLL_SECONDS = 0.02


@dataclass(slots=True)
class _Entry:
    value: str
    expires: float
    hits: deque[float] = field(default_factory=deque)


@dataclass(eq=False, slots=True)
class _Listener:
    """One subscription: its messages, and the loop it lives in (publishers may be in other threads)."""

    loop: asyncio.AbstractEventLoop
    messages: asyncio.Queue[str | None]

    def hand(self, message: str | None) -> None:
        with suppress(RuntimeError):  # its loop is closed; so is the subscription
            self.loop.call_soon_threadsafe(self._put, message)

    def _put(self, message: str | None) -> None:
        if self.messages.full():
            self.messages.get_nowait()
        self.messages.put_nowait(message)


class MemoryKeyValue:
    """Everything in one dictionary, under one lock, on the clock that tests can move."""

    def __init__(self, *, secret: bytes = b"", entries: int = ENTRIES) -> None:
        self._secret = secret or random_bytes(32)
        self._limit = entries
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._listeners: dict[str, set[_Listener]] = {}
        self._guard = RLock()

    async def get(self, key: str) -> str | None:
        with self._guard:
            entry = self._living(key)
            return entry.value if entry else None

    async def set(self, key: str, value: str, *, ttl: timedelta | None = None, only_if_absent: bool = False) -> bool:
        with self._guard:
            if only_if_absent and self._living(key):
                return False
            self._keep(key, _Entry(value, _moment() + ttl.total_seconds() if ttl else math.inf))
            return True

    async def delete(self, key: str) -> bool:
        with self._guard:
            there = self._living(key) is not None
            self._entries.pop(key, None)
            return there

    async def incr(self, key: str, *, ttl: timedelta) -> int:
        with self._guard:
            entry = self._living(key)
            if entry is None:
                entry = _Entry("0", _moment() + ttl.total_seconds())
                self._keep(key, entry)
            entry.value = str(int(entry.value) + 1)
            return int(entry.value)

    async def hit(self, key: str, limit: int, window: timedelta) -> Hit:
        seconds = window.total_seconds()
        with self._guard:
            present = _moment()
            entry = self._living(key) or _Entry("", 0)
            while entry.hits and entry.hits[0] <= present - seconds:
                entry.hits.popleft()
            if len(entry.hits) >= limit:
                return Hit(False, 0, timedelta(seconds=entry.hits[0] + seconds - present))
            entry.hits.append(present)
            entry.expires = present + seconds
            self._keep(key, entry)
            return Hit(True, limit - len(entry.hits), timedelta())

    @asynccontextmanager
    async def lock(self, name: str, ttl: timedelta, *, wait: timedelta = timedelta()) -> AsyncIterator[None]:
        key = f"lock:{name}"
        mark = await take(self, key, ttl, wait, poll_seconds=LOCK_POLL_SECONDS)
        try:
            yield
        finally:
            # After its ttl the lock may be another's, which is not ours to open.
            with self._guard:
                if (entry := self._living(key)) and entry.value == mark:
                    del self._entries[key]

    async def publish(self, topic: str, message: str) -> None:
        with self._guard:
            listeners = list(self._listeners.get(topic, ()))
        for listener in listeners:
            listener.hand(message)

    @asynccontextmanager
    async def subscribe(self, topic: str) -> AsyncIterator[AsyncIterator[str]]:
        listener = _Listener(asyncio.get_running_loop(), asyncio.Queue(BACKLOG))
        with self._guard:
            self._listeners.setdefault(topic, set()).add(listener)
        try:
            yield _messages(listener)
        finally:
            with self._guard:
                self._listeners[topic].discard(listener)
                if not self._listeners[topic]:
                    del self._listeners[topic]

    def private(self, subject: str) -> str:
        return private_name(self._secret, subject)

    async def close(self) -> None:
        with self._guard:
            self._entries.clear()
            listeners = [listener for group in self._listeners.values() for listener in group]
        for listener in listeners:
            listener.hand(None)

    def _living(self, key: str) -> _Entry | None:
        entry = self._entries.get(key)
        if entry and entry.expires <= _moment():
            del self._entries[key]
            return None
        return entry

    def _keep(self, key: str, entry: _Entry) -> None:
        self._entries[key] = entry
        self._entries.move_to_end(key)
        if len(self._entries) <= self._limit:
            return
        present = _moment()
        for stale in [name for name, kept in self._entries.items() if kept.expires <= present]:
            del self._entries[stale]
        # Room for a tenth, so that a full store does not look through all of itself at every write.
        while len(self._entries) > self._limit * 0.9:
            self._entries.popitem(last=False)


def _moment() -> float:
    return now().timestamp()


async def _messages(listener: _Listener) -> AsyncIterator[str]:
    while (message := await listener.messages.get()) is not None:
        yield message
