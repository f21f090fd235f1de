"""资金变动: what moved through one merchant around one day; what is alike lies together, for there may be a million."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from typing import Any, Final, NamedTuple

from tortoise.connection import get_connections
from tortoise.expressions import Q
from tortoise.queryset import QuerySet, ValuesListQuery

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
_MOVED: Final = {"charge": "paid_at", "refund": "done_at"}
_PERSON: Final = {"charge": "clerk", "refund": "asked_by"}
_TABLES: Final[dict[str, type[Charge] | type[Refund]]] = {"charge": Charge, "refund": Refund}
# Tortoise names the columns of a list of values by their places.
_CELLS: Final = itemgetter("0", "1", "2", "3", "4")
_ID, _MOVED_AT = "5", "6"


class Moves(NamedTuple):
    """Numbers of ours that are alike in all else.

    ``kind`` is charge or refund, ``standing`` done, open or ended, ``fen`` of each and positive. ``clerk`` is who took
    it or gave it back, as the audit line names them.
    """

    kind: str
    fen: int
    standing: str
    in_day: bool
    station: str
    clerk: str
    numbers: list[str]


async def moves_around(merchant: str, day: date) -> AsyncIterator[list[Moves]]:
    """Batches of what moved on ``day`` (Beijing), and of what stood near it: the channel may count another day."""
    start, end = bounds(day)
    near = timedelta(days=1)
    for kind, table in _TABLES.items():
        rows = table.filter(merchant=merchant)
        for since, until in ((start, end), (start - near, start), (end, end + near)):
            async for batch in _moved(kind, rows, since, until):
                yield _alike(kind, batch, in_day=since == start)
        async for batch in _unmoved(kind, rows.filter(asked_at__gte=start - 2 * near, asked_at__lt=end)):
            yield _alike(kind, batch, in_day=False)


async def moves_named(merchant: str, numbers: Iterable[str], refunds: Iterable[str]) -> list[Moves]:
    """Those of these numbers that are this merchant's, whenever they were; none of them on the day in question."""
    found: list[Moves] = []
    for kind, names in (("charge", sorted(numbers)), ("refund", sorted(refunds))):
        rows = _TABLES[kind].filter(merchant=merchant)
        for place in range(0, len(names), NAMES_AT_ONCE):
            wanted = rows.filter(number__in=names[place : place + NAMES_AT_ONCE])
            found += _alike(kind, await _read(kind, wanted), in_day=False)
    return found


async def _moved(kind: str, rows: QuerySet[Any], since: datetime, until: datetime) -> AsyncIterator[list[Any]]:
    """Batches of rows by the moment of their money, as the index has them."""
    moved, after = _MOVED[kind], 0
    moment = rows.model._meta.fields_map[moved]
    while True:
        later: dict[str, Any] = {f"{moved}__gt": since}
        wanted = rows.filter(Q(**later) | Q(id__gt=after), **{f"{moved}__gte": since, f"{moved}__lt": until})
        if not (batch := await _read(kind, wanted.order_by(moved, "id").limit(BATCH))):
            return
        yield batch
        since, after = moment.to_python_value(batch[-1][_MOVED_AT]), batch[-1][_ID]


async def _unmoved(kind: str, rows: QuerySet[Any]) -> AsyncIterator[list[Any]]:
    """Batches of rows whose money has not moved."""
    after, wanted = 0, rows.filter(**{_MOVED[kind]: None}).order_by("id").limit(BATCH)
    while batch := await _read(kind, wanted.filter(id__gt=after)):
        yield batch
        after = batch[-1][_ID]


async def _read(kind: str, rows: QuerySet[Any]) -> list[Any]:
    """Rows as the driver gives them: Tortoise would look at every cell of a million once more, for seconds."""
    asked: ValuesListQuery[Any] = rows.values_list(
        "number", "fen", "state", "station", _PERSON[kind], "id", _MOVED[kind]
    )
    asked.sql()  # puts the query together
    connection = get_connections().get("default")
    _, found = await connection.execute_query(*asked.query.get_parameterized_sql())
    return list(found)


def _alike(kind: str, rows: Iterable[Any], *, in_day: bool) -> list[Moves]:
    numbers: dict[tuple[int, str, str, str], list[str]] = defaultdict(list)
    for number, fen, state, station, person in map(_CELLS, rows):
        numbers[fen, state, station, person].append(number)
    standings = _STANDINGS[kind]
    return [
        Moves(kind, fen, standings.get(state, "open"), in_day, station, person, names)
        for (fen, state, station, person), names in numbers.items()
    ]


def bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a Beijing date, and of the next."""
    # In UTC, as the column is: SQLite compares moments as text.
    start, end = (datetime.combine(one, time.min, SHANGHAI) for one in (day, day + timedelta(days=1)))
    return start.astimezone(UTC), end.astimezone(UTC)
