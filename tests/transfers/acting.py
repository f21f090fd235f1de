"""Sides at whose phone somebody else stands (代办): an agent for a person, a 经办人 for a company."""

from backend.collection.people.phone import LIMITS_OF_PHONE
from backend.collection.tasks import CONFIRM_TASKS, EVIDENCE_KINDS
from backend.kit import tools
from backend.kit.keyvalue import forget
from backend.sandbox.people import Person, person
from tests.collection.cast import Phone, card, company, vehicle
from tests.transfers.desk import Desk

CHEN, ZHENG = person("chen-mai"), person("zheng-fa")


async def sent_for(agent: Phone, role: str, principal: Person, party_kind: str = "person") -> str:
    """``principal``'s side, filled in and sent by ``agent``; its access code."""
    for limit in LIMITS_OF_PHONE:  # an agent comes more often than SMS may be sent to one phone
        await forget(tools.installed().keyvalue, limit, agent.who.phone)
    await agent.begins_as(role, party_kind=party_kind, by_agent=party_kind == "person")
    papers = {
        "identity": company(principal) if party_kind == "company" else card(principal),
        "agent_identity": card(agent.who),
    }
    if principal.car:
        papers["vehicle"] = vehicle(principal)
    for task in await agent.tasks():
        if task in EVIDENCE_KINDS:
            await agent.photographs(task)
        elif task in CONFIRM_TASKS:
            await agent.confirms(task, papers.get(task))
    await agent.signs()
    return await agent.submits()


async def company_sells_and_agent_buys(desk: Desk, handler: Phone, agent: Phone) -> str:
    """样例汽车贸易公司 sells through ``handler``, ``agent`` buys for 陈买; under review."""
    await desk.scans(await sent_for(handler, "seller", ZHENG, "company"))
    await desk.scans(await sent_for(agent, "buyer", CHEN), desk.transfer)
    return desk.transfer
