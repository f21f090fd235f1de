"""The power goes at every single step of sealing: no set stays unsealed, and none is sealed twice."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from backend.app import open_machine
from backend.documents import SetFinished
from backend.documents.sealing.finish import finish
from backend.kit import audit
from backend.kit.events import _subscribers
from backend.kit.jobs import Relay
from backend.kit.models import Job
from tests.faults.sealed import broken, restarts
from tests.support.cuts import PowerCut, cut
from tests.support.pools import ThreadedPools
from tests.support.sets import tiny_sets, tools_of

# More than sealing a set of two papers takes.
MOST_STEPS = 150


async def cut_off(kit, at: int) -> str:
    """Seal what is due until the ``at``-th step; the name of the step that did not happen, empty if all were done."""
    with cut(at) as steps:
        try:
            await Relay(tools_of(kit)).drain()
        except PowerCut:
            return steps.last
    return ""


async def test_killed_at_every_step_each_set_is_sealed_once(kit):
    (first,) = await tiny_sets(kit, 1)
    await restarts(kit)  # the station has its certificate from here on
    finished: list[str] = []

    async def listen(work, event):
        finished.append(event.set)

    _subscribers[SetFinished].append(listen)
    sets, steps = [first], []
    try:
        for at in range(1, MOST_STEPS):
            sets += await tiny_sets(kit, 1)
            steps.append(await cut_off(kit, at))
            await restarts(kit)
            if not steps[-1]:
                break
    finally:
        _subscribers[SetFinished].remove(listen)
    assert await broken(kit, sets) == []
    # Every kind of step was cut, the two that last also right after they happened.
    assert {"put", "after put", "commit", "after commit", "execute_query", "get", "exists"} <= set(steps)
    assert 20 < len(steps) < MOST_STEPS - 1
    # What a rolled back transaction told its listeners was rolled back with it: at most one telling was committed.
    assert set(finished) == set(sets[1:])
    assert (await audit.verify(kit.objects))[1] is None


async def test_two_runners_at_once_seal_a_set_once(kit):
    sets = await tiny_sets(kit, 3)
    await asyncio.gather(*(finish(kit, None, one) for one in sets for _ in range(3)))
    assert await broken(kit, sets) == []


async def test_the_first_seal_of_a_station_survives_a_cut_at_every_tenth_step(kit):
    """Its certificate is made on the way."""
    sets = await tiny_sets(kit, 1)
    for at in range(5, 400, 10):
        if not await cut_off(kit, at):
            break
        await Job.filter(state="waiting").update(leased_until=None)
    assert await broken(kit, sets) == []


def lives_of(folder: Path, kill_every: int) -> dict[str, Any]:
    """Workers live and die on the folder, in a process that was never a test's."""
    command = [sys.executable, "-m", "tests.faults.lives", str(folder), str(kill_every)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.slow
@pytest.mark.timeout(3600)
async def test_a_worker_killed_again_and_again_seals_every_set_once(settings):
    """SIGKILL at steps drawn by chance; CWT_TEST_SEALED_SETS says over how many sets."""
    async with open_machine(settings, ThreadedPools()) as kit:
        sets = await tiny_sets(kit, int(os.environ.get("CWT_TEST_SEALED_SETS", "20")))
    lives = await asyncio.to_thread(lives_of, settings.folder, 80)
    async with open_machine(settings, ThreadedPools()) as kit:
        assert await broken(kit, sets) == []
        assert (await audit.verify(kit.objects))[1] is None
    assert lives["deaths"] > len(sets) / 10
    assert len(lives["steps"]) >= 4, lives
