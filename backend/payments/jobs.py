"""What the till does after the commit, and by the clock (收银任务)."""

from datetime import timedelta

from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.database import Work, unit_of_work
from backend.kit.jobs import JobRun, job
from backend.payments.book.held import PURSUE, PURSUE_REFUND, VERIFY
from backend.payments.charges.pursue import pursue, verify
from backend.payments.models import Charge, Refund
from backend.payments.refunds.pursue import pursue_refund

SWEEP = "payments.sweep"
SWEPT_EVERY_SECONDS = 300.0
# What should have been asked about that long ago has lost its job.
PATIENCE = timedelta(minutes=2)
PAGE = 500


@job(PURSUE)
async def pursue_charge(run: JobRun) -> None:
    """Ask about one open charge; the run puts itself off until the next question."""
    await pursue(run.tools, run.arguments["number"])


@job(VERIFY)
async def verify_charge(run: JobRun) -> None:
    """Ask about a charge that is over for us and paid by a notice, until the channel says which."""
    await verify(run.tools, run.arguments["number"])


@job(PURSUE_REFUND)
async def pursue_one_refund(run: JobRun) -> None:
    """Ask for one refund, or about it; the run puts itself off until the next question."""
    await pursue_refund(run.tools, run.arguments["number"])


async def ask_for_payment_sweep(work: Work) -> None:
    """Have the sweep run; every start of a server does."""
    await work.revive(SWEEP, "all")


@job(SWEEP)
async def sweep(run: JobRun) -> None:
    """Find charges and refunds whose job was lost, whatever their age, and have them asked about."""
    async with unit_of_work(SYSTEM) as work:
        await work.put_off(SWEEP, "all", delay_seconds=SWEPT_EVERY_SECONDS)
        before = clock.now() - PATIENCE
        for name, rows in ((PURSUE, Charge.forgotten(before)), (PURSUE_REFUND, Refund.forgotten(before))):
            for number in await rows.limit(PAGE).values_list("number", flat=True):
                await work.revive(name, str(number), number=number)
