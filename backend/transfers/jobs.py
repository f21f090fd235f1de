"""What happens to a transfer after the answer was given (后台任务)."""

from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.jobs import JobRun, job
from backend.transfers.desk.finish import close_archive


@job("transfers.archive")
async def archive_transfer(run: JobRun) -> None:
    """Close a completed transfer's archive; a second run finds it archived."""
    async with unit_of_work(SYSTEM) as work:
        await close_archive(work, run.arguments["transfer"])
