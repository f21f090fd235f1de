"""Asking for a job, inside the caller's transaction."""

import asyncio
from datetime import timedelta
from typing import Any

from tortoise.expressions import Q

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


async def revive(name: str, key: str, arguments: dict[str, Any]) -> bool:
    """Make the job due now whatever became of it: done, put off after a failure, or lost. True unless it was due.

    For promises that hold as long as the data says so, not as long as a row of the outbox does.
    """
    moment = clock.now()
    mine = Job.filter(name=name, key=key)
    over = mine.filter(Q(state="done") | Q(run_at__gt=moment))
    if await over.update(state="waiting", run_at=moment, lease="", leased_until=None, done_at=None):
        return True
    if await mine.exists():
        return False
    await enqueue(name, key, arguments)
    return True


async def forget_done(name: str) -> None:
    """Remove what is done of a job that runs so often that nobody wants to see each run."""
    await Job.filter(name=name, state="done").delete()


def wake() -> None:
    """Ring for the relay of this process; another process's relay finds the row at its next look."""
    if _bell is not None:
        _bell.set()


def bell() -> asyncio.Event:
    """The relay's bell, made anew by each relay for its own event loop."""
    global _bell
    _bell = asyncio.Event()
    return _bell
