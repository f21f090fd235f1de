"""What it costs to verify archives: the time per archive must not grow with their number.

    .venv/bin/python -m tests.bench.bench_archive_verify [few] [many]

The baseline is the same run's own smaller number of archives: a ratio near 1 is linear growth. Each archive has eight
parts of together some 60 KB and its package in the vault, sealed on the disk, in SQLite; both numbers are measured on
the same growing store.
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from statistics import median

from backend.app import open_machine
from backend.archive import verify_all, verify_one
from backend.archive.keeping.vault import keep_package
from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.tools import Kit
from backend.settings import Settings
from tests.archive.shelf import shelve

ROUNDS = 3
PART_BYTES = 15_000


async def filled(kit: Kit, start: int, end: int) -> None:
    """Close archives, packed, number ``start`` to ``end``."""
    for number in range(start, end):
        facts = await shelve(kit, lambda: unit_of_work(SYSTEM), f"t{number}", PART_BYTES)
        await keep_package(kit, facts.id)


async def measured(kit: Kit, count: int) -> float:
    """Median seconds an archive, verifying all; and one alone is printed beside it."""
    times = []
    for _ in range(ROUNDS):
        start = clock.monotonic()
        told = await verify_all(kit)
        times.append((clock.monotonic() - start) / count)
        assert (told.archives, told.wrong) == (count, ""), told
    start = clock.monotonic()
    await verify_one(kit, f"n-t{count - 1}")
    alone = clock.monotonic() - start
    print(f"{count:6} archives   {median(times) * 1000:6.2f} ms each   the last one alone {alone * 1000:6.2f} ms")
    return median(times)


async def compare(few: int, many: int) -> None:
    """Print both and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_machine(Settings(folder=Path(folder) / "var")) as kit:
            await filled(kit, 0, few)
            small = await measured(kit, few)
            await filled(kit, few, many)
            large = await measured(kit, many)
    print(f"{'growth':6}            {large / small:6.2f} (1 is linear)")


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:]] or [100, 1_000]
    asyncio.run(compare(*numbers))
