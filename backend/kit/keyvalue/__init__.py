"""The key-value store (键值存储): short-lived facts, counters, locks and wake-up calls; in-process or Redis."""

from backend.kit.errors import Fault
from backend.kit.ids import random_bytes
from backend.kit.keyvalue.limits import RateLimit, TooManyRequests, check, forget
from backend.kit.keyvalue.memory import MemoryKeyValue
from backend.kit.keyvalue.protocol import Hit, KeyValue, LockTaken
from backend.kit.keyvalue.redis import RedisKeyValue

__all__ = [
    "Hit",
    "KeyValue",
    "LockTaken",
    "MemoryKeyValue",
    "RateLimit",
    "RedisKeyValue",
    "TooManyRequests",
    "check",
    "forget",
    "open_keyvalue",
]


def open_keyvalue(url: str | None, *, secret: bytes = b"") -> KeyValue:
    """Redis where ``url`` names one (``redis://host:6379/0``), else the in-process store.

    ``secret`` keys the names of people in the store (:meth:`KeyValue.private`). Processes that share a Redis must
    share it, so there it is required; the in-process store draws its own.
    """
    if not url:
        return MemoryKeyValue(secret=secret or random_bytes(32))
    if not secret:
        raise Fault("a shared key-value store needs the key ring's secret, or phone numbers could be guessed from it")
    return RedisKeyValue(url, secret=secret)
