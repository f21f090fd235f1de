"""What appraisals do after a commit (评估任务)."""

from backend.appraisal.sheets.run import work_out
from backend.kit.jobs import JobRun, job


@job("appraisal.batch")
async def value_batch(run: JobRun) -> None:
    """Value the cars of a sheet; begun again after a crash it starts over, as nothing of a car is stored."""
    await work_out(run.tools.kit, run.arguments["batch"])
