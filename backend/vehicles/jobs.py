"""What the catalogue does after a commit (车型库任务)."""

from backend.kit.jobs import JobRun, job
from backend.kit.pools import Pools
from backend.vehicles.importing.run import go_on
from backend.vehicles.lookup.shelf import shelf


@job("vehicles.import")
async def import_file(run: JobRun) -> None:
    """Lead an import to its end; begun again after a crash it goes on where it stood."""
    # A process of its own: checking a large file would keep papers from being printed for a minute.
    pools = Pools()
    try:
        async for _ in go_on(run.arguments["run"], pools):
            pass
        # Whoever looks a model up next should not wait for the index.
        await shelf(pools)
    finally:
        await pools.close()
