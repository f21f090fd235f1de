"""Asking for an export, and what was asked for (提出调取)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from backend.archive.errors import ExportNotReady, ExportUnfit
from backend.archive.models import Export
from backend.archive.reach import PUBLIC_ID, reason_of, station_of
from backend.archive.shelf import rows_between
from backend.kit import clock, ids
from backend.kit.actor import Actor
from backend.kit.database import Work

# One ZIP that a person can still carry: at 5 MB an archive that is 10 GB.
MOST_ARCHIVES = 2_000
# Long enough to hand it over; afterwards it is asked for again, and looked at again.
READY_FOR = timedelta(days=7)
SHOWN = 50


@dataclass(frozen=True, slots=True)
class ExportFact:
    """One export: ``state`` is waiting, ready, broken or over; ``scope`` the one station, empty for all.

    ``bytes`` are of its packages; ``wrong`` says which archive broke it, and how.
    """

    id: str
    scope: str
    first: date
    last: date
    authority: str
    reason: str
    by: str
    at: datetime
    state: str
    archives: int
    bytes: int
    wrong: str
    ready_at: datetime | None
    fetched: int


async def ask_export(work: Work, *, station: str, first: date, last: date, authority: str, reason: str) -> str:
    """Ask for all archives of a station (an administrator: empty for every station) closed from ``first`` to ``last``.

    The export's id; a job checks each package and makes it ready. Raises NoArchive, ExportUnfit, ArchiveReasonNeeded.
    """
    own = station_of(work.actor)
    scope = own or station[:PUBLIC_ID]
    whose, why = reason_of(authority, "authority"), reason_of(reason)
    if last < first:
        raise ExportUnfit(field="last", sentence="截止日期早于起始日期，请重新选择。")
    count = await (await rows_between(scope, first, last)).count()
    if count == 0:
        raise ExportUnfit(field="first", sentence="这段时间没有可调取的电子档案，请换一个日期范围。")
    if count > MOST_ARCHIVES:
        told = f"这段时间共有 {count} 份，一次最多调取 {MOST_ARCHIVES} 份，请缩短日期范围，分次调取。"
        raise ExportUnfit(field="last", sentence=told)
    row = await Export.create(
        public_id=ids.public_id(),
        station=work.actor.station,
        scope=scope,
        first_day=first,
        last_day=last,
        authority=whose,
        reason=why,
        by=work.actor.id,
        at=clock.now(),
        state="waiting",
        archives=count,
    )
    await work.record(
        "archive.export_asked",
        f"export:{row.public_id}",
        station=scope or "all",
        first=first,
        last=last,
        archives=count,
    )
    await work.queue("archive.export", row.public_id, export=row.public_id)
    return row.public_id


async def list_exports(actor: Actor) -> tuple[ExportFact, ...]:
    """The latest exports of ``actor``'s station, an administrator's: of all. Raises NoArchive."""
    own = station_of(actor)
    rows = Export.all() if own is None else Export.filter(station=own)
    return tuple(export_fact(row) for row in await rows.order_by("-id").limit(SHOWN))


async def reached_export(actor: Actor, export: str) -> Export:
    """The row. Raises ExportNotReady, also for another station's; NoArchive for who may see none."""
    own = station_of(actor)
    row = await Export.get_or_none(public_id=export) if len(export) <= PUBLIC_ID else None
    if row is None or (own is not None and row.station != own):
        raise ExportNotReady(why="没有找到，请回到“批量调取”。")
    return row


def export_fact(row: Export) -> ExportFact:
    """The row as others may know it."""
    over = row.state == "ready" and row.ready_at is not None and row.ready_at + READY_FOR < clock.now()
    return ExportFact(
        id=row.public_id,
        scope=row.scope,
        first=row.first_day,
        last=row.last_day,
        authority=row.authority,
        reason=row.reason,
        by=row.by,
        at=row.at,
        state="over" if over else row.state,
        archives=row.archives,
        bytes=row.bytes,
        wrong=row.wrong,
        ready_at=row.ready_at,
        fetched=row.fetched,
    )
