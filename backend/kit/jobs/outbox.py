"""Asking for a job, inside the caller's transaction."""

import asyncio
from collections.abc import Mapping
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


async def enqueue_each(name: str, wanted: Mapping[str, dict[str, Any]]) -> None:
    """Write one job for each key of ``wanted`` (key -> arguments) that was not asked for before, in two statements."""
    known = set(await Job.filter(name=name, key__in=list(wanted)).values_list("key", flat=True))
    moment = clock.now()
    await Job.bulk_create(
        Job(name=name, key=key, arguments=arguments, run_at=moment, created_at=moment)
        for key, arguments in wanted.items()
        if key not in known
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


async def put_off(name: str, key: str, arguments: dict[str, Any], delay_seconds: float) -> None:
    """Make the job run once more after that time, whatever became of it: a job puts itself off from within its own
    run, in the unit of work that wrote what it found, and the relay then leaves the row as it is."""
    later = clock.now() + timedelta(seconds=delay_seconds)
    mine = Job.filter(name=name, key=key)
    if not await mine.update(state="waiting", run_at=later, lease="", leased_until=None, done_at=None):
        await enqueue(name, key, arguments, delay_seconds)


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
