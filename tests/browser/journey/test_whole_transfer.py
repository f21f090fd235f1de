"""The main job, as a newcomer would do it: two phones, one desk, the platform as a process of its own.

``CWT_TEST_SCREENSHOTS=docs/screenshots`` makes the README's pictures along the way (``-k two_owners``).
"""

import subprocess

import pytest
from playwright.async_api import expect

from tests.browser.chromium import chromium
from tests.browser.journey.steps import (
    PICTURES,
    collects,
    completes,
    desk_of,
    downloads,
    phone_of,
    picture,
    reviews,
    scans,
    signs,
)
from tests.sandbox.running import one_sandbox, sandbox  # noqa: F401 - fixtures
from tests.support.process import platform

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
expect.set_options(timeout=45_000)  # ms: a loaded machine is slow, not wrong


async def test_two_owners_hand_over_a_car_and_both_hold_signed_papers(tmp_path, sandbox):  # noqa: F811
    with platform(tmp_path, sandbox.url) as server:
        async with chromium() as browser:
            seller = await phone_of(browser, server, sandbox, "lin-mai")
            buyer = await phone_of(browser, server, sandbox, "chen-mai")
            codes = [await collects(seller, "seller"), await collects(buyer, "buyer")]
            desk = await desk_of(browser, server, "clerk")
            await picture(desk, "console-desk-empty")
            for owner, code in zip((seller, buyer), codes, strict=True):
                await scans(desk, code, owner.who.name)
            await desk.locator("#appraised").fill("20000")
            await reviews(desk)
            for owner in (seller, buyer):
                await signs(owner)
            await completes(desk, sandbox)
            await picture(desk, "console-archived")
            await desk.goto("/console/")
            await desk.wait_for_selector("html.console-ready")
            await picture(desk, "console-desk")
            for owner in (seller, buyer):
                papers = await downloads(owner, tmp_path)
                assert seller.who.car is not None
                for printed in (seller.who.name, buyer.who.name, seller.who.id_number, seller.who.car.vin):
                    assert printed in papers["二手车交易确认表"] and printed in papers["二手车买卖合同"]
                assert "贰万壹仟伍佰元整" in papers["二手车买卖合同"]
                certificate = papers["机动车价格评估鉴定结论书"]
                assert "贰万元整" in certificate and seller.who.car.vin in certificate
                if PICTURES:
                    file = tmp_path / f"{owner.key}-二手车交易确认表.pdf"
                    command = ["pdftoppm", "-r", "60", "-png", "-singlefile", file, f"{PICTURES}/confirmation"]
                    subprocess.run(command, check=True)  # noqa: ASYNC221
