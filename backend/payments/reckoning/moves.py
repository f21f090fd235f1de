"""资金变动: what moved through one merchant around one day, in plain tuples, for there may be a million of them."""

from collections.abc import AsyncIterator, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from tortoise.queryset import QuerySet

from backend.kit.clock import SHANGHAI
from backend.payments.models import Charge, Refund
from backend.payments.states import ChargeState, RefundState

# Rows read at once: the event loop is given back between two reads.
BATCH: Final = 20_000
# Names in one question; SQLite takes no more.
NAMES_AT_ONCE: Final = 500
# What is neither is open.
_STANDINGS: Final = {
    "charge": {
        ChargeState.PAID.value: "done",
        ChargeState.REFUSED.value: "ended",
        ChargeState.CLOSED.value: "ended",
    },
    "refund": {
        RefundState.DONE.value: "done",
        RefundState.REFUSED.value: "ended",
        RefundState.WITHDRAWN.value: "ended",
    },
}


class MoveRow(NamedTuple):
    """One number of ours. ``kind`` is charge or refund, ``standing`` done, open or ended, ``fen`` is positive.

    ``clerk`` is who took it or gave it back, as the audit line names them.
    """

    kind: str
    number: str
    fen: int
    standing: str
    in_day: bool
    station: str
    clerk: str


async def moves_around(merchant: str, day: date) -> AsyncIterator[list[MoveRow]]:
    """Batches of what moved on ``day`` (Beijing), and of what stood near it: the channel may count another day."""
    start, end = bounds(day)
    near = timedelta(days=1)
    tables: tuple[tuple[str, QuerySet[Any], str], ...] = (
        ("charge", Charge.filter(merchant=merchant), "paid_at"),
        ("refund", Refund.filter(merchant=merchant), "done_at"),
    )
    for kind, rows, moved in tables:
        of_day = rows.filter(**{f"{moved}__gte": start, f"{moved}__lt": end})
        beside = (
            rows.filter(**{f"{moved}__gte": start - near, f"{moved}__lt": start}),
            rows.filter(**{f"{moved}__gte": end, f"{moved}__lt": end + near}),
            rows.filter(**{moved: None}, asked_at__gte=start - 2 * near, asked_at__lt=end),
        )
        for found in (of_day, *beside):
            async for batch in _batches(kind, found, in_day=found is of_day):
                yield batch


async def moves_named(merchant: str, numbers: Iterable[str], refunds: Iterable[str]) -> list[MoveRow]:
    """Those of these numbers that are this merchant's, whenever they were; none of them on the day in question."""
    found: list[MoveRow] = []
    tables: tuple[tuple[str, list[str], QuerySet[Any]], ...] = (
        ("charge", list(numbers), Charge.filter(merchant=merchant)),
        ("refund", list(refunds), Refund.filter(merchant=merchant)),
    )
    for kind, names, rows in tables:
        for place in range(0, len(names), NAMES_AT_ONCE):
            wanted = rows.filter(number__in=names[place : place + NAMES_AT_ONCE])
            async for batch in _batches(kind, wanted, in_day=False):
                found += batch
    return found


async def _batches(kind: str, rows: QuerySet[Any], *, in_day: bool) -> AsyncIterator[list[MoveRow]]:
    clerk = "clerk" if kind == "charge" else "asked_by"
    names = ("id", "number", "fen", "state", "station", clerk)
    standings = _STANDINGS[kind]
    last = 0
    while batch := await rows.filter(id__gt=last).order_by("id").limit(BATCH).values_list(*names):
        last = int(batch[-1][0])
        yield [
            MoveRow(kind, number, fen, standings.get(state, "open"), in_day, station, person)
            for _, number, fen, state, station, person in batch
        ]


def bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a Beijing date, and of the next."""
    # In UTC, as the column is: SQLite compares moments as text.
    start, end = (datetime.combine(one, time.min, SHANGHAI) for one in (day, day + timedelta(days=1)))
    return start.astimezone(UTC), end.astimezone(UTC)
