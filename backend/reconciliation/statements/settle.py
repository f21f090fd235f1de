"""Settling with stations (与登记服务站结算): money that came in under a shared merchant, less the channels' fees.

What came in under a station's own merchant, in cash or by POS is the station's already and stands in no settlement.
"""

from datetime import date, timedelta
from typing import Final

from backend import payments, stations
from backend.kit import clock, ids
from backend.kit.actor import Actor, Role
from backend.kit.database import Work
from backend.reconciliation.errors import (
    DayUnknown,
    PeriodUnfit,
    SettlementGap,
    SettlementPaid,
    SettlementUnknown,
    SlipNeeded,
)
from backend.reconciliation.facts import SettlementView
from backend.reconciliation.models import BillDay, Settlement, Share
from backend.reconciliation.sight import station_of
from backend.reconciliation.statements.statement import LONGEST_DAYS
from backend.reconciliation.states import DayState

LONGEST_SLIP: Final = 60


async def settle_station(work: Work, station: str, last: date) -> str:
    """Settle everything after the last settlement until ``last``, whose days must all be closed; its public id.

    Raises DayUnknown (administrators only), PeriodUnfit, SettlementGap naming the first day that is not closed.
    """
    _must_settle(work.actor)
    if station not in {one.public_id for one in await stations.list_stations()}:
        raise DayUnknown
    before = await Settlement.last_of(station)
    shared = [one.id for one in await payments.list_merchants() if not one.station]
    rows = BillDay.filter(merchant__in=shared, day__lte=last)
    rows = rows.filter(day__gt=before.last_day) if before else rows
    days = await rows.order_by("day")
    if last >= clock.today() or not days or (last - days[0].day).days >= LONGEST_DAYS:
        raise PeriodUnfit(field="last", days=LONGEST_DAYS)
    first = before.last_day + timedelta(days=1) if before else days[0].day
    if unclosed := next((one.day for one in days if one.step is not DayState.CLOSED), None):
        raise SettlementGap(field="last", day=f"{unclosed:%Y-%m-%d}")
    shares = await Share.filter(bill_day__in=[one.public_id for one in days], station=station)
    taken, back, fee = (sum(getattr(one, part) for one in shares) for part in ("charge_fen", "refund_fen", "fee_fen"))
    row = await Settlement.create(
        public_id=ids.public_id(),
        station=station,
        first_day=first,
        last_day=last,
        charge_fen=taken,
        refund_fen=back,
        fee_fen=fee,
        net_fen=taken - back - fee,
        made_by=work.actor.name,
        made_at=clock.now(),
    )
    await work.record("reconciliation.settled", row.public_id, station=station, net_fen=row.net_fen)
    return row.public_id


async def note_payment(work: Work, settlement: str, slip: str) -> None:
    """The money was sent to the station, under that slip. Raises SettlementUnknown, SettlementPaid, SlipNeeded."""
    _must_settle(work.actor)
    slip = " ".join(slip.split())
    if not 2 <= len(slip) <= LONGEST_SLIP:
        raise SlipNeeded(field="slip")
    row = await Settlement.filter(public_id=settlement[:20]).select_for_update().first()
    if row is None:
        raise SettlementUnknown
    if row.paid_at is not None:
        raise SettlementPaid
    row.slip, row.paid_by, row.paid_at = slip, work.actor.name, clock.now()
    await row.save()
    await work.record("reconciliation.settlement_paid", row.public_id, net_fen=row.net_fen)


async def settlements(actor: Actor) -> list[SettlementView]:
    """A manager's own station's, an administrator's all, the latest first. Raises DayUnknown for everybody else."""
    station = station_of(actor)
    rows = Settlement.all() if station is None else Settlement.filter(station=station)
    return [
        SettlementView(
            id=row.public_id,
            station=row.station,
            first_day=row.first_day,
            last_day=row.last_day,
            charge_fen=row.charge_fen,
            refund_fen=row.refund_fen,
            fee_fen=row.fee_fen,
            net_fen=row.net_fen,
            made_by=row.made_by,
            made_at=row.made_at,
            paid_by=row.paid_by,
            paid_at=row.paid_at,
            slip=row.slip,
        )
        for row in await rows.order_by("-last_day", "-id").limit(200)
    ]


def _must_settle(actor: Actor) -> None:
    if Role.ADMINISTRATOR not in actor.roles:
        raise DayUnknown
