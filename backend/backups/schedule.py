"""When backups are made, and how they stand (备份计划): what the daily job asks and the console shows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from backend.backups.create import MACHINE_LOCK
from backend.backups.errors import NoSchedule
from backend.backups.models import BackupRun
from backend.backups.prune import DAILY, MONTHLY
from backend.backups.repository import MONTH, PLATFORM, is_locked, titles_of
from backend.backups.run import BY_HAND
from backend.kit import clock
from backend.kit.clock import SHANGHAI
from backend.kit.database import Work
from backend.kit.models import Job
from backend.settings import Settings

# A day, and time enough for a run that failed to be tried again: beyond that somebody must look.
PATIENCE = timedelta(hours=36)
SHOWN = 20
JOB, MONTHLY_JOB = "backups.daily", "backups.monthly"


@dataclass(frozen=True, slots=True)
class RunFact:
    """How one run ended; ``state`` is good, flawed or failed."""

    id: str
    tier: str
    state: str
    name: str
    place: str
    asked_by: str
    began_at: datetime
    ended_at: datetime
    objects: int
    bytes: int
    added_bytes: int
    note: str
    by_hand: bool  # typed as a command, not by the schedule
    elsewhere: bool  # not where the schedule's lie, so none of them


@dataclass(frozen=True, slots=True)
class Standing:
    """How backups stand. ``folder`` empty: none are made. ``alarm`` in Chinese, empty when all is well."""

    folder: str
    month_folder: str
    hour: int
    daily_kept: int
    monthly_kept: int
    next_at: datetime | None
    running: bool
    last_good: datetime | None
    last_month: datetime | None
    alarm: str
    same_disk: bool
    runs: tuple[RunFact, ...]


async def standing(settings: Settings) -> Standing:
    """The schedule, the last results, and whether somebody must look."""
    month_folder = settings.backup_month_folder or settings.backup_folder
    places = {PLATFORM: titles_of(settings, settings.backup_folder), MONTH: titles_of(settings, month_folder)}
    return Standing(
        folder=settings.backup_folder,
        month_folder=month_folder,
        hour=settings.backup_hour,
        daily_kept=DAILY,
        monthly_kept=MONTHLY,
        next_at=next_run(settings) if settings.backup_folder else None,
        running=is_locked(settings.folder / MACHINE_LOCK) or await _due(),
        last_good=await BackupRun.last_good(PLATFORM, places[PLATFORM]),
        last_month=await BackupRun.last_good(MONTH, places[MONTH]),
        alarm=await alarm(settings),
        same_disk=_on_one_disk(settings),
        runs=tuple(_fact(row, places[row.tier]) for row in await BackupRun.newest(SHOWN)),
    )


async def alarm(settings: Settings) -> str:
    """What somebody must look at, as a sentence; empty when all is well, or when no backups are set up.

    Only what lies where the schedule puts it counts: a copy on somebody's stick is not the daily backup.
    """
    if not settings.backup_folder:
        return ""
    places = titles_of(settings, settings.backup_folder)
    last = await BackupRun.last_good(PLATFORM, places)
    newest = await BackupRun.filter(tier=PLATFORM, place__in=places).order_by("-ended_at", "-id").first()
    if last is None:
        if newest is None:
            return ""  # the first run is asked for when the server starts
        return f"还没有一份完好的平台备份。最近一次：{newest.note}"
    if clock.now() - last > PATIENCE:
        hours = int((clock.now() - last).total_seconds() // 3600)
        return f"最近一份完好的平台备份已是 {hours} 小时前。" + (f"最近一次：{newest.note}" if newest else "")
    return newest.note if newest and newest.state == "flawed" else ""


def next_run(settings: Settings) -> datetime:
    """When the next daily backup is due, in UTC."""
    today = clock.local(clock.now()).date()
    due = datetime.combine(today, time(settings.backup_hour), SHANGHAI)
    return due if due > clock.now() else due + timedelta(days=1)


async def ask_for_backups(work: Work) -> None:
    """Ask for today's backup (at once if its hour has passed) and for last month's archive; every start does.

    Once a day and once a month, whoever asks: the keys say which.
    """
    settings = work.kit.settings
    if not settings.backup_folder:
        return
    today = clock.local(clock.now())
    hour = today.replace(hour=settings.backup_hour, minute=0, second=0, microsecond=0)
    wait = max(0.0, (hour - today).total_seconds())
    await work.queue(JOB, key_of(today, settings.backup_hour), delay_seconds=wait)
    over = (today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    first = hour.replace(day=1) + timedelta(hours=1)
    await work.queue(MONTHLY_JOB, over, delay_seconds=max(0.0, (first - today).total_seconds()), month=over)


async def ask_for_tomorrow(work: Work) -> None:
    """Ask for the next day's."""
    settings = work.kit.settings
    due = next_run(settings)
    wait = (due - clock.now()).total_seconds()
    await work.queue(JOB, key_of(clock.local(due), settings.backup_hour), delay_seconds=wait)


async def ask_now(work: Work) -> None:
    """Ask for a backup at once; two who ask in the same minute get one. Raises NoSchedule."""
    if not work.kit.settings.backup_folder:
        raise NoSchedule
    moment = f"{clock.local(clock.now()):%Y-%m-%dT%H:%M}"
    await work.queue(JOB, f"now {moment}")
    await work.record("backup.asked", "platform")


def key_of(day: datetime, hour: int) -> str:
    """Which day's and hour's: a changed hour leaves the old hour's job behind, which then does nothing."""
    return f"{day:%Y-%m-%d}@{hour:02d}"


def _on_one_disk(settings: Settings) -> bool:
    """Whether the backups lie on the very disk that they are to outlive."""
    try:
        return (
            bool(settings.backup_folder) and settings.folder.stat().st_dev == Path(settings.backup_folder).stat().st_dev
        )
    except OSError:  # not mounted, not made yet, or no folder at all
        return False


async def _due() -> bool:
    """Whether a backup is asked for and about to begin."""
    return await Job.filter(name=JOB, state="waiting", run_at__lte=clock.now()).exists()


def _fact(row: BackupRun, places: Collection[str]) -> RunFact:
    return RunFact(
        id=row.public_id,
        tier=row.tier,
        state=row.state,
        name=row.name,
        place=row.place,
        asked_by=row.asked_by,
        began_at=row.began_at,
        ended_at=row.ended_at,
        objects=row.objects,
        bytes=row.bytes,
        added_bytes=row.added_bytes,
        note=row.note,
        by_hand=row.asked_by == BY_HAND,
        elsewhere=row.place not in places,
    )
