"""Two stations, the cast at their phones, and transfers in each state."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from backend.kit.tools import Kit
from backend.payments import conservation
from backend.stations import passwords
from tests.appraisal.conftest import add_model
from tests.collection.cast import Phone, at_the_phone
from tests.stations.team import QUICK, Member, planted
from tests.transfers.desk import Desk, both_scanned, signs_papers


@pytest.fixture
async def kit(kit: Kit) -> AsyncIterator[Kit]:
    """The machine, whose till balances after every test."""
    yield kit
    assert await conservation() == []


@pytest.fixture
async def team(monkeypatch: pytest.MonkeyPatch, kit: Kit) -> dict[str, Member]:
    """Everybody of both stations by username."""
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    return await planted()


@pytest.fixture
async def model(kit: Kit) -> str:
    """林卖's car in the catalogue, 128,800.00 yuan new."""
    return await add_model("东南牌DN7152HAS", ((date(2012, 1, 1), 12_880_000),))


@pytest.fixture
def desk(team: dict[str, Member]) -> Desk:
    """李经办 at station 0001."""
    return Desk(team["clerk"])


@pytest.fixture
def other_desk(team: dict[str, Member]) -> Desk:
    """周经办 at station 0002."""
    return Desk(team["clerk2"])


@pytest.fixture
async def seller(kit: Kit) -> Phone:
    """林卖, who sells."""
    return await at_the_phone("lin-mai")


@pytest.fixture
async def buyer(kit: Kit) -> Phone:
    """陈买, who buys."""
    return await at_the_phone("chen-mai")


@pytest.fixture
async def outsider(kit: Kit) -> Phone:
    """外人孙, who must never see anything."""
    return await at_the_phone("wai-ren-sun")


@pytest.fixture
async def reviewing(desk: Desk, seller: Phone, buyer: Phone) -> Desk:
    """Both sides are there; the clerk reviews."""
    await both_scanned(desk, seller, buyer)
    return desk


@pytest.fixture
async def signing(reviewing: Desk) -> Desk:
    """Approved; the papers wait for two signatures."""
    await reviewing.prepares()
    return reviewing


@pytest.fixture
async def settling(signing: Desk, seller: Phone, buyer: Phone) -> Desk:
    """Signed by both, the signed papers made."""
    from tests.transfers.desk import run_jobs

    await signs_papers(seller)
    await signs_papers(buyer)
    await run_jobs()
    await signing.looks()
    return signing
