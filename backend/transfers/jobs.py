"""What happens to a transfer after the answer was given (后台任务)."""

from backend import appraisal
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.jobs import JobRun, job
from backend.transfers.desk.finish import close_archive
from backend.transfers.desk.materials import gathered
from backend.transfers.desk.revalue import car_to_value, value_late


@job("transfers.archive")
async def archive_transfer(run: JobRun) -> None:
    """Close a completed transfer's archive; a second run finds it archived."""
    transfer = run.arguments["transfer"]
    parts = await gathered(run.tools.kit, transfer, getattr(run.tools, "timestamps", None))
    if parts is None:
        return
    async with unit_of_work(SYSTEM) as work:
        await close_archive(work, transfer, parts)


@job("transfers.value")
async def value_car(run: JobRun) -> None:
    """Value a car whose lookup would have kept others waiting; a second run finds it valued."""
    transfer = run.arguments["transfer"]
    async with unit_of_work(SYSTEM):
        asked = await car_to_value(transfer)
    if asked is None:
        return
    estimated = await appraisal.estimate(*asked)
    async with unit_of_work(SYSTEM) as work:
        await value_late(work, transfer, estimated)
