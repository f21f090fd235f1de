"""A statement of a period (收款结算单), added up along any of day, station, clerk and channel."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from backend import payments
from backend.kit.actor import Actor
from backend.payments import Taking
from backend.reconciliation.errors import PeriodUnfit
from backend.reconciliation.facts import StatementRow
from backend.reconciliation.models import BillDay, Share
from backend.reconciliation.sight import station_of
from backend.reconciliation.states import DayState

LONGEST_DAYS: Final = 92
# What a statement may be added up along, in this order.
PARTS: Final = ("day", "station", "clerk", "channel")
_EMPTY: Final[dict[str, object]] = {"day": None, "station": "", "clerk": "", "channel": ""}
# Their money comes with no bill and no fee.
_BY_HAND: Final = frozenset({"cash", "pos"})


async def statement(actor: Actor, first: date, last: date, by: Collection[str] = PARTS) -> list[StatementRow]:
    """Rows of the period, one for each of ``by`` that occurs; a manager's station only, an administrator's all.

    Taken and given back are our books', the fee is the channel's own figure. Raises PeriodUnfit, DayUnknown.
    """
    if first > last or (last - first).days >= LONGEST_DAYS:
        raise PeriodUnfit(field="last", days=LONGEST_DAYS)
    station = station_of(actor)
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    taken = await payments.takings(days, station)
    shares = Share.filter(day__gte=first, day__lte=last)
    rows = _rows(taken, await (shares if station is None else shares.filter(station=station)), await _matched(days))
    return added_up(rows, by)


def added_up(rows: Iterable[StatementRow], by: Collection[str]) -> list[StatementRow]:
    """The same money in fewer rows: whatever ``by`` leaves out is added together."""
    left_out = {name: empty for name, empty in _EMPTY.items() if name not in by}
    sums: dict[tuple[object, ...], StatementRow] = {}
    for row in rows:
        short = replace(row, **left_out)  # type: ignore[arg-type]
        key = (short.day, short.station, short.clerk, short.channel)
        sums[key] = _sum(sums[key], short) if key in sums else short
    return sorted(sums.values(), key=lambda row: (row.day or date.min, row.station, row.clerk, row.channel))


def whole(rows: Iterable[StatementRow]) -> StatementRow:
    """All of it in one row."""
    found = added_up(rows, ())
    return found[0] if found else StatementRow(None, "", "", "", 0, 0, 0, 0, 0, fee_known=True)


def _rows(taken: list[Taking], shares: list[Share], matched: set[tuple[str, date]]) -> list[StatementRow]:
    fees: dict[tuple[date, str, str, str, str], int] = defaultdict(int)
    for share in shares:
        fees[share.day, share.station, share.clerk, share.channel, share.merchant] += share.fee_fen
    rows = []
    for one in taken:
        clerk = one.clerk if one.clerk.startswith("staff:") else ""
        known = one.channel in _BY_HAND or (one.merchant, one.day) in matched
        # Owners who paid on their own phones are many names and one row: the fee belongs to the first of them.
        fee = fees.pop((one.day, one.station, clerk, one.channel, one.merchant), 0)
        rows.append(
            StatementRow(
                one.day,
                one.station,
                clerk,
                one.channel,
                one.charges,
                one.charge_fen,
                one.refunds,
                one.refund_fen,
                fee,
                fee_known=known,
            )
        )
    # A fee whose money our books do not have that day: a difference explains the money, the fee is real all the same.
    rows += [
        StatementRow(day, station, clerk, channel, 0, 0, 0, 0, fee, fee_known=True)
        for (day, station, clerk, channel, _), fee in fees.items()
        if fee
    ]
    return rows


async def _matched(days: list[date]) -> set[tuple[str, date]]:
    states = [DayState.MATCHED.value, DayState.CLOSED.value]
    found = BillDay.filter(day__gte=days[0], day__lte=days[-1], state__in=states)
    return {(str(merchant), day) for merchant, day in await found.values_list("merchant", "day")}


def _sum(one: StatementRow, other: StatementRow) -> StatementRow:
    return replace(
        one,
        charges=one.charges + other.charges,
        charge_fen=one.charge_fen + other.charge_fen,
        refunds=one.refunds + other.refunds,
        refund_fen=one.refund_fen + other.refund_fen,
        fee_fen=one.fee_fen + other.fee_fen,
        fee_known=one.fee_known and other.fee_known,
    )
