"""The server is killed with SIGKILL at random moments while phones work: what was acknowledged is there afterwards."""

import asyncio
import random
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx
import pytest

from backend.sandbox.people import PEOPLE
from tests.support.phone import Phone, StepRefused
from tests.support.process import Platform, platform

FLOWS = 10  # one for each grown person of the cast with a valid card
KILLS = 4
# Long enough for several steps of several phones, short enough that no phone finishes in between.
BETWEEN_KILLS = (0.4, 2.0)
TRIES = 50


@dataclass
class Walk:
    """One phone, and the tasks whose end was acknowledged to it."""

    phone: Phone
    alive: asyncio.Event
    acknowledged: set[str] = field(default_factory=set)

    async def whole_way(self) -> None:
        """From login to access code; a step that was not acknowledged is done again, as a person would."""
        await self._insist(self.phone.log_in)
        await self._insist(self.phone.begin)
        for task, step in self.phone.steps():
            await self._insist(lambda step=step: step(self.phone), task)
            self.acknowledged.add(task)
        await self._insist(self.phone.submit)

    async def _insist(self, act: Callable[[], Awaitable[None]], task: str = "") -> None:
        trouble: Exception | None = None
        for _ in range(TRIES):
            await self.alive.wait()
            try:
                return await act()
            except httpx.TransportError as cut:
                trouble = cut
            except StepRefused as refused:
                trouble = refused
                # The step was done before the cut and only its answer lost: the task list tells.
                if not (task and task in await self._done()):
                    assert any(code in str(refused) for code in (" 404 ", " 409 ", " 429 ")), refused
            await asyncio.sleep(0.2)
        raise AssertionError(f"{task or act} never got through: {trouble}")

    async def _done(self) -> set[str]:
        try:
            return await self.phone.done_tasks()
        except httpx.TransportError:
            return set()


async def kill_now_and_then(server: Platform, walks: list[Walk], alive: asyncio.Event) -> None:
    """Kill, start again, and compare before anybody goes on."""
    chance = random.Random(20261121)
    for _ in range(KILLS):
        await asyncio.sleep(chance.uniform(*BETWEEN_KILLS))
        alive.clear()
        await asyncio.to_thread(server.kill)
        promised = {walk.phone.collection: set(walk.acknowledged) for walk in walks if walk.phone.collection}
        await asyncio.to_thread(server.start)
        for walk in walks:
            if walk.phone.collection in promised:
                lost = promised[walk.phone.collection] - await walk.phone.done_tasks()
                assert not lost, (walk.phone.who.key, lost)
        alive.set()


def audit_verdict(server: Platform) -> str:
    """What ``cwt audit verify`` says; it must say that the chain holds."""
    command = [sys.executable, "-m", "backend.cli", "audit", "verify"]
    told = subprocess.run(command, env=server.environment, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    return told.stdout


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_every_acknowledged_step_is_found_after_restart(tmp_path, sandbox):
    people = [person for person in PEOPLE if person.key not in {"wu-xiao", "huang-qi"}]
    alive = asyncio.Event()
    alive.set()
    with platform(tmp_path, sandbox.url) as server:
        async with httpx.AsyncClient(base_url=server.address, trust_env=False, timeout=20) as client:
            phones = [
                Phone(client, sandbox, people[number], "buyer", mobile=f"139{number:08d}") for number in range(FLOWS)
            ]
            walks = [Walk(phone, alive) for phone in phones]
            await asyncio.gather(kill_now_and_then(server, walks, alive), *(walk.whole_way() for walk in walks))
            for walk in walks:
                assert walk.acknowledged <= await walk.phone.done_tasks()
                path = f"/collections/{walk.phone.collection}/access-code"
                assert (await walk.phone.ask("GET", path))["text"] == walk.phone.facts["code"]
        server.stop()
        assert "审计链完好" in audit_verdict(server)
