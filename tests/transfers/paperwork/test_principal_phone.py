"""A principal's own phone (委托人电话): typed at the desk, printed on the papers, sealed in the database, found by."""

import pytest
from tortoise.connection import get_connections

from backend import collection, transfers
from backend.kit.models import AuditEntry
from backend.transfers import PrincipalPhoneUnfit, State
from tests.collection.cast import Phone, at_the_phone
from tests.transfers.acting import CHEN, ZHENG, company_sells_and_agent_buys
from tests.transfers.desk import Desk
from tests.transfers.paperwork.test_papers import approved, text

FIXED_LINE = "0510-00000001"


@pytest.fixture
async def agent(kit) -> Phone:
    """王代, who buys for 陈买."""
    return await at_the_phone("wang-dai")


@pytest.fixture
async def acting(desk, agent) -> Desk:
    """样例汽车贸易公司 sells through 周老伯, 王代 buys for 陈买; under review."""
    await company_sells_and_agent_buys(desk, await at_the_phone("zhou-lao"), agent)
    return desk


async def test_it_stands_on_every_paper_that_names_the_principal(acting, agent, kit, tmp_path):
    papers = await approved(acting, buyer_phone=f" {CHEN.phone[:3]} {CHEN.phone[3:]}", seller_phone=FIXED_LINE)
    letters = ("registration_power_of_attorney", "buyer_power_of_attorney")
    for kind in (*letters, "registration_application", "sales_contract", "transfer_confirmation"):
        assert CHEN.phone in await text(kit, papers, kind, tmp_path), kind
    assert f"{agent.who.phone}（代办人）" not in await text(kit, papers, "sales_contract", tmp_path)
    assert FIXED_LINE in await text(kit, papers, "seller_power_of_attorney", tmp_path)


async def test_a_change_voids_papers_that_wait_and_taking_it_back_prints_a_stroke(acting, kit, tmp_path):
    await approved(acting, buyer_phone=CHEN.phone)
    await acting.edits(buyer_phone="")
    view = await acting.looks()
    assert (view.state, view.documents.state, view.buyer.own_phone) == (State.REVIEWING, "void", "")
    said = await text(kit, await approved(acting), "buyer_power_of_attorney", tmp_path)
    assert CHEN.phone not in said


@pytest.mark.parametrize(
    ("typed", "why"),
    [("1380013", "位数"), (FIXED_LINE, "固定电话|座机"), ("没有", "字符"), ("the agent's", "代办人的手机号")],
)
async def test_it_refuses_what_is_no_phone_of_the_principals(acting, agent, typed, why):
    number = agent.who.phone if typed == "the agent's" else typed
    with pytest.raises(PrincipalPhoneUnfit, match=why) as refused:
        await acting.edits(buyer_phone=number)
    assert refused.value.field == "buyer_phone"


async def test_it_refuses_a_side_that_nobody_acts_for(reviewing):
    with pytest.raises(PrincipalPhoneUnfit, match="卖方由本人办理"):
        await reviewing.edits(seller_phone=ZHENG.phone)


async def test_it_is_encrypted_told_without_the_number_and_finds_the_transfer(acting):
    await acting.edits(buyer_phone=CHEN.phone)
    raw = get_connections().get("default")
    (row,) = await raw.execute_query_dict("SELECT buyer_phone FROM transfers_transfer")
    assert row["buyer_phone"] and CHEN.phone not in str(row)
    (line,) = await AuditEntry.filter(action="transfer.edited", subject=acting.transfer)
    assert "buyer_phone" in line.facts and CHEN.phone not in line.facts
    assert (await acting.looks()).history[0].sentence == "修改了买方委托人电话"
    assert [one.id for one in (await acting.does(transfers.search, CHEN.phone)).rows] == [acting.transfer]


async def test_it_goes_with_the_side(desk, agent):
    await desk.opens()
    link = await desk.does(transfers.start_link, desk.transfer, "buyer")
    agent.collection = await agent.does(transfers.accept_start, link)
    await agent.is_a("buyer", by_agent=True)
    await desk.looks()
    await desk.edits(buyer_phone=CHEN.phone)
    await agent.does(collection.withdraw, agent.collection)
    assert (await desk.looks()).buyer.own_phone == ""
    assert (await desk.does(transfers.search, CHEN.phone)).rows == ()
