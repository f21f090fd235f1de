"""Asking for a job, inside the caller's transaction."""

import asyncio
from datetime import timedelta
from typing import Any

from backend.kit import clock
from backend.kit.models import Job

_bell: asyncio.Event | None = None


async def enqueue(name: str, key: str, arguments: dict[str, Any], delay_seconds: float = 0) -> None:
    """Write the job unless the same ``name`` and ``key`` were asked for before, in which case it runs again only if
    it had not finished: asking twice does not do the work twice."""
    moment = clock.now()
    await Job.get_or_create(
        defaults={
            "arguments": arguments,
            "run_at": moment + timedelta(seconds=delay_seconds),
            "created_at": moment,
        },
        name=name,
        key=key,
    )


def wake() -> None:
    """Ring for the relay of this process; another process's relay finds the row at its next look."""
    if _bell is not None:
        _bell.set()


def bell() -> asyncio.Event:
    """The relay's bell, made anew by each relay for its own event loop."""
    global _bell
    _bell = asyncio.Event()
    return _bell
