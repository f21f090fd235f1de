"""Housekeeping (日常清理): once a day, what nobody needs any more goes.

The job asks for its own next day, keyed by the date, so that it runs once a day whoever asks and however often the
server starts.
"""

from datetime import timedelta

from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.database.work import Work, unit_of_work
from backend.kit.jobs.registry import JobRun, job
from backend.kit.models import Command, Job, Session

# A retry after a lost answer comes within minutes; a phone that was off over a weekend is given longer.
ANSWERS_KEPT = timedelta(days=7)
# Long enough to see in a console what ran; the audit chain remembers for good.
DONE_JOBS_KEPT = timedelta(days=30)
SESSIONS_KEPT = timedelta(days=30)
# An owner who has not gone on with an upload by then starts that picture again.
UPLOADS_KEPT = timedelta(days=3)


async def ask_for_housekeeping(work: Work) -> None:
    """Ask for today's housekeeping; every start of a server does."""
    await work.queue("kit.housekeeping", clock.today().isoformat())


@job("kit.housekeeping")
async def keep_house(run: JobRun) -> None:
    """Sweep, and ask for tomorrow."""
    moment = clock.now()
    await run.tools.kit.uploads.sweep(UPLOADS_KEPT)
    async with unit_of_work(SYSTEM) as work:
        await Command.filter(created_at__lt=moment - ANSWERS_KEPT).delete()
        await Job.filter(state="done", done_at__lt=moment - DONE_JOBS_KEPT).delete()
        await Session.filter(expires_at__lt=moment - SESSIONS_KEPT).delete()
        tomorrow = clock.today() + timedelta(days=1)
        await work.queue("kit.housekeeping", tomorrow.isoformat(), delay_seconds=timedelta(days=1).total_seconds())
