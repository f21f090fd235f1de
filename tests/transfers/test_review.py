"""The review: sending back, approving with reasons, refusing; and what the papers' events do."""

import pytest

from backend import collection, documents, transfers
from backend.collection.errors import ReturnUnfit
from backend.transfers import (
    ApprovalStopped,
    DocumentsUnfinished,
    ReasonNeeded,
    ReasonsMissing,
    SidesIncomplete,
    State,
    StepOutOfOrder,
    TextTooLong,
    TransferChanged,
    TransferNotFound,
)
from backend.transfers.models import Overrule, Transfer
from tests.transfers.desk import PRICE, does_again, run_jobs, sent, signs_papers


class TestSendBack:
    async def test_it_works(self, reviewing, seller):
        await reviewing.changes(transfers.send_back, "seller", [("car_vin", "车架号反光，看不清")])
        view = await reviewing.looks()
        assert (view.state, view.seller.state, view.buyer.state) == (State.COLLECTING, "returned", "complete")
        assert view.history[0].sentence == "退回卖方补充：车架号照片（车架号反光，看不清）"
        assert (await seller.tasks())["car_vin"] == "returned"

    async def test_the_answer_brings_the_transfer_back_to_the_review(self, reviewing, seller):
        await reviewing.changes(transfers.send_back, "seller", [("car_vin", "看不清")])
        await does_again(seller, "car_vin")
        view = await reviewing.looks()
        assert (view.state, view.history[0].who) == (State.REVIEWING, "卖方")

    async def test_with_both_sides_returned_it_waits_for_both(self, reviewing, seller, buyer):
        await reviewing.changes(transfers.send_back, "seller", [("car_vin", "看不清")])
        await reviewing.changes(transfers.send_back, "buyer", [("selfie", "戴了口罩")])
        await does_again(seller, "car_vin")
        assert (await reviewing.looks()).state is State.COLLECTING
        await does_again(buyer, "selfie")
        assert (await reviewing.looks()).state is State.REVIEWING

    async def test_it_voids_papers_that_wait_for_signatures(self, signing):
        await signing.changes(transfers.send_back, "buyer", [("id_front", "照片缺角")])
        view = await signing.looks()
        assert (view.state, view.documents.state) == (State.COLLECTING, "void")

    async def test_it_refuses_a_task_the_side_does_not_have(self, reviewing):
        with pytest.raises(ReturnUnfit):
            await reviewing.changes(transfers.send_back, "buyer", [("car_vin", "看不清")])

    async def test_it_refuses_a_side_that_is_not_there(self, desk, seller):
        await desk.scans(await sent(seller, "seller"))
        for side in ("buyer", "public_id"):
            with pytest.raises(SidesIncomplete):
                await desk.changes(transfers.send_back, side, [("selfie", "看不清")])

    async def test_it_refuses_after_signing(self, settling):
        with pytest.raises(StepOutOfOrder):
            await settling.changes(transfers.send_back, "seller", [("car_vin", "看不清")])


class TestApprove:
    async def test_it_works(self, reviewing):
        await reviewing.prepares()
        view = await reviewing.looks()
        assert view.state is State.SIGNING
        *both_sign, application = view.documents.documents
        assert {one.number for one in both_sign} == {view.contract_number, view.confirmation_number}
        assert (application.title, application.signed_by) == ("机动车注册、转移、注销登记/转入申请表", ("buyer",))
        assert [one.name for one in view.documents.signers] == [view.seller.name, view.buyer.name, "李经办"]

    async def test_reasons_are_kept_with_who_and_when(self, reviewing):
        await reviewing.edits(price=PRICE)
        await reviewing.approves("由市场查验员统一核查")
        (overrule,) = [one for one in (await reviewing.looks()).overrules if "prohibited" in one.finding]
        assert (overrule.reason, overrule.who) == ("由市场查验员统一核查", "李经办")
        assert overrule.at is not None and "未核查" in overrule.sentence

    async def test_it_refuses_without_a_reason_for_what_asks(self, reviewing):
        await reviewing.edits(price=PRICE)
        with pytest.raises(ReasonsMissing) as refused:
            await reviewing.changes(transfers.approve, {})
        assert refused.value.facts["keys"] == ["vehicle.prohibited_not_checked"]
        assert await Overrule.all().count() == 0

    async def test_it_refuses_a_reason_without_end(self, reviewing):
        await reviewing.edits(price=PRICE)
        with pytest.raises(TextTooLong):
            await reviewing.approves("很" * 501)

    async def test_it_refuses_without_a_price(self, reviewing):
        await reviewing.passes_all_checks()
        with pytest.raises(ApprovalStopped, match="请填写成交价"):
            await reviewing.approves()

    async def test_it_refuses_before_both_sides_are_there(self, desk, seller):
        await desk.scans(await sent(seller, "seller"))
        with pytest.raises(StepOutOfOrder):
            await desk.changes(transfers.approve, {})

    async def test_it_refuses_a_side_that_became_unready(self, reviewing):
        for side in ("seller", "buyer"):
            await Transfer.filter(public_id=reviewing.transfer).update(**{f"{side}_ready": False})
            with pytest.raises(SidesIncomplete):
                await reviewing.changes(transfers.approve, {})
            await Transfer.filter(public_id=reviewing.transfer).update(**{f"{side}_ready": True})

    async def test_it_refuses_a_page_that_is_not_current(self, reviewing):
        await reviewing.edits(price=PRICE)
        reviewing.version -= 1
        with pytest.raises(TransferChanged):
            await reviewing.changes(transfers.approve, {})

    async def test_a_refused_approval_gives_its_numbers_back(self, reviewing, monkeypatch):
        class PowerCut(Exception):
            pass

        async def cut(*_, **__):
            raise PowerCut

        await reviewing.edits(price=PRICE)
        await reviewing.passes_all_checks()
        with monkeypatch.context() as patched:
            patched.setattr("backend.transfers.desk.paperwork.papers.documents.prepare", cut)
            with pytest.raises(PowerCut):
                await reviewing.approves()
        await reviewing.approves()
        assert (await reviewing.looks()).contract_number.endswith("1")

    async def test_the_owners_are_told(self, signing, seller, buyer):
        for phone in (seller, buyer):
            titles = [notice.title for notice in await phone.does(collection.notices)]
            assert "请签署文件" in titles and "审核已通过" in titles

    async def test_what_is_done_is_told_no_more_as_new(self, signing, seller, buyer):
        async def new(phone):
            return [notice.title for notice in await phone.does(collection.notices, unread_only=True)]

        assert await new(seller) == ["请签署文件"]
        await signs_papers(seller)
        assert (await new(seller), await new(buyer)) == ([], ["请签署文件"])


class TestRefuse:
    async def test_it_works(self, reviewing, seller):
        await reviewing.changes(transfers.refuse, "车辆在查封期间")
        view = await reviewing.looks()
        assert (view.state, view.ended_because, view.next) == (State.CANCELLED, "车辆在查封期间", "审核不通过")
        code = await seller.does(collection.access_code, seller.collection)
        assert code is not None  # the collection is the owner's again, with a new code
        sentences = [notice.sentence for notice in await seller.does(collection.notices)]
        assert any("审核不通过：车辆在查封期间" in sentence for sentence in sentences)

    @pytest.mark.parametrize("reason", ["", " ", "否"])
    async def test_it_refuses_without_a_reason(self, reviewing, reason):
        with pytest.raises(ReasonNeeded):
            await reviewing.changes(transfers.refuse, reason)


class TestSigning:
    async def test_declining_takes_it_back_to_the_review_with_the_reason(self, signing, buyer):
        papers = (await signing.looks()).documents
        await buyer.does(documents.decline, set_id=papers.id, owner=buyer.actor.id, reason="价格不对")
        view = await signing.looks()
        assert (view.state, view.documents.state) == (State.REVIEWING, "void")
        assert (view.history[0].who, view.history[0].sentence) == ("买方", "拒绝签署：价格不对")

    async def test_one_signature_is_not_enough(self, signing, seller):
        await signs_papers(seller)
        assert (await signing.looks()).state is State.SIGNING

    async def test_a_signature_taken_back_is_in_the_history_and_the_papers_wait_for_it(self, signing, seller, buyer):
        papers = (await signing.looks()).documents
        await signs_papers(seller)
        await seller.does(documents.withdraw_signature, set_id=papers.id, owner=seller.actor.id)
        await signs_papers(buyer)
        view = await signing.looks()
        assert (view.state, view.documents.id, view.documents.state) == (State.SIGNING, papers.id, "signing")
        assert [(one.who, one.sentence) for one in view.history[:3]] == [
            ("买方", "签署了文书"),
            ("卖方", "撤回了签名，文书等待重新签署"),
            ("卖方", "签署了文书"),
        ]
        await signs_papers(seller)
        assert (await signing.looks()).state is State.SETTLING

    async def test_completing_waits_for_the_signed_papers(self, signing, seller, buyer):
        await signs_papers(seller)
        await signs_papers(buyer)
        await signing.looks()
        with pytest.raises(DocumentsUnfinished):
            await signing.changes(transfers.complete)
        await run_jobs("documents.finish_set")
        await signing.looks()
        await signing.changes(transfers.complete)
        assert (await signing.looks()).state is State.COMPLETED

    async def test_completing_twice_is_told(self, settling):
        await settling.changes(transfers.complete)
        with pytest.raises(StepOutOfOrder):
            await settling.changes(transfers.complete)

    async def test_papers_of_an_older_version_move_nothing(self, signing, work_of):
        old = (await signing.looks()).documents.id
        await signing.edits(price="80000")
        from backend.documents import AllSigned, SetFinished
        from backend.kit.events import publish

        async with work_of() as work:
            await publish(work, AllSigned(old, signing.transfer))
            await publish(work, SetFinished(old, signing.transfer))
        assert (await signing.looks()).state is State.REVIEWING


class TestCancel:
    async def test_it_works(self, reviewing, seller):
        await reviewing.changes(transfers.cancel, "双方改变主意")
        view = await reviewing.looks()
        assert (view.state, view.ended_because, view.documents) == (State.CANCELLED, "双方改变主意", None)
        assert (await collection.party_facts(seller.collection)).transfer == ""

    async def test_it_voids_signed_papers(self, settling):
        await settling.changes(transfers.cancel, "双方改变主意")
        view = await settling.looks()
        assert (view.state, view.documents.state) == (State.CANCELLED, "void")

    async def test_it_works_before_anybody_came(self, desk):
        await desk.opens()
        await desk.changes(transfers.cancel, "开错了业务")
        assert (await desk.looks()).state is State.CANCELLED

    async def test_the_collections_can_be_used_again(self, reviewing, seller):
        await reviewing.changes(transfers.cancel, "双方改变主意")
        code = await seller.does(collection.access_code, seller.collection)
        taken = await reviewing.scans(code.text)
        assert taken.opened and (await reviewing.looks()).seller.name == seller.who.name

    async def test_what_the_owner_does_afterwards_is_not_shown_there(self, reviewing, seller):
        await reviewing.changes(transfers.cancel, "双方改变主意")
        view = await reviewing.looks()
        assert view.seller.party is None and view.seller.fields == ()
        with pytest.raises(TransferNotFound):
            await reviewing.does(transfers.must_see, collection=seller.collection)

    async def test_it_refuses_after_completion(self, settling):
        await settling.changes(transfers.complete)
        with pytest.raises(StepOutOfOrder):
            await settling.changes(transfers.cancel, "来不及了")

    async def test_it_refuses_a_reason_too_short_or_too_long(self, reviewing):
        with pytest.raises(ReasonNeeded):
            await reviewing.changes(transfers.cancel, "x")
        with pytest.raises(TextTooLong):
            await reviewing.changes(transfers.cancel, "长" * 201)


class TestWhoMayLook:
    async def test_an_outsider_and_another_station_find_nothing(self, reviewing, other_desk, outsider, team):
        for act in (transfers.detail, transfers.transfer_of):
            with pytest.raises(TransferNotFound):
                await outsider.does(act, reviewing.transfer)
            with pytest.raises(TransferNotFound):
                await other_desk.does(act, reviewing.transfer)
        with pytest.raises(TransferNotFound):
            await team["admin"].does(transfers.detail, reviewing.transfer)

    @pytest.mark.parametrize("name", ["", "x" * 21, "../etc", "没有"])
    async def test_a_name_that_is_none_is_not_found(self, reviewing, seller, name):
        with pytest.raises(TransferNotFound):
            await reviewing.does(transfers.detail, name)
        with pytest.raises(TransferNotFound):
            await reviewing.does(transfers.cancel, name, 1, "没有这笔")
        with pytest.raises(TransferNotFound):
            await seller.does(transfers.transfer_of, name)
        with pytest.raises(TransferNotFound):
            await reviewing.does(transfers.must_see, collection=name)

    async def test_evidence_is_seen_by_the_station_that_has_it(self, reviewing, other_desk, seller):
        assert await reviewing.does(transfers.must_see, collection=seller.collection) == reviewing.transfer
        assert await reviewing.does(transfers.must_see, transfer=reviewing.transfer) == reviewing.transfer
        for facts in ({"collection": seller.collection}, {"transfer": reviewing.transfer}):
            with pytest.raises(TransferNotFound):
                await other_desk.does(transfers.must_see, **facts)

    async def test_a_side_that_is_empty_gives_no_way_in(self, desk):
        await desk.opens()
        with pytest.raises(TransferNotFound):
            await desk.does(transfers.must_see, collection="")

    async def test_looking_is_audited_once_in_ten_minutes(self, reviewing):
        from backend.kit.models import AuditEntry

        await reviewing.looks()
        await reviewing.looks()
        assert await AuditEntry.filter(action="transfer.seen", subject=reviewing.transfer).count() == 1
