"""A company sells through its handler, a buyer sends an agent (单位与代办): the same way to the end, in other words."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.browser.chromium import chromium
from tests.browser.journey.steps import (
    collects,
    completes,
    desk_of,
    downloads,
    phone_of,
    principal_comes,
    reviews,
    scans,
    signs,
)
from tests.sandbox.running import one_sandbox, sandbox  # noqa: F401 - fixtures
from tests.support.process import platform

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]


async def test_a_company_sells_and_an_agent_buys_for_another(tmp_path, sandbox):  # noqa: F811
    with platform(tmp_path, sandbox.url) as server:
        async with chromium() as browser:
            handler = await phone_of(browser, server, sandbox, "zheng-fa", party_kind="company")
            agent = await phone_of(browser, server, sandbox, "wang-dai", principal="chen-mai")
            company, principal = handler.who.company, agent.holder
            assert company is not None
            codes = await asyncio.gather(collects(handler, "seller"), collects(agent, "buyer"))
            await expect(handler.page.get_by_text("带上营业执照、授权委托书和经办人身份证原件")).to_be_visible()
            await expect(agent.page.get_by_text("带上委托人身份证、代办人身份证和授权委托书原件")).to_be_visible()

            desk = await desk_of(browser, server, "clerk")
            for code, name in zip(codes, (company.name, principal.name), strict=True):
                await scans(desk, code, name)
            await expect(desk.locator(".side_seller")).to_contain_text(company.credit_code)
            await expect(desk.locator(".side_buyer")).to_contain_text("代办人信息")
            await reviews(desk)
            # The company's power of attorney bears its seal on paper; the buyer signs alone, on another phone.
            await expect(desk.locator("[data-signer=seller_p]")).to_contain_text("纸质已核对")
            for owner in (handler, agent):
                await signs(owner)
            buyer = await phone_of(browser, server, sandbox, "chen-mai")
            await principal_comes(buyer, agent)
            await signs(buyer)
            # Who signs is who holds the phone, not whose car it is.
            await expect(desk.locator(".signers")).to_contain_text(agent.who.name)
            await completes(desk, sandbox)

            papers = await downloads(agent, tmp_path)
            assert len(papers) == 8
            assert "委托人已在纸质委托书签名" in papers["二手车交易委托书（卖方）"]
            contract, confirmation = papers["二手车买卖合同"], papers["二手车交易确认表"]
            for printed in (company.name, company.credit_code, principal.name, principal.id_number):
                assert printed in contract and printed in confirmation
            for one in (handler.who, agent.who):
                assert f"代理人：{one.name}" in contract.replace(" ", "") and one.id_number in contract
            # The phone that was proved is the agent's, and printed as that.
            assert f"{agent.who.phone}（代办人）" in contract and f"{agent.who.phone}（代办人）" in confirmation
