"""价格偏离: which transfers had a price outside its band, for the managers who answer for it. No person is in it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from backend import appraisal, stations
from backend.kit.actor import Actor, Role
from backend.kit.clock import SHANGHAI
from backend.kit.database import Work
from backend.kit.paging import fit_page
from backend.rules import Fen
from backend.rules.years_method import deviation
from backend.transfers.errors import TransferNotFound
from backend.transfers.models import Transfer
from backend.transfers.states import STATE_NAMES
from backend.verification import PRICE_NAMES

PAGE_ROWS = 50
# Rows read at once for a sheet; SQLite takes no more names than that in one question.
BATCH = 500


@dataclass(frozen=True, slots=True)
class FarPrice:
    """One price outside the band: ``title`` in Chinese, fen, and its share of the base price."""

    title: str
    fen: int
    ratio: Decimal


@dataclass(frozen=True, slots=True)
class DeviatingTransfer:
    """偏离业务: a transfer with its far prices; ``reason`` is its own or else the coefficient's. Money is fen."""

    number: str
    station: str
    opened_at: datetime
    plate_number: str
    brand_model: str
    base_fen: int
    far: tuple[FarPrice, ...]
    reason: str
    clerk: str
    state: str


@dataclass(frozen=True, slots=True)
class DeviationPage:
    """One page of them, the latest first; pages count from 1."""

    rows: tuple[DeviatingTransfer, ...]
    total: int
    page: int
    pages: int


async def price_deviations(actor: Actor, first: date, last: date, page: int = 1) -> DeviationPage:
    """Transfers opened from ``first`` to ``last`` (Shanghai days): a manager's own station's, an administrator's all.

    Raises TransferNotFound for everybody else.
    """
    found = Transfer.deviating(_station_of(actor), *_bounds(first, last))
    total = await found.count()
    page, pages = fit_page(page, total, PAGE_ROWS)
    rows = await found.offset((page - 1) * PAGE_ROWS).limit(PAGE_ROWS)
    return DeviationPage(tuple(await _told(rows)), total, page, pages)


async def export_deviations(work: Work, first: date, last: date) -> AsyncIterator[DeviatingTransfer]:
    """All of them, for a sheet that leaves the platform, which is audited. As :func:`price_deviations`."""
    found = Transfer.deviating(_station_of(work.actor), *_bounds(first, last))
    about = f"station:{work.actor.station or 'all'}"
    await work.record("transfer.deviations_exported", about, first=first.isoformat(), last=last.isoformat())
    start = 0
    while rows := await found.offset(start).limit(BATCH):
        for one in await _told(rows):
            yield one
        start += BATCH


def _station_of(actor: Actor) -> str | None:
    if Role.ADMINISTRATOR in actor.roles:
        return None
    if Role.MANAGER not in actor.roles or not actor.station:
        raise TransferNotFound
    return actor.station


def _bounds(first: date, last: date) -> tuple[datetime, datetime]:
    # In UTC, as the column is: SQLite compares moments as text.
    start, end = (datetime.combine(day, time.min, SHANGHAI) for day in (first, last + timedelta(days=1)))
    return start.astimezone(UTC), end.astimezone(UTC)


async def _told(rows: list[Transfer]) -> list[DeviatingTransfer]:
    coefficients = await appraisal.coefficient_reasons([row.public_id for row in rows])
    places = {place.public_id: place.name for place in await stations.list_stations()}
    clerks = {name: await stations.staff_name(name) for name in {row.opened_by for row in rows}}
    return [
        DeviatingTransfer(
            number=row.number,
            station=places.get(row.station, ""),
            opened_at=row.opened_at,
            plate_number=row.plate_number,
            brand_model=row.brand_model,
            base_fen=row.base_fen or 0,
            far=_far(row),
            reason=row.deviation_reason or _reason_of(row, coefficients.get(row.public_id, "")),
            clerk=clerks[row.opened_by],
            state=STATE_NAMES[row.step],
        )
        for row in rows
    ]


def _reason_of(row: Transfer, coefficient: str) -> str:
    """The coefficient's reason, which speaks for an appraised price that came of it and for no other."""
    by_formula = [one.title for one in _far(row)] == [PRICE_NAMES["appraised"]] and not row.appraised_by_hand
    return coefficient if by_formula else ""


def _far(row: Transfer) -> tuple[FarPrice, ...]:
    low, high, base = row.band_from_fen or 0, row.band_to_fen or 0, Fen(row.base_fen or 0).to_yuan()
    prices = ((title, getattr(row, f"{name}_fen")) for name, title in PRICE_NAMES.items())
    return tuple(
        FarPrice(title, fen, deviation(Fen(fen).to_yuan(), base).ratio)
        for title, fen in prices
        if fen is not None and not low <= fen <= high
    )
