"""What the archive does after the commit, and by the clock (归档任务)."""

from backend.archive.export.prepare import prepare_export
from backend.archive.keeping.dispose import carry_out
from backend.archive.keeping.rounds import ask_for_next, go_round
from backend.archive.keeping.stamp import stamp_manifest
from backend.archive.keeping.vault import keep_package
from backend.gateways.timestamps import TimeStamps
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.errors import VendorTrouble
from backend.kit.jobs import JobRun, job


@job("archive.keep")
async def keep(run: JobRun) -> None:
    """Have a closed archive stamped and put its evidence package into the vault; a second run finds both there.

    An authority that is down delays the stamp and not the package: the job fails after packing, and so comes again.
    """
    kit, archive = run.tools.kit, run.arguments["archive"]
    timestamps: TimeStamps | None = getattr(run.tools, "timestamps", None)
    trouble: VendorTrouble | None = None
    if timestamps is not None:
        try:
            await stamp_manifest(kit, timestamps, archive)
        except VendorTrouble as down:
            trouble = down
    await keep_package(kit, archive)
    if trouble is not None:
        raise trouble


@job("archive.rounds")
async def rounds(run: JobRun) -> None:
    """Look after what nobody asked for, and ask for the next hour first: this round may fail."""
    async with unit_of_work(SYSTEM) as work:
        await ask_for_next(work)
    await go_round(run.tools.kit)


@job("archive.dispose")
async def dispose(run: JobRun) -> None:
    """Delete an archive's materials after the second person confirmed; a second run goes on or finds it done."""
    await carry_out(run.tools.kit, run.arguments["archive"])


@job("archive.export")
async def export(run: JobRun) -> None:
    """Check the archives of an export and make it ready; a second run finds it so."""
    await prepare_export(run.tools.kit, run.arguments["export"])
