"""A station's own copy (登记服务站自备份): its archives of a period as one ZIP, made while it is sent.

One package is in memory at a time, so a year's archives need no more room than one car's.
"""

import io
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime

from backend import archive
from backend.archive import ArchiveFacts
from backend.backups.errors import NothingToCopy, OwnStationOnly, PeriodTooLong
from backend.backups.models import BackupRun
from backend.backups.packages.bulk import (
    HOWTO,
    LIST,
    VERIFIER,
    Line,
    closed_between,
    howto,
    list_file,
    packages_of,
)
from backend.kit import clock, ids
from backend.kit.actor import Actor, Role
from backend.kit.database import Work
from backend.kit.tools import Kit

OWN = "station"
LONGEST_DAYS = 366
# What the list, the verifier and the ZIP's own directory add, roughly, for each package and for all.
EACH_EXTRA, EXTRA = 600, 20_000


@dataclass(frozen=True, slots=True)
class OwnCopy:
    """What one download will hold; ``bytes`` is about how large it will be."""

    first: date
    last: date
    rows: tuple[ArchiveFacts, ...]
    name: str

    @property
    def archives(self) -> int:
        return len(self.rows)

    @property
    def bytes(self) -> int:
        return sum(one.package_size + EACH_EXTRA for one in self.rows) + EXTRA


@dataclass(frozen=True, slots=True)
class OwnFact:
    """One download that was begun: when, by whom, of which days, how many archives."""

    at: datetime
    by: str
    period: str
    archives: int


async def own_copy(actor: Actor, first: date, last: date) -> OwnCopy:
    """What a manager's download of these days holds. Raises OwnStationOnly, PeriodTooLong."""
    if Role.MANAGER not in actor.roles or not actor.station:
        raise OwnStationOnly
    first, last = min(first, last), max(first, last)
    if (last - first).days >= LONGEST_DAYS:
        raise PeriodTooLong(field="last", days=LONGEST_DAYS)
    rows = [one for one in await closed_between(actor, first, last) if one.disposed_at is None]
    return OwnCopy(first, last, tuple(rows), f"车务通备份-{first:%Y%m%d}-{last:%Y%m%d}.zip")


async def begin_own_copy(work: Work, copy: OwnCopy) -> None:
    """Put on record who takes what, before the first byte leaves. Raises NothingToCopy."""
    if not copy.rows:
        raise NothingToCopy
    moment = clock.now()
    period = f"{copy.first:%Y-%m-%d}~{copy.last:%Y-%m-%d}"
    station = work.actor.station
    row = BackupRun(public_id=ids.public_id(), tier=OWN, state="good", name=period, place=station, note="")
    row.asked_by, row.began_at, row.ended_at, row.objects = work.actor.name, moment, moment, copy.archives
    await row.save()
    await work.record("backup.own_taken", station, first=f"{copy.first}", last=f"{copy.last}", archives=copy.archives)


async def taken_by(station: str, limit: int = 10) -> list[OwnFact]:
    """The station's last downloads."""
    rows = await BackupRun.filter(tier=OWN, place=station).order_by("-ended_at", "-id").limit(limit)
    return [OwnFact(row.ended_at, row.asked_by.partition(":")[2], row.name, row.objects) for row in rows]


async def stream(kit: Kit, copy: OwnCopy, title: str) -> AsyncIterator[bytes]:
    """The ZIP, package after package; what is damaged is named in the list at its end."""
    sink = _Sink()
    lines: list[Line] = []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as package:
        package.writestr(_entry(HOWTO), howto(title, chained=False))
        package.writestr(_entry(VERIFIER), archive.program())
        async for one in packages_of(kit, copy.rows):
            lines.append(one.line)
            if one.data:
                package.writestr(_entry(one.line.file), one.data)
            yield sink.taken()
        package.writestr(_entry(LIST), list_file(lines))
    yield sink.taken()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, clock.local(clock.now()).timetuple()[:6])
    entry.create_system, entry.external_attr = 3, 0o100644 << 16
    return entry


class _Sink(io.RawIOBase):
    """Where a ZIP is written to that is sent on at once: it cannot go back, and keeps nothing that was taken."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:  # type: ignore[no-untyped-def, override]
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """What was written since."""
        whole, self._parts = b"".join(self._parts), []
        return whole
