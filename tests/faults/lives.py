"""A worker that is killed with SIGKILL again and again while it seals (盖章断电): real processes, real files.

    .venv/bin/python -m tests.faults.lives FOLDER [kill_every]

Each life is a fork of this process, so that imports are paid once: it opens the machine as a new start does, does what
is due, and at a step drawn by chance kills itself. Lives follow each other until one finds nothing left to do.
"""

import asyncio
import json
import os
import random
import signal
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path

from backend.app import open_machine
from backend.documents.models import DocumentSet
from backend.kit.jobs import Relay
from backend.kit.models import Job
from backend.settings import Settings
from tests.support.cuts import cut
from tests.support.pools import ThreadedPools
from tests.support.sets import tools_of

SEED = 20261121
MOST_LIVES = 100_000


@dataclass
class Lives:
    """How often it died, and at what kinds of steps."""

    deaths: int = 0
    steps: dict[str, int] = field(default_factory=dict)


def live_until_done(folder: Path, kill_every: int) -> Lives:
    """Let workers live and die until everything due is done; a life takes at most ``kill_every`` steps."""
    chance, told, lives = random.Random(SEED), folder / "died-at", Lives()
    for _ in range(MOST_LIVES):
        steps = chance.randint(1, kill_every)
        if not (worker := os.fork()):
            _one_life(folder, steps, told)
        _, how = os.waitpid(worker, 0)
        if os.waitstatus_to_exitcode(how) == 0:
            return lives
        if os.waitstatus_to_exitcode(how) != -signal.SIGKILL:
            raise AssertionError(f"a worker ended by itself: {how}")
        lives.deaths += 1
        step = told.read_text()
        lives.steps[step] = lives.steps.get(step, 0) + 1
    raise AssertionError("it never came to an end")


def _one_life(folder: Path, steps: int, told: Path) -> None:
    code = 1
    try:
        asyncio.run(_work(folder, steps, told))
        code = 0
    finally:
        os._exit(code)


async def _work(folder: Path, at: int, told: Path) -> None:
    async with open_machine(Settings(folder=folder), ThreadedPools()) as kit:
        await Job.filter(state="waiting").update(leased_until=None)

        def die() -> None:
            told.write_text(taken.last)
            os.kill(os.getpid(), signal.SIGKILL)

        with cut(at, die) as taken:
            await Relay(tools_of(kit)).drain()
        assert not await DocumentSet.filter(state="finishing").exists()


if __name__ == "__main__":
    print(json.dumps(asdict(live_until_done(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 120))))
