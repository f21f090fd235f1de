"""实收: what our books took and gave back on one day, summed by station, person, channel and merchant."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from tortoise.functions import Count, Sum
from tortoise.queryset import QuerySet

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


async def takings(days: Iterable[date], place: str | None = None) -> list[Taking]:
    """Every sum of these days, of the station ``place`` or of all."""
    found: list[Taking] = []
    for day in days:
        start, end = bounds(day)
        charges = Charge.filter(state=ChargeState.PAID.value, paid_at__gte=start, paid_at__lt=end)
        refunds = Refund.filter(state=RefundState.DONE.value, done_at__gte=start, done_at__lt=end)
        sums: dict[tuple[str, str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for at, rows, person in ((0, charges, "clerk"), (2, refunds, "asked_by")):
            for station, clerk, channel, merchant, count, fen in await _summed(rows, person, place):
                sums[station, clerk, channel, merchant][at : at + 2] = [int(count), int(fen)]
        found += [
            Taking(day, station, clerk, channel, merchant, *parts)
            for (station, clerk, channel, merchant), parts in sorted(sums.items())
        ]
    return found


async def _summed(rows: QuerySet[Any], person: str, station: str | None) -> list[tuple[Any, ...]]:
    names = ("station", person, "channel", "merchant")
    wanted = rows if station is None else rows.filter(station=station)
    summed = wanted.annotate(count=Count("id"), sum=Sum("fen")).group_by(*names)
    return await summed.values_list(*names, "count", "sum")
