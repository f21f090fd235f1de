"""Asking for a day (发起对账): at night for yesterday, on demand for any past day, again after it was closed."""

from datetime import date, timedelta
from typing import Final

from backend import payments
from backend.kit import clock, ids
from backend.kit.database import Work
from backend.payments import MerchantFacts
from backend.reconciliation.days.held import hold_day, note_of, write
from backend.reconciliation.errors import DayClosed, DayNotOver, DayTooOld, MerchantUnknown
from backend.reconciliation.models import BillDay
from backend.reconciliation.sight import station_of
from backend.reconciliation.states import DayState

JOB: Final = "reconciliation.day"
# WeChat gives bills of three months (INTEGRATIONS §2.1), Alipay of more.
OLDEST_DAYS: Final = 90


async def ask_for_day(work: Work, merchant: str, day: date) -> str:
    """Match that day, or match it again; the day's public id.

    Raises MerchantUnknown, DayNotOver, DayTooOld, DayClosed (reopen it first).
    """
    station = station_of(work.actor)
    facts = next((one for one in await payments.list_merchants() if one.id == merchant), None)
    if facts is None or station not in (None, facts.station):
        raise MerchantUnknown
    return await want(work, facts, day)


async def want(work: Work, merchant: MerchantFacts, day: date) -> str:
    """As :func:`ask_for_day`, for a merchant that is known."""
    today = clock.today()
    if day >= today:
        raise DayNotOver(field="day", day=f"{day:%Y-%m-%d}")
    if day < today - timedelta(days=OLDEST_DAYS):
        raise DayTooOld(field="day", days=OLDEST_DAYS)
    row = await BillDay.of_merchant(merchant.id, day)
    if row is None:
        row = await BillDay.create(
            public_id=ids.public_id(),
            merchant=merchant.id,
            channel=merchant.channel,
            station=merchant.station,
            day=day,
            asked_at=clock.now(),
        )
        await work.record("reconciliation.asked", row.public_id, merchant=merchant.id, day=day.isoformat())
        await queue(work, row)
        return row.public_id
    if row.step is DayState.CLOSED:
        raise DayClosed
    if row.step is not DayState.WANTED:
        await write(work, row, "asked", DayState.WANTED, tries=0, problem="")
    await queue(work, row)
    return row.public_id


async def reopen(work: Work, bill_day: str, reason: str) -> None:
    """Match a closed day again, for a reason that is written down. Raises DayUnknown, NoteNeeded."""
    row = await hold_day(work, bill_day)
    reason = note_of(reason)
    if row.step is DayState.CLOSED:
        await write(work, row, "reopened", DayState.WANTED, tries=0, closed_at=None, closed_by="", reason=reason)
        await queue(work, row)


async def queue(work: Work, row: BillDay, *, delay_seconds: float = 0) -> None:
    """Ask for the job of the day's present version, once."""
    key = f"{row.public_id}/{row.version}"
    await work.queue(JOB, key, delay_seconds=delay_seconds, day=row.public_id, version=row.version)
