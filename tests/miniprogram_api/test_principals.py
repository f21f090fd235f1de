"""A principal behind an agent (委托人): the agent's link, the proof, then the papers; and nobody else in that place."""

import pytest

from backend.stations import passwords
from tests.miniprogram_api.caller import Caller, Site
from tests.stations.team import QUICK
from tests.support import story
from tests.transfers.acting import CHEN, sent_for
from tests.transfers.desk import Desk

TAIL = CHEN.id_number[-6:]


@pytest.fixture
async def agent(site: Site) -> Caller:
    """王代, who acts for 陈买."""
    return await site.logs_in("wang-dai")


@pytest.fixture
async def token(site: Site, agent: Caller, monkeypatch: pytest.MonkeyPatch) -> str:
    """王代 buys for 陈买; the papers wait, and 王代 asked for the principal's link."""
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    desk = Desk((await story.staff())["clerk"])
    _, code = await story.submitted_seller()
    await desk.scans(code)
    await desk.scans(await sent_for(agent.phone, "buyer", CHEN), desk.transfer)
    await desk.prepares()
    made = await agent.ask("POST", f"/transfers/{desk.transfer}/principal-link")
    assert made["qr_svg"].startswith("<svg")
    return str(made["url"].rsplit("/", 1)[-1])


async def test_a_stranger_learns_the_car_and_no_person(site: Site, token: str):
    told = (await site.client.get(f"/api/v1/principals/{token}")).json()
    assert (told["state"], told["claimed"], told["side"]) == ("waiting", False, "buyer_p")
    assert CHEN.name not in str(told) and "王代" not in str(told)
    page = await site.client.get(f"/h5/principal/{token}")
    assert page.status_code == 200 and "微信登录后继续" in page.text and CHEN.name not in page.text


async def test_the_principal_proves_it_and_gets_the_papers(buyer: Caller, token: str):
    assert await buyer.ask("GET", "/document-sets") == []
    assert "您的身份证号后 6 位" in (await buyer.page(f"/h5/principal/{token}")).text
    claimed = await buyer.ask("POST", f"/principals/{token}/claim", {"id_tail": TAIL, "phone": CHEN.phone})
    (papers,) = await buyer.ask("GET", "/document-sets")
    assert (papers["id"], papers["mine"]["side"]) == (claimed["document_set"], "buyer_p")
    assert papers["id"] in (await buyer.page(f"/h5/principal/{token}", follow_redirects=False)).headers["location"]
    page = (await buyer.page(f"/h5/sign/{papers['id']}")).text
    assert "机动车业务委托书" in page and "一共 2 份要签" in page


async def test_what_proves_nothing_is_refused(buyer: Caller, agent: Caller, token: str):
    claim = f"/principals/{token}/claim"
    assert await buyer.refused("POST", claim, {"id_tail": "000000", "phone": CHEN.phone}) == "DOC-142"
    assert await buyer.refused("POST", claim, {"id_tail": TAIL, "phone": "12345"}) == "DOC-146"
    assert await agent.refused("POST", claim, {"id_tail": TAIL, "phone": CHEN.phone}) == "DOC-144"
    assert (
        await buyer.refused("POST", f"/principals/{token[:-2]}xx/claim", {"id_tail": TAIL, "phone": "1"}) == "LINK-101"
    )


async def test_the_agents_page_says_who_is_missing(agent: Caller, token: str):
    (mine,) = await agent.ask("GET", "/transfers")
    page = (await agent.page(f"/h5/t/{mine['id']}")).text
    assert "委托人还没有签委托书" in page and "/h5/principal/" in page
