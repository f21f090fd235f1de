"""The relay (任务转发): finds due rows of the outbox and hands them to taskiq, which runs them.

The row is the truth and the broker only a messenger: a lost message, a killed worker or a full disk leaves a row whose
lease runs out, and the next look finds it, whatever its age.
"""

import asyncio
import logging
from collections.abc import Awaitable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from taskiq import AsyncBroker, InMemoryBroker
from tortoise.queryset import QuerySet

from backend.kit import clock, ids
from backend.kit.errors import VendorTrouble
from backend.kit.jobs.outbox import bell
from backend.kit.jobs.registry import JobRun, registered
from backend.kit.models import Job

log = logging.getLogger("chewutong.jobs")

# A runner says that it is alive every few seconds; one that has been silent for a whole lease is dead.
LEASE = timedelta(seconds=30)
ALIVE_EVERY_SECONDS = 8.0
LOOK_EVERY_SECONDS = 2.0
BATCH = 20
# Jobs mostly wait (for a pool, for a vendor): an SMS must not stand in line behind fifty photographs to be read.
AT_ONCE = 500
# 2, 4, 8 … seconds, an hour at most, for ever: what was promised is done, however late.
LONGEST_WAIT = timedelta(hours=1)
# From here on a job that still fails is an alarm, not a hiccup.
ALARM_AFTER = 8


class Relay:
    """Runs jobs for one process until it is closed.

    ``alone`` says that no other process runs jobs on this database (SQLite): whatever is leased when it opens was
    leased by a process that is dead, and need not wait for its lease to run out.
    """

    def __init__(self, tools: Any, broker: AsyncBroker | None = None, *, alone: bool = False) -> None:
        self._tools = tools
        self._alone = alone
        self._broker = broker or InMemoryBroker(max_async_tasks=AT_ONCE)

        async def run_job(job_id: int, lease: str) -> None:
            await self._perform(job_id, lease)

        self._run = self._broker.register_task(run_job, task_name="chewutong.run_job")
        self._loop: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Begin to look for due jobs."""
        await self._broker.startup()
        if self._alone:
            await Job.filter(state="waiting").exclude(leased_until=None).update(leased_until=None)
        self._loop = asyncio.create_task(self._look_for_ever(bell()))

    async def close(self) -> None:
        """Stop looking; what is under way finishes or is found again after its lease."""
        if self._loop:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
        await self._broker.shutdown()

    async def drain(self) -> int:
        """Run everything that is due now, in this task, and return how many ran (tests and commands)."""
        count = 0
        while rows := await Job.due(clock.now(), BATCH):
            for row in rows:
                lease = ids.letters(20)
                if await row.claim(lease, clock.now(), clock.now() + LEASE):
                    await self._perform(row.id, lease)
                    count += 1
        return count

    async def _look_for_ever(self, rung: asyncio.Event) -> None:
        while True:
            try:
                found = await self._hand_out()
            except Exception:
                log.exception("could not look for due jobs")
                found = 0
            if found < BATCH:
                # Not wait_for: Python 3.11's forgets that it was cancelled when the bell rings in the same moment, and
                # a server that closes would wait for this loop for ever.
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_EVERY_SECONDS):
                        await rung.wait()
                rung.clear()

    async def _hand_out(self) -> int:
        rows = await Job.due(clock.now(), BATCH)
        for row in rows:
            lease = ids.letters(20)
            if await row.claim(lease, clock.now(), clock.now() + LEASE):
                await self._run.kiq(row.id, lease)
        return len(rows)

    async def _keeping_the_lease(self, work: Awaitable[None], mine: QuerySet[Job]) -> None:
        task = asyncio.ensure_future(work)
        try:
            while True:
                done, _ = await asyncio.wait({task}, timeout=ALIVE_EVERY_SECONDS)
                if done:
                    return task.result()
                await mine.update(leased_until=clock.now() + LEASE)
        finally:
            task.cancel()

    async def _perform(self, job_id: int, lease: str) -> None:
        row = await Job.get_or_none(id=job_id, lease=lease, state="waiting")
        if row is None:
            return  # the lease ran out and another runner has it
        handler = registered().get(row.name)
        run = JobRun(row.name, row.key, row.arguments, row.attempts, self._tools)
        mine = Job.filter(id=job_id, lease=lease)
        try:
            if handler is None:
                raise LookupError(f"no handler for the job {row.name}")
            await self._keeping_the_lease(handler(run), mine)
        except Exception as error:
            wait = min(timedelta(seconds=2 ** min(row.attempts + 1, 12)), LONGEST_WAIT)
            level = logging.ERROR if row.attempts + 1 >= ALARM_AFTER else logging.WARNING
            _tell(level, row, error)
            await mine.update(
                attempts=row.attempts + 1,
                last_error=f"{type(error).__name__}"[:200],
                run_at=clock.now() + wait,
                leased_until=None,
            )
        else:
            await mine.update(state="done", attempts=row.attempts + 1, done_at=clock.now(), leased_until=None)


def _tell(level: int, row: Job, error: Exception) -> None:
    """One line where an outside service failed, which is known and says why; the whole way there for anything else."""
    known = isinstance(error, VendorTrouble)
    why = f" trouble={error}" if known else ""
    told = None if known else error
    log.log(level, "job failed name=%s key=%s attempt=%d%s", row.name, row.key, row.attempts, why, exc_info=told)
