"""The console served on a real socket, and staff of two stations sitting at it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import httpx
import pytest

from backend import app as wiring
from backend.settings import Settings
from backend.stations import passwords
from tests.console.seat import Seat
from tests.stations.team import QUICK, Member
from tests.support import story
from tests.support.pools import ThreadedPools
from tests.support.served import served

Seating = Callable[[str], Awaitable[Seat]]


@pytest.fixture
async def console(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """Only this face, without a worker: stories run the jobs they need themselves."""
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    monkeypatch.setattr(wiring, "Pools", ThreadedPools)
    alone = settings.model_copy(update={"worker": False})
    async with served(wiring.create_app(alone, faces=("backend.console",))) as client:
        yield client


@pytest.fixture
async def team(console: httpx.AsyncClient) -> dict[str, Member]:
    """The demo staff of both stations."""
    return await story.staff()


@pytest.fixture
async def sits(console: httpx.AsyncClient, team: dict[str, Member]) -> AsyncIterator[Seating]:
    """``await sits("clerk")``: that member of staff in a browser of their own, logged in."""
    async with AsyncExitStack() as open_clients:

        async def sit(username: str) -> Seat:
            client = httpx.AsyncClient(base_url=console.base_url, trust_env=False, timeout=30)
            seat = Seat(await open_clients.enter_async_context(client))
            assert (await seat.logs_in(team[username])).status_code == 303
            return seat

        yield sit


@pytest.fixture
async def clerk(sits: Seating) -> Seat:
    """李经办 of station 0001."""
    return await sits("clerk")
