"""The jobs of the reconciliation (对账任务): every morning for yesterday, and whatever a day still needs."""

from datetime import date, datetime, timedelta

from backend import payments
from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.jobs import JobRun, job
from backend.reconciliation.days.ask import JOB, want
from backend.reconciliation.days.heal import heal_day
from backend.reconciliation.days.run import AGAIN_JOB, HEAL_JOB, look_again, run_day
from backend.reconciliation.models import BillDay
from backend.reconciliation.schedule import NIGHTLY, ask_for_reconciliation


@job(NIGHTLY)
async def nightly(run: JobRun) -> None:
    """Yesterday of every merchant that was active then."""
    yesterday = clock.today() - timedelta(days=1)
    async with unit_of_work(SYSTEM) as work:
        for merchant in await payments.list_merchants():
            if _active(merchant.active_from, merchant.active_until, yesterday) and not await BillDay.of_merchant(
                merchant.id, yesterday
            ):
                await want(work, merchant, yesterday)
        await ask_for_reconciliation(work)


def _active(since: datetime, until: datetime | None, day: date) -> bool:
    first, last = clock.local(since).date(), clock.local(until).date() if until else None
    return first <= day and (last is None or day <= last)


@job(JOB)
async def match_day(run: JobRun) -> None:
    """Compare one day."""
    await run_day(run.tools, run.arguments["day"], run.arguments["version"])


@job(AGAIN_JOB)
async def ask_again(run: JobRun) -> None:
    """Look for a late bill."""
    await look_again(run.arguments["day"], run.arguments["version"])


@job(HEAL_JOB)
async def heal(run: JobRun) -> None:
    """Ask the channel about what may heal."""
    await heal_day(run.tools, run.arguments["day"], run.arguments["version"])
