"""The cast, each logged in on an empty, migrated database."""

import pytest

from backend.kit.tools import Kit
from tests.collection.cast import Phone, at_the_phone


@pytest.fixture
async def seller(kit: Kit) -> Phone:
    """林卖, who sells."""
    return await at_the_phone("lin-mai")


@pytest.fixture
async def buyer(kit: Kit) -> Phone:
    """陈买, who buys."""
    return await at_the_phone("chen-mai")


@pytest.fixture
async def agent(kit: Kit) -> Phone:
    """王代, who acts for others."""
    return await at_the_phone("wang-dai")


@pytest.fixture
async def outsider(kit: Kit) -> Phone:
    """外人孙, who must never see anything."""
    return await at_the_phone("wai-ren-sun")


@pytest.fixture
async def sent(seller: Phone) -> Phone:
    """林卖 with everything sent; the access code waits."""
    await seller.fills("seller")
    await seller.submits()
    return seller
