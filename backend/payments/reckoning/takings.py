"""实收: what our books took and gave back on each day, summed by station, person, channel and merchant."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from pypika_tortoise.functions import Substring
from tortoise.expressions import Function
from tortoise.functions import Count, Sum
from tortoise.queryset import QuerySet

from backend.kit.clock import SHANGHAI
from backend.payments.models import Charge, Refund
from backend.payments.reckoning.moves import bounds
from backend.payments.states import ChargeState, RefundState


class Taking(NamedTuple):
    """One sum of a day (Beijing): ``clerk`` as the audit line names them, ``merchant`` empty for cash and POS.

    What was paid too much counts as taken, and as given back once it went back. Money is fen.
    """

    day: date
    station: str
    clerk: str
    channel: str
    merchant: str
    charges: int
    charge_fen: int
    refunds: int
    refund_fen: int


class _Part(Function):
    """So many letters of a text, or of a moment as the database writes it."""

    database_func = Substring


async def takings(days: Iterable[date], place: str | None = None) -> list[Taking]:
    """Every sum of these days, of the station ``place`` or of all: two questions, however many days they are."""
    wanted = set(days)
    if not wanted:
        return []
    sums: dict[tuple[date, str, str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    charges, refunds = Charge.filter(state=ChargeState.PAID.value), Refund.filter(state=RefundState.DONE.value)
    for at, rows, moved, person in ((0, charges, "paid_at", "clerk"), (2, refunds, "done_at", "asked_by")):
        rows = rows.filter(**{f"{moved}__gte": bounds(min(wanted))[0], f"{moved}__lt": bounds(max(wanted))[1]})
        for hour, *names, count, fen in await _summed(rows, moved, person, place):
            day = datetime.fromisoformat(f"{hour}:00+00:00").astimezone(SHANGHAI).date()
            if day in wanted:
                parts = sums[day, *names]
                parts[at] += int(count)
                parts[at + 1] += int(fen)
    return [Taking(*names, *parts) for names, parts in sorted(sums.items())]


async def _summed(rows: QuerySet[Any], moved: str, person: str, station: str | None) -> list[tuple[Any, ...]]:
    """By the hour too, in UTC: a day of Beijing's begins with an hour, and each database writes hours the same way."""
    names = ("hour", "station", person, "channel", "merchant")
    wanted = rows if station is None else rows.filter(station=station)
    hour = _Part(moved, 1, len("2026-11-19 04"))
    summed = wanted.annotate(hour=hour, count=Count("id"), sum=Sum("fen")).group_by(*names)
    return await summed.values_list(*names, "count", "sum")
