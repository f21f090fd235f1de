"""What a backup costs beside a plain copy, and what the next one costs when little is new.

    .venv/bin/python -m tests.bench.bench_backup [objects] [kilobytes each]

The baseline is the same run's ``shutil.copytree`` of the objects' folder with every file brought to the disk
(``fsync``), which encrypts, checks and deduplicates nothing. While the first backup runs, somebody asks the database a
question every 20 ms, in the same process: how long the slowest had to wait is printed too.
"""

import asyncio
import os
import shutil
import sys
import tempfile
from pathlib import Path

from backend.app import open_machine
from backend.backups import Repository, back_up, folder_place, restore, verify
from backend.kit import audit, clock
from backend.kit.ids import random_bytes
from backend.kit.objects import key_of
from backend.kit.secrets import KeyRing
from backend.kit.tools import Kit
from backend.settings import Settings


async def filled(kit: Kit, count: int, size: int) -> None:
    """Objects of random bytes."""
    for _ in range(count):
        data = random_bytes(size)
        await kit.objects.put(key_of("evidence", data), data)


def copied(source: Path, target: Path) -> None:
    """A plain copy that would survive a power cut."""

    def copy(one: str, other: str) -> None:
        shutil.copyfile(one, other)
        handle = os.open(other, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)

    shutil.copytree(source, target, copy_function=copy)


async def waits(slowest: list[float]) -> None:
    """Ask the database again and again."""
    while True:
        start = clock.monotonic()
        await audit.latest(10)
        slowest[0] = max(slowest[0], clock.monotonic() - start)
        await asyncio.sleep(0.02)


async def timed(name: str, act, baseline: float = 0.0):  # type: ignore[no-untyped-def]
    """Run ``act``, print its time and ratio, return both time and answer."""
    start = clock.monotonic()
    answer = await act
    took = clock.monotonic() - start
    print(f"{name:24}{took:8.2f} s" + (f"   {took / baseline:5.2f} x the copy" if baseline else ""), flush=True)
    return took, answer


async def compare(count: int, size: int) -> None:
    """Print them all."""
    print(f"{count} objects of {size // 1000} kB")
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        settings = Settings(folder=base / "var")
        async with open_machine(settings) as kit:
            await filled(kit, count, size)
            ring = KeyRing(settings.folder / "keyring.json")
            place = folder_place(base / "disk", make=True)
            baseline, _ = await timed(
                "plain copy", asyncio.to_thread(copied, settings.folder / "objects", base / "copy")
            )
            slowest = [0.0]
            asking = asyncio.create_task(waits(slowest))
            _, first = await timed("first backup", back_up(kit, place, ring), baseline)
            asking.cancel()
            print(f"{'  slowest question':24}{slowest[0] * 1000:8.0f} ms meanwhile")
            await filled(kit, count // 100, size)
            await timed("next, 1 % new", back_up(kit, place, ring), baseline)
            repository = await Repository.open(place, ring)
            await timed("verify", verify(repository, [first.name]), baseline)
            await timed(
                "restore", restore(repository, "latest", base / "new", settings.folder / "keyring.json"), baseline
            )


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:3]]
    asyncio.run(compare(numbers[0] if numbers else 2000, (numbers[1] if len(numbers) > 1 else 100) * 1000))
