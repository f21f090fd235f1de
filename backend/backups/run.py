"""One run of a backup with its record (执行备份): how it ended stands in the table and in the audit chain."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from backend.backups.create import create
from backend.backups.models import BackupRun
from backend.backups.packages import create_month
from backend.backups.repository import LONGEST, MONTH, PLATFORM, Manifest, Place
from backend.kit import clock, ids
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.secrets import KeyRing
from backend.kit.tools import Kit

log = logging.getLogger("chewutong.backups")


# Who asked, of a run that somebody typed (:mod:`backend.backups.command`).
BY_HAND = "command"


async def back_up(kit: Kit, place: Place, ring: KeyRing, by: str = SYSTEM.name) -> Manifest:
    """Make a platform backup and record how it ended; raises what :func:`create` raises, recorded as failed."""
    return await recorded(PLATFORM, place.title, by, lambda: create(kit, place, ring))


async def back_up_month(kit: Kit, place: Place, ring: KeyRing, month: str, by: str = SYSTEM.name) -> Manifest:
    """Make the association's archive of a month and record how it ended."""
    return await recorded(MONTH, place.title, by, lambda: create_month(kit, place, ring, month))


async def recorded(tier: str, place: str, by: str, act: Callable[[], Awaitable[Manifest]]) -> Manifest:
    """Run ``act`` and write down how it ended."""
    began = clock.now()
    try:
        made = await act()
    except Exception as error:
        await note_failure(tier, place, by, began, error)
        raise
    row = BackupRun(
        tier=tier,
        state="flawed" if made.damaged else "good",
        name=made.name,
        place=place,
        objects=sum(one.count for one in made.held.values()),
        bytes=sum(one.bytes for one in made.held.values()) + (made.database.size if made.database else 0),
        added_bytes=made.added.bytes,
        note=flaws(made),
    )
    await _note(row, by, began)
    return made


async def note_failure(tier: str, place: str, by: str, began: datetime, error: Exception) -> None:
    """Write down that a run, or already its beginning, failed."""
    note = f"程序出错（{type(error).__name__}），详情见日志。以前的备份没有改动。"
    row = BackupRun(tier=tier, state="failed", place=place, note=getattr(error, "sentence", note))
    try:
        await _note(row, by, began)
    except Exception:
        # A full disk may take no record either; what went wrong first is what must be told.
        log.exception("a failed backup could not be recorded")


def flaws(made: Manifest) -> str:
    """What was damaged in the live system before it could be saved; empty where all is well."""
    if not made.damaged:
        return ""
    count, first = len(made.damaged), made.damaged[0]
    return f"系统里有 {count} 处损坏，没能备份：{first}{' 等' * (count > 1)}。请运行 cwt audit verify 核查。"


async def _note(row: BackupRun, by: str, began: datetime) -> None:
    row.public_id, row.asked_by, row.began_at, row.ended_at = ids.public_id(), by, began, clock.now()
    row.place = row.place[:LONGEST]
    async with unit_of_work(SYSTEM) as work:
        await row.save()
        facts = {"tier": row.tier, "state": row.state, "name": row.name}
        await work.record("backup.ended", row.public_id, **facts)
        work.announce("backups", run=row.public_id)
