"""The principal behind an agent: a link of their own, signing alone, or on paper; and nobody in their place."""

import pytest

from backend import collection, documents, transfers
from backend.documents import NoPrincipal, SetFacts
from backend.documents.errors import (
    PaperReasonNeeded,
    PrincipalElsewhere,
    PrincipalIsAgent,
    PrincipalPhoneTaken,
    PrincipalUnproved,
    SigningPhoneMalformed,
)
from backend.documents.models import Signer
from backend.kit.keyvalue import TooManyRequests
from backend.transfers import NothingToSign, State, TransferNotFound
from tests.collection.cast import Phone, at_the_phone
from tests.transfers.acting import CHEN, sent_for
from tests.transfers.desk import INK, Desk, run_jobs, sent, signs_papers

TAIL = CHEN.id_number[-6:]


@pytest.fixture
async def agent(kit) -> Phone:
    """王代, who buys for 陈买."""
    return await at_the_phone("wang-dai")


@pytest.fixture
async def waiting(desk, seller, agent) -> Desk:
    """王代 acts for the buyer 陈买; the papers wait."""
    await desk.scans(await sent(seller, "seller"))
    await desk.scans(await sent_for(agent, "buyer", CHEN), desk.transfer)
    await desk.prepares()
    return desk


async def link(desk: Desk, side: str = "buyer_p") -> str:
    return await desk.does(transfers.principal_link, desk.transfer, side)


async def claims(phone: Phone, token: str, id_tail: str = TAIL, number: str = CHEN.phone) -> str:
    return await phone.does(documents.claim_principal, token, id_tail=id_tail, phone=number)


async def papers_of(desk: Desk) -> SetFacts:
    return (await desk.looks()).documents


async def state_of(desk: Desk, side: str) -> str:
    return next(one.state for one in (await papers_of(desk)).signers if one.side == side)


class TestByLink:
    async def test_it_works(self, waiting, seller, buyer, agent):
        await claims(buyer, await link(waiting))
        papers = await papers_of(waiting)
        assert [one.kind for one in papers.to_sign(buyer.actor.id)] == [
            "registration_power_of_attorney",
            "buyer_power_of_attorney",
        ]
        for phone in (seller, agent):
            await signs_papers(phone)
        await waiting.looks()
        assert (await waiting.looks()).state is State.SIGNING
        await signs_papers(buyer)
        await run_jobs()
        assert (await waiting.looks()).state is State.SETTLING
        assert (await papers_of(waiting)).state == "finished"

    async def test_the_link_tells_a_stranger_no_name_and_no_number(self, waiting, outsider):
        facts = await outsider.does(documents.principal_of, await link(waiting))
        told = str(facts)
        assert facts.deal and not facts.claimed
        assert all(secret not in told for secret in (CHEN.name, CHEN.id_number, CHEN.phone, "王代"))

    async def test_the_agent_gets_the_link_too_and_the_other_side_does_not(self, waiting, agent, seller, buyer):
        token = await agent.does(transfers.principal_link, waiting.transfer, "buyer_p")
        assert await claims(buyer, token) == (await papers_of(waiting)).id
        for other in (seller, buyer):
            with pytest.raises(NoPrincipal):
                await other.does(transfers.principal_link, waiting.transfer, "buyer_p")

    async def test_claiming_twice_is_once(self, waiting, buyer):
        token = await link(waiting)
        assert await claims(buyer, token) == await claims(buyer, token)

    async def test_a_new_version_knows_who_proved_to_be_the_principal(self, waiting, buyer):
        token = await link(waiting)
        await claims(buyer, token)
        await waiting.edits(price="80000")
        with pytest.raises(NoPrincipal):
            await buyer.does(documents.principal_of, token)
        await waiting.approves()
        await run_jobs()
        facts = await buyer.does(documents.principal_of, token)
        assert facts.mine and facts.state == "waiting"

    async def test_guessing_ends_after_five(self, waiting, buyer):
        token = await link(waiting)
        for _ in range(5):
            with pytest.raises(PrincipalUnproved):
                await claims(buyer, token, id_tail="000000")
        with pytest.raises(TooManyRequests):
            await claims(buyer, token)

    async def test_it_refuses_whoever_does_not_prove_to_be_the_principal(self, waiting, agent, buyer, outsider):
        token = await link(waiting)
        with pytest.raises(PrincipalUnproved):
            await claims(buyer, token, id_tail="000000")
        with pytest.raises(PrincipalIsAgent):
            await claims(agent, token)
        with pytest.raises(PrincipalPhoneTaken):
            await claims(buyer, token, number=agent.who.phone)
        with pytest.raises(SigningPhoneMalformed):
            await claims(buyer, token, number="0591-8765432")
        assert await Signer.filter(side="buyer_p", owner="").count() == 1
        await claims(buyer, token)
        with pytest.raises(PrincipalElsewhere):
            await claims(outsider, token)

    async def test_it_refuses_a_side_without_an_agent_and_another_station(self, waiting, other_desk):
        for side in ("seller_p", "seller", "clerk", ""):
            with pytest.raises(NoPrincipal):
                await link(waiting, side)
        with pytest.raises(TransferNotFound):
            await other_desk.does(transfers.principal_link, waiting.transfer, "buyer_p")


class TestOnPaper:
    async def test_it_works(self, waiting, seller, agent, kit, tmp_path):
        for phone in (seller, agent):
            await signs_papers(phone)
        await waiting.does(transfers.sign_on_paper, waiting.transfer, "buyer_p", "委托书原件已核对，存 12 号柜")
        await run_jobs()
        view = await waiting.looks()
        assert (view.state, view.documents.state) == (State.SETTLING, "finished")
        assert "核对了买方委托人的纸质签名：委托书原件已核对，存 12 号柜" in [line.sentence for line in view.history]

    async def test_twice_is_once(self, waiting):
        for _ in range(2):
            await waiting.does(transfers.sign_on_paper, waiting.transfer, "buyer_p", "原件已核对")
        lines = [line for line in (await waiting.looks()).history if line.action == "signed_on_paper"]
        assert len(lines) == 1 and await state_of(waiting, "buyer_p") == "signed"

    async def test_it_refuses_without_a_reason_and_in_a_partys_own_place(self, waiting):
        with pytest.raises(PaperReasonNeeded):
            await waiting.does(transfers.sign_on_paper, waiting.transfer, "buyer_p", " ")
        for side in ("buyer", "seller", "seller_p"):
            with pytest.raises(NoPrincipal):
                await waiting.does(transfers.sign_on_paper, waiting.transfer, side, "原件已核对")

    async def test_it_can_be_said_at_the_approval(self, waiting):
        await waiting.edits(price="80000")
        hand = documents.desk_hand(INK)
        await waiting.changes(transfers.approve, await waiting.asks(), {"buyer_p": "委托书原件已核对"}, hand)
        assert await state_of(waiting, "buyer_p") == "signed"


async def test_a_reminder_goes_to_the_agent_once_in_ten_minutes_and_to_nobody_who_signed(waiting, agent, seller):
    await waiting.does(transfers.remind, waiting.transfer, "buyer_p")
    assert (await agent.does(collection.notices))[0].title == "委托人还没有签署"
    with pytest.raises(TooManyRequests):
        await waiting.does(transfers.remind, waiting.transfer, "buyer_p")
    await signs_papers(seller)
    with pytest.raises(NothingToSign):
        await waiting.does(transfers.remind, waiting.transfer, "seller")
