"""The cast and two stations, and transfers on the way to the archive."""

from collections.abc import Awaitable, Callable

import pytest

from backend import rights, transfers
from backend.kit.database import unit_of_work
from backend.kit.personal import Holding
from backend.kit.tools import Kit
from backend.rights import Item, Person
from tests.stations.team import Member
from tests.transfers.conftest import buyer, desk, outsider, reviewing, seller, settling, signing, team
from tests.transfers.desk import Desk, run_jobs

__all__ = ["buyer", "desk", "outsider", "reviewing", "seller", "settling", "signing", "team"]
Asks = Callable[[str], Awaitable[Person]]


@pytest.fixture
async def archived(settling: Desk) -> Desk:
    """Completed, and its archive closed."""
    await settling.changes(transfers.complete)
    await run_jobs("transfers.archive")
    return settling


@pytest.fixture
def tells(kit: Kit, team: dict[str, Member]) -> Callable[[str], Awaitable[Holding]]:
    """What is held about whom a number names."""

    async def telling(number: str) -> Holding:
        async with unit_of_work(team["admin"].actor) as work:
            return await rights.gather(work, await rights.find(work, number))

    return telling


@pytest.fixture
def plans(kit: Kit, team: dict[str, Member]) -> Callable[[str], Awaitable[list[Item]]]:
    """What may go and what must stay of whom a number names."""

    async def planning(number: str) -> list[Item]:
        async with unit_of_work(team["admin"].actor) as work:
            return await rights.plan(work, await rights.find(work, number))

    return planning


@pytest.fixture
def erases(kit: Kit, team: dict[str, Member]) -> Callable[[str], Awaitable[list[Item]]]:
    """Let go of what may go."""

    async def erasing(number: str) -> list[Item]:
        async with unit_of_work(team["admin"].actor) as work:
            return await rights.erase(work, await rights.find(work, number))

    return erasing
