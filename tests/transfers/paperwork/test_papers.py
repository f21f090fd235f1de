"""Which papers a transfer has (文书清单), their numbers, and who signs each where."""

from dataclasses import replace

import pytest

from backend import documents, stations, transfers
from backend.documents import SetFacts, SignatureTooShort
from backend.documents.models import Document, Signer
from backend.kit.models import AuditEntry
from backend.transfers import DestinationUnfit, PlateTypeUnfit, State
from backend.transfers.errors import ClerkUnsigned, PenReasonNeeded
from tests.collection.cast import Phone, at_the_phone
from tests.documents.render.tools import text_of
from tests.transfers.acting import CHEN, company_sells_and_agent_buys, sent_for
from tests.transfers.desk import INK, PRICE, Desk, run_jobs, sent, signs_papers

ALL = [
    "transfer_confirmation",
    "sales_contract",
    "appraisal_certificate",
    "registration_application",
    "registration_power_of_attorney",
    "seller_power_of_attorney",
    "buyer_power_of_attorney",
    "commitment_letter",
]
POWER = "seller_power_of_attorney"


@pytest.fixture
async def agent(kit) -> Phone:
    """王代, who acts for others."""
    return await at_the_phone("wang-dai")


@pytest.fixture
async def handler(kit) -> Phone:
    """周老伯, whom the company sends."""
    return await at_the_phone("zhou-lao")


async def approved(desk: Desk, **values: str) -> SetFacts:
    """Approved, the papers made."""
    await desk.edits(price=PRICE, **values)
    await desk.passes_all_checks()
    await desk.approves()
    await run_jobs()
    return (await desk.looks()).documents


async def roles_of(papers: SetFacts) -> dict[str, dict[str, str]]:
    """kind -> role on the paper -> side of who signs there."""
    names = [one.id for one in papers.documents]
    return {row.kind: row.signed_as for row in await Document.filter(public_id__in=names).order_by("id")}


async def text(kit, papers: SetFacts, kind: str, folder) -> str:
    """The text of the paper of that kind, without blanks."""
    (paper,) = [one for one in papers.documents if one.kind == kind]
    _, pdf = await documents.pdf_of(kit, paper.id)
    return text_of(pdf, folder)


class TestOwnersInPerson:
    async def test_the_buyer_applies_for_registration(self, reviewing, buyer, kit, tmp_path):
        papers = await approved(reviewing)
        assert [one.kind for one in papers.documents] == [*ALL[:2], "registration_application"]
        roles = await roles_of(papers)
        assert roles["registration_application"] == {"buyer": "buyer"}
        assert roles["transfer_confirmation"] == {"seller": "seller", "buyer": "buyer", "clerk": "clerk"}
        said = await text(kit, papers, "registration_application", tmp_path)
        for words in (buyer.who.name, buyer.who.phone, buyer.who.address, "小型汽车", "√转移登记"):
            assert words in said
        assert "√车辆转出" not in said


class TestCompanyAndAgent:
    async def test_all_eight_are_made_and_found_by_their_numbers(self, desk, handler, agent):
        await company_sells_and_agent_buys(desk, handler, agent)
        papers = await approved(desk, appraised="80000")
        assert [one.kind for one in papers.documents] == ALL
        numbers = [one.number for one in papers.documents]
        assert len(set(numbers)) == 8 and all(numbers)
        for number in numbers:
            assert [row.id for row in (await desk.does(transfers.search, number)).rows] == [desk.transfer]
        await desk.edits(appraised="81000")
        assert [one.number for one in (await approved(desk)).documents] == numbers

    async def test_each_signs_in_their_own_place(self, desk, handler, agent):
        await company_sells_and_agent_buys(desk, handler, agent)
        papers = await approved(desk, appraised="80000")
        roles = await roles_of(papers)
        assert roles["registration_power_of_attorney"] == {"principal": "buyer_p", "agent": "buyer"}
        assert roles["buyer_power_of_attorney"] == {"principal": "buyer_p", "agent": "buyer"}
        assert roles["seller_power_of_attorney"] == {"principal": "seller_p", "agent": "seller"}
        assert roles["commitment_letter"] == {"agent": "buyer", "clerk": "clerk"}
        assert roles["registration_application"] == {"buyer": "buyer"}
        signers = {one.side: one for one in papers.signers}
        # A company's round seal is on paper; a person signs by a link of their own.
        assert (signers["seller_p"].way, signers["seller_p"].state) == ("paper", "signed")
        assert "原件已核对" in signers["seller_p"].reason and "李经办" in signers["seller_p"].reason
        assert (signers["buyer_p"].way, signers["buyer_p"].state, signers["buyer_p"].owner) == ("phone", "waiting", "")

    async def test_each_letter_names_who_entrusts_whom(self, desk, handler, agent, kit, tmp_path):
        await company_sells_and_agent_buys(desk, handler, agent)
        papers = await approved(desk)
        said = await text(kit, papers, "registration_power_of_attorney", tmp_path)
        promised = await text(kit, papers, "commitment_letter", tmp_path)
        assert f"承诺人{agent.who.name}受买方委托" in promised and "无锡市公安局交通警察支队车辆管理所" in promised
        for words in (CHEN.name, CHEN.id_number, agent.who.name, agent.who.id_number, agent.who.phone, "小型汽车"):
            assert words in said
        assert CHEN.phone not in said


async def test_an_agent_of_the_seller_alone_does_not_apply_for_the_buyer(desk, agent, buyer):
    zhou = (await at_the_phone("zhou-lao")).who
    await desk.scans(await sent_for(agent, "seller", zhou))
    await desk.scans(await sent(buyer, "buyer"), desk.transfer)
    papers = await approved(desk)
    assert [one.kind for one in papers.documents] == [*ALL[:2], "registration_application", POWER, "commitment_letter"]
    assert (await roles_of(papers))["commitment_letter"] == {"agent": "seller", "clerk": "clerk"}


class TestTheClerksHand:
    async def test_a_saved_hand_stands_on_every_line_of_the_clerks(self, desk, handler, agent):
        await desk.does(stations.save_own_signature, documents.desk_hand(INK))
        await company_sells_and_agent_buys(desk, handler, agent)
        papers = await approved(desk, appraised="80000")
        lines = {
            kind: role for kind, roles in (await roles_of(papers)).items() for role in roles if roles[role] == "clerk"
        }
        assert lines == {
            "transfer_confirmation": "clerk",
            "sales_contract": "clerk",
            "appraisal_certificate": "appraiser",
            "commitment_letter": "clerk",
        }
        (clerk,) = await Signer.filter(side="clerk")
        assert (clerk.name, clerk.way, clerk.state) == ("李经办", "desk", "signed")
        shown = {row.shown_sha256 for row in await Document.filter(kind__in=list(lines))}
        assert set(clerk.covered) == shown

    async def test_a_hand_drawn_at_the_approval_counts_without_a_saved_one(self, reviewing):
        await reviewing.edits(price=PRICE)
        await reviewing.passes_all_checks()
        await reviewing.changes(transfers.approve, await reviewing.asks(), None, documents.desk_hand(INK))
        assert await stations.own_signature(reviewing.member.id) is None
        assert (await Signer.get(side="clerk")).strokes["aspect"] == INK.aspect

    async def test_it_refuses_papers_without_a_hand_and_gives_their_numbers_back(self, reviewing):
        await reviewing.edits(price=PRICE)
        await reviewing.passes_all_checks()
        with pytest.raises(ClerkUnsigned, match="改为在打印件上签字"):
            await reviewing.changes(transfers.approve, await reviewing.asks())
        view = await reviewing.looks()
        assert (view.state, view.contract_number) == (State.REVIEWING, "")

    async def test_a_pen_instead_of_a_saved_hand_is_told_in_history_and_audit(self, reviewing):
        await reviewing.does(stations.save_own_signature, documents.desk_hand(INK))
        await reviewing.edits(price=PRICE)
        await reviewing.passes_all_checks()
        asks = await reviewing.asks()
        for nothing in ("", " 无 ", "很" * 201):
            with pytest.raises(PenReasonNeeded):
                await reviewing.changes(transfers.approve, asks, None, None, nothing)
        await reviewing.changes(transfers.approve, asks, None, None, "签名板坏了")
        last, before, *_ = (await reviewing.looks()).history
        assert (last.action, before.action, before.who) == ("approved", "clerk_on_paper", "李经办")
        assert before.sentence == "改为在打印件上签字，文书上的经办人签字处留空：签名板坏了"
        assert await AuditEntry.filter(action="transfer.clerk_on_paper", subject=reviewing.transfer).count() == 1
        assert await Signer.filter(side="clerk").count() == 0

    async def test_a_dot_is_no_hand(self):
        with pytest.raises(SignatureTooShort):
            documents.desk_hand(replace(INK, strokes=(((0.5, 0.5, 0.0, 0.5),),)))

    async def test_a_forgotten_hand_is_gone(self, desk):
        await desk.does(stations.save_own_signature, documents.desk_hand(INK))
        await desk.does(stations.save_own_signature, None)
        assert await stations.own_signature(desk.member.id) is None


class TestForTheVehicleOffice:
    async def test_a_car_that_leaves_has_its_destination_in_the_boxes(self, reviewing, kit, tmp_path):
        papers = await approved(reviewing, to_province="甘肃省", to_city="兰州市", plate_type="小型新能源汽车")
        said = await text(kit, papers, "registration_application", tmp_path)
        for words in ("√转移登记", "√车辆转出", "转出至：甘肃省(自治区、直辖市)兰州市(地、州)", "小型新能源汽车"):
            assert words in said

    async def test_half_a_destination_and_a_plate_that_is_none_are_refused(self, reviewing):
        for half in ({"to_province": "甘肃省"}, {"to_city": "兰州市"}, {"to_province": "火星", "to_city": "兰州市"}):
            with pytest.raises(DestinationUnfit):
                await reviewing.edits(**half)
        with pytest.raises(PlateTypeUnfit):
            await reviewing.edits(plate_type="大红牌")
        await reviewing.edits(to_province="上海市")  # a city that is a province
        assert (await reviewing.looks()).to_province == "上海市"

    async def test_a_change_voids_papers_that_wait(self, reviewing):
        await approved(reviewing)
        await reviewing.edits(to_province="甘肃省", to_city="兰州市")
        view = await reviewing.looks()
        assert (view.state, view.documents.state) == (State.REVIEWING, "void")


async def test_one_agent_of_both_sides_signs_once_for_both(desk, agent, kit):
    zhou = (await at_the_phone("zhou-lao")).who
    await desk.scans(await sent_for(agent, "seller", zhou))
    agent.collection = ""
    await desk.scans(await sent_for(agent, "buyer", CHEN), desk.transfer)
    papers = await approved(desk)
    assert [one.side for one in papers.signers] == ["seller", "seller_p", "buyer_p", "clerk"]
    assert (await roles_of(papers))["sales_contract"] == {"seller": "seller", "buyer": "seller", "clerk": "clerk"}
    await signs_papers(agent)
    for side in ("seller_p", "buyer_p"):
        await desk.does(transfers.sign_on_paper, desk.transfer, side, "委托书原件已核对")
    await run_jobs()
    assert (await desk.looks()).state is State.SETTLING
