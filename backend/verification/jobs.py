"""What the checks do after the commit (核查任务)."""

from datetime import timedelta

from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.database import Work, unit_of_work
from backend.kit.jobs import JobRun, job
from backend.verification.checks.run import answer
from backend.verification.interceptions import sweep_interceptions

SWEEP = "verification.sweep"


@job("verification.judge")
async def judge(run: JobRun) -> None:
    """Have one check answered, outside any transaction; one that is judged is left alone."""
    await answer(run.arguments["check"], run.attempt, run.tools)


async def ask_for_check_sweep(work: Work) -> None:
    """Ask for today's sweep; every start of a server does."""
    await work.queue(SWEEP, clock.today().isoformat())


@job(SWEEP)
async def sweep(run: JobRun) -> None:
    """Records whose time is over lose what leads to a person; and ask for tomorrow."""
    async with unit_of_work(SYSTEM) as work:
        await sweep_interceptions()
        tomorrow = (clock.today() + timedelta(days=1)).isoformat()
        await work.queue(SWEEP, tomorrow, delay_seconds=timedelta(days=1).total_seconds())
