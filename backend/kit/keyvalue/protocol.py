"""What a key-value store can do (键值存储约定). It is never the truth, which is the database: it may be emptied."""

import hmac
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Protocol

from backend.kit.errors import Refusal


@dataclass(frozen=True, slots=True)
class Hit:
    """The answer to one counted attempt: may it go ahead, how many are left, how long until the next may."""

    allowed: bool
    left: int
    retry_after: timedelta


class LockTaken(Refusal):
    """Somebody else holds the lock (操作进行中)."""

    code = "BUSY-101"
    say = "这项操作正在进行，请稍等几秒后刷新查看结果。"


class KeyValue(Protocol):
    """Text by key, with an age. Keys are ASCII without blanks; people stand in them only as :meth:`private` names."""

    async def get(self, key: str) -> str | None:
        """The value, or None when there is none or its time is over."""

    async def set(self, key: str, value: str, *, ttl: timedelta | None = None, only_if_absent: bool = False) -> bool:
        """Store ``value`` for ``ttl`` (for good without). With ``only_if_absent`` one of many callers gets True."""

    async def delete(self, key: str) -> bool:
        """Forget the key; True if it was there."""

    async def incr(self, key: str, *, ttl: timedelta) -> int:
        """Count one more and return the count. The window of ``ttl`` opens with the first count and does not move."""

    async def hit(self, key: str, limit: int, window: timedelta) -> Hit:
        """Count one attempt if fewer than ``limit`` fell in the ``window`` that ends now; refused ones do not count."""

    def lock(self, name: str, ttl: timedelta, *, wait: timedelta = timedelta()) -> AbstractAsyncContextManager[None]:
        """Hold ``name`` for the block, trying for ``wait``; :class:`LockTaken` if another holds it.

        After ``ttl`` the lock falls open even if its holder hangs, so it saves work and never guards the truth: what
        must happen once is guarded by a row of the database.
        """

    async def publish(self, topic: str, message: str) -> None:
        """Wake whoever listens to ``topic`` now. Nobody is promised a message: listeners then read the database."""

    def subscribe(self, topic: str) -> AbstractAsyncContextManager[AsyncIterator[str]]:
        """The messages to ``topic`` from the moment the block is entered."""

    def private(self, subject: str) -> str:
        """A name for a person, phone or address that can stand in a key and not be read or guessed back."""

    async def close(self) -> None:
        """Let go of connections and end every subscription."""


def private_name(secret: bytes, subject: str) -> str:
    """128 bits of HMAC-SHA256: a plain hash of a telephone number is found by trying them all."""
    return hmac.new(secret, b"keyvalue|" + subject.encode(), sha256).hexdigest()[:32]
