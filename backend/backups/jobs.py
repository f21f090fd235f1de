"""The daily backup and the monthly archive (备份任务)."""

import logging
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import timedelta

from backend.backups.errors import BackupRunning
from backend.backups.prune import DAILY, MONTHLY, prune
from backend.backups.repository import MONTH, PLATFORM, Place, Repository, open_place, ring_of, titles_of
from backend.backups.run import back_up, back_up_month, note_failure
from backend.backups.schedule import JOB, MONTHLY_JOB, ask_for_backups, ask_for_tomorrow
from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.errors import Refusal
from backend.kit.jobs import JobRun, job
from backend.kit.tools import Kit
from backend.settings import Settings

log = logging.getLogger("chewutong.backups")

# A disk that is full or a service that is down is not mended in seconds; within the hour somebody may have.
AGAIN = timedelta(hours=1)
TRIES = 12


@job(JOB)
async def daily(run: JobRun) -> None:
    """Back up, let old ones go, ask for tomorrow; what failed is tried again in an hour."""
    settings: Settings = run.tools.settings
    async with unit_of_work(SYSTEM) as work:
        await ask_for_tomorrow(work)
        await ask_for_backups(work)  # on the first of a month, that is the month's archive
    if settings.backup_folder and _meant(run.key, settings):
        await _try(run, _daily(run.tools.kit, settings))


@job(MONTHLY_JOB)
async def monthly(run: JobRun) -> None:
    """Put last month's packages where the association's archive lies."""
    settings: Settings = run.tools.settings
    if settings.backup_folder:
        await _try(run, _monthly(run.tools.kit, settings, run.arguments["month"]))


def _meant(key: str, settings: Settings) -> bool:
    return key.startswith("now ") or f"@{settings.backup_hour:02d}" in key


async def _daily(kit: Kit, settings: Settings) -> None:
    ring = ring_of(settings)
    async with _opened(settings, settings.backup_folder, PLATFORM) as place:
        await back_up(kit, place, ring)
        pruned = await prune(await Repository.open(place, ring), DAILY, MONTHLY)
        if pruned.left:
            log.error("old backups were not swept why=%s", pruned.left)


async def _monthly(kit: Kit, settings: Settings, month: str) -> None:
    async with _opened(settings, settings.backup_month_folder or settings.backup_folder, MONTH) as place:
        await back_up_month(kit, place, ring_of(settings), month)


@asynccontextmanager
async def _opened(settings: Settings, name: str, tier: str) -> AsyncIterator[Place]:
    """The place; that it cannot be opened is on record like any other failure, or nobody would hear of a new one."""
    try:
        place = open_place(settings, name, make=True)
    except Refusal as no:
        await note_failure(tier, titles_of(settings, name)[0], SYSTEM.name, clock.now(), no)
        raise
    try:
        yield place
    finally:
        await place.store.close()


async def _try(run: JobRun, act: Awaitable[None]) -> None:
    """Do it; what fails is on record already, and is asked for again in an hour rather than in seconds."""
    try:
        await act
    except Exception as error:
        level = logging.WARNING if isinstance(error, BackupRunning) else logging.ERROR
        log.log(level, "backup failed key=%s", run.key, exc_info=error)
        key, _, tries = run.key.partition("#")
        number = int(tries or 0) + 1
        if number > TRIES:
            return
        async with unit_of_work(SYSTEM) as work:
            await work.queue(run.name, f"{key}#{number}", delay_seconds=AGAIN.total_seconds(), **run.arguments)
