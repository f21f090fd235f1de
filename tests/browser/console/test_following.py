"""The open transfer follows what checks find (实时更新): soon, but not with every single photograph."""

import pytest
from playwright.async_api import expect

from backend.kit import clock
from backend.verification import Outcome, settle
from backend.verification.models import Check
from tests.support import story

pytestmark = pytest.mark.browser


@pytest.fixture
async def waiting(console, team) -> tuple[story.Scene, list[Check]]:
    """A review in which the seller's photographs are still to be inspected."""
    scene = await story.reviewing(team["clerk"])
    mine = Check.filter(collection=scene.seller.collection, kind="recapture", superseded_at=None)
    await mine.update(state="pending", verdict="", score=None, done_at=None, asked_at=clock.now())
    return scene, await mine.order_by("id")


async def test_a_dozen_results_renew_the_page_a_few_times_and_the_last_at_once(opens, waiting):
    scene, checks = waiting
    address = f"/console/transfers/{scene.transfer}"
    page = await opens("clerk", address)
    tile = page.locator("#score-seller-recapture summary .badge")
    await expect(tile).to_contain_text("核查中")
    await page.evaluate("document.querySelector('[data-scan]').focus()")
    fetched = []
    page.on("request", lambda asked: asked.url.endswith(address) and fetched.append(asked.url))
    for one in checks:
        await settle(one.public_id, Outcome(3, "local"))
        await page.wait_for_timeout(150)
    await expect(tile).to_have_text("✓ 通过")
    assert 1 <= len(fetched) <= len(checks) // 2
    assert await page.evaluate("document.activeElement.hasAttribute('data-scan')")
