"""Finding archives and looking into one (查档)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tortoise.queryset import QuerySet

from backend.archive.errors import ArchiveBroken, NoArchive
from backend.archive.facts import ArchiveView, DisposalFact, PartFact, ShelfPage, ShelfRow, archive_facts
from backend.archive.keeping.hold import holds_of
from backend.archive.keeping.retention import kept_until, term_of
from backend.archive.models import Archive, Disposal, Hold
from backend.archive.reach import reached, station_of
from backend.archive.verifying.verify import opened
from backend.kit import audit
from backend.kit.actor import Actor
from backend.kit.clock import SHANGHAI
from backend.kit.paging import fit_page
from backend.kit.tools import Kit

PAGE_ROWS = 20
# Disposals that wait for a person.
WAITING = ("proposed", "agreed")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: ``transfers`` that others found (None: any), a station, closed from day to day, a state.

    ``state`` is kept, held, waiting (for a decision about disposal), disposed, or empty for all.
    """

    transfers: Iterable[str] | None = None
    station: str = ""
    first: date | None = None
    last: date | None = None
    state: str = ""


async def list_archives(actor: Actor, wanted: Wanted, page: int = 1, per_page: int = PAGE_ROWS) -> ShelfPage:
    """The archives in ``actor``'s reach that fit, the latest first. Raises NoArchive for who has no archives to see."""
    station = station_of(actor)
    found = await _fitting(wanted, station)
    total = await found.count()
    page, pages = fit_page(page, total, per_page)
    rows = await found.order_by("-closed_at", "-id").offset((page - 1) * per_page).limit(per_page)
    names = [row.public_id for row in rows]
    held = set(await Hold.filter(archive__in=names, lifted_at=None).values_list("archive", flat=True))
    disposals = dict(await Disposal.filter(archive__in=names).values_list("archive", "state"))
    waiting = Disposal.filter(state__in=WAITING)
    return ShelfPage(
        rows=tuple(
            ShelfRow(archive_facts(row), row.public_id in held, disposals.get(row.public_id, "")) for row in rows
        ),
        total=total,
        page=page,
        pages=pages,
        waiting=await (waiting if station is None else waiting.filter(station=station)).count(),
    )


async def look_into(kit: Kit, actor: Actor, archive: str) -> ArchiveView:
    """One archive with its parts, holds and disposal; a manifest that is broken is told, not raised.

    Raises NoArchive.
    """
    row = await reached(actor, archive)
    term = await term_of(row, kit.settings.evidence_years)
    parts, wrong = await _parts(kit, row)
    disposal = await Disposal.get_or_none(archive=row.public_id)
    return ArchiveView(
        facts=archive_facts(row),
        parts=parts,
        wrong=wrong,
        term=term,
        keep_until=kept_until(row, term),
        holds=await holds_of(row.public_id),
        disposal=_disposal(disposal) if disposal else None,
    )


async def transfer_of(actor: Actor, archive: str) -> str:
    """The transfer whose archive it is. Raises NoArchive, also for another station's."""
    return (await reached(actor, archive)).transfer


async def rows_between(station: str, first: date, last: date) -> QuerySet[Archive]:
    """Archives of a station (empty: all) closed from ``first`` to ``last``, those disposed of left out, in order."""
    found = await _fitting(Wanted(station=station, first=first, last=last), None)
    return found.filter(disposed_at=None).exclude(signature="").order_by("id")


async def _fitting(wanted: Wanted, station: str | None) -> QuerySet[Archive]:
    found = Archive.all()
    if only := station or wanted.station:
        if len(only) > 20:
            raise NoArchive
        found = found.filter(station=only)
    if station is not None and wanted.station not in {"", station}:
        raise NoArchive
    if wanted.transfers is not None:
        found = found.filter(transfer__in=list(wanted.transfers))
    if wanted.first:
        found = found.filter(closed_at__gte=_midnight(wanted.first))
    if wanted.last:
        found = found.filter(closed_at__lt=_midnight(wanted.last + timedelta(days=1)))
    if wanted.state == "disposed":
        found = found.exclude(disposed_at=None)
    elif wanted.state == "kept":
        found = found.filter(disposed_at=None)
    elif wanted.state == "held":
        held = await Hold.filter(lifted_at=None).values_list("archive", flat=True)
        found = found.filter(public_id__in=list(set(held)))
    elif wanted.state == "waiting":
        waiting = await Disposal.filter(state__in=WAITING).order_by("id").limit(500).values_list("archive", flat=True)
        found = found.filter(public_id__in=list(waiting))
    return found


async def _parts(kit: Kit, row: Archive) -> tuple[tuple[PartFact, ...], str]:
    try:
        found = (await opened(kit, row)).parts
    except ArchiveBroken as broken:
        return (), str(broken.facts["what"])
    missing = [part.object for part in found if not await kit.objects.exists(part.object)]
    gone = await audit.disposed_objects() if missing else {}
    lost = [part.title for part in found if part.object in missing and part.object not in gone]
    told = tuple(
        PartFact(
            part.path,
            part.kind,
            part.title,
            part.size,
            part.sha256,
            gone[part.object] if part.object in missing and part.object in gone else "",
        )
        for part in found
    )
    return told, f"{lost[0]}不见了" if lost else ""


def _disposal(row: Disposal) -> DisposalFact:
    return DisposalFact(
        archive=row.archive,
        state=row.state,
        keep_until=row.keep_until,
        basis=row.basis,
        proposed_at=row.proposed_at,
        agreed_by=row.agreed_by,
        agreed_at=row.agreed_at,
        confirmed_by=row.confirmed_by,
        confirmed_at=row.confirmed_at,
        done_at=row.done_at,
        objects=row.objects,
        bytes=row.bytes,
    )


def _midnight(day: date) -> datetime:
    # In UTC, as the column is: SQLite compares moments as text.
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)
