"""Rate limits (频率限制): how often one phone, address or account may try a thing."""

import math
from dataclasses import dataclass
from datetime import timedelta

from backend.kit.errors import Refusal
from backend.kit.keyvalue.protocol import KeyValue


class TooManyRequests(Refusal):
    """Too often in too short a time (操作过于频繁); the fact ``retry_after`` is whole seconds, for ``Retry-After``."""

    code = "RATE-101"
    status = 429
    say = "操作过于频繁，请在{wait}后再试。"


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most ``limit`` attempts in any ``window``; ``name`` keeps its counts apart from other limits'."""

    name: str
    limit: int
    window: timedelta


async def check(store: KeyValue, limit: RateLimit, subject: str) -> None:
    """Count one attempt by ``subject`` (a phone, an address, an account), or raise :class:`TooManyRequests`.

    Attempts that are refused do not lengthen the wait: who waits as told gets through. An empty subject is nobody's
    and is not counted (a demo's own loopback address).
    """
    if not subject:
        return
    hit = await store.hit(_key(store, limit, subject), limit.limit, limit.window)
    if not hit.allowed:
        seconds = max(1, math.ceil(hit.retry_after.total_seconds()))
        raise TooManyRequests(retry_after=seconds, wait=_in_words(seconds))


async def forget(store: KeyValue, limit: RateLimit, subject: str) -> None:
    """Start ``subject``'s count again, for instance after a login that succeeded."""
    await store.delete(_key(store, limit, subject))


def _key(store: KeyValue, limit: RateLimit, subject: str) -> str:
    return f"limit:{limit.name}:{store.private(subject)}"


def _in_words(seconds: int) -> str:
    if seconds < 60:
        return f" {seconds} 秒"
    if seconds < 3600:
        return f" {math.ceil(seconds / 60)} 分钟"
    return f" {math.ceil(seconds / 3600)} 小时"
