"""Aliyun beside our own rules: the guided capture judged with the real SDK against the sandbox."""

import pytest

from backend import verification
from backend.collection.models import Consent
from backend.gateways.faces import AliveAnswer, open_liveness
from backend.kit.errors import VendorTrouble
from backend.kit.tools import Kit
from backend.verification import DailyPurse, paid_today
from backend.verification.liveness.judging.observed import Judgement, because
from backend.verification.liveness.judging.service import together
from backend.verification.models import LivenessAttempt
from tests.collection.cast import Phone
from tests.sandbox.running import RunningSandbox, one_sandbox, sandbox
from tests.verification.liveness.pictures import filmed
from tests.verification.liveness.test_capture import Capturing, codes

__all__ = ["one_sandbox", "sandbox"]

YES, NO, NEITHER = (AliveAnswer(alive, "x", "说明。") for alive in (True, False, None))
UNWATCHED = Judgement("ask", None, (because("no_engine"),))


class TestTogether:
    @pytest.mark.parametrize(
        ("ours", "said", "verdict", "score"),
        [
            (Judgement("pass", 96), YES, "pass", 96),
            (Judgement("pass", 96), NEITHER, "ask", 79),
            (Judgement("pass", 96), NO, "fail", 40),
            (Judgement("ask", 70, (because("nod_unseen"),)), YES, "ask", 70),
            (Judgement("fail", 30, (because("flat_picture"),)), YES, "fail", 30),
            (UNWATCHED, YES, "pass", 85),
            (UNWATCHED, NEITHER, "ask", None),
            (UNWATCHED, NO, "fail", 40),
        ],
    )
    def test_it_vouches_only_where_nobody_looked(self, ours, said, verdict, score):
        judged = together(ours, said)
        assert (judged.verdict, judged.score) == (verdict, score)


@pytest.fixture
def settings(settings, sandbox: RunningSandbox):
    """A platform where Aliyun is asked about captures."""
    sandbox.reset()
    return settings.model_copy(update={"liveness_provider": "aliyun", "authority_endpoint": sandbox.url})


@pytest.fixture
async def owner(seller: Phone, kit: Kit, settings):
    """林卖 up to the first photograph, with 0.50 yuan for the day."""
    await seller.begins_as("seller")
    service = open_liveness(settings, DailyPurse(50))
    yield Capturing(seller, kit, liveness=service)
    await service.close()


class TestACapture:
    async def test_it_works_and_counts_into_the_day(self, owner, sandbox):
        attempt = await owner.films()
        row = await owner.judged()
        assert (row.verdict, row.score, row.provider, row.cost_fen) == ("pass", 85, "aliyun", 30)
        assert await paid_today() == (1, 30)
        assert len(sandbox.get("cloudauth.json")["asked"]) == 1
        assert not await owner.keeps(attempt)

    async def test_an_attack_fails(self, owner, sandbox):
        sandbox.post("cloudauth/outcome", outcome="risk")
        await owner.films()
        row = await owner.judged()
        assert (row.verdict, codes(row)) == ("fail", ["no_engine", "service_205"])

    async def test_what_our_rules_refuse_is_not_sent(self, owner, sandbox):
        asked = await owner.challenge()
        frames = filmed(asked.plan)
        await owner.sends(asked.nonce, [type(one)(one.t_ms, one.step, frames[0].jpeg) for one in frames])
        assert (await owner.judged()).verdict == "fail"
        assert sandbox.get("cloudauth.json")["asked"] == []

    async def test_an_outage_asks_again_and_costs_nothing(self, owner, sandbox):
        await owner.films()
        sandbox.misbehave("aliyun_cloudauth", "server_error")
        with pytest.raises(VendorTrouble):
            await owner.judged()
        assert await paid_today() == (0, 0)
        assert (await LivenessAttempt.get()).verdict == ""

    async def test_an_account_in_trouble_leaves_it_to_a_person(self, owner, sandbox):
        attempt = await owner.films()
        sandbox.misbehave("aliyun_cloudauth", "arrears", 1)
        row = await owner.judged()
        assert (row.verdict, row.score, codes(row)) == ("ask", None, ["no_engine", "service_provider_down"])
        assert await owner.keeps(attempt)

    async def test_a_spent_budget_leaves_it_to_a_person(self, owner, sandbox):
        await owner.films()
        await owner.judged()
        await owner.films(room=7)
        row = await owner.judged()
        assert (row.verdict, codes(row)) == ("ask", ["no_engine", "service_budget_spent"])
        assert "额度" in row.reasons[-1]["sentence"]
        assert await paid_today() == (1, 30)

    async def test_no_face_leaves_for_whom_the_consent_does_not_name(self, owner, sandbox):
        await owner.films()
        await Consent.filter(kind="face").update(version="2026-11-21")
        row = await owner.judged()
        assert (row.verdict, codes(row)) == ("ask", ["no_engine", "service_receiver_not_agreed"])
        assert sandbox.get("cloudauth.json")["asked"] == []


async def test_by_hand_nothing_is_looked_at_and_the_clerk_sees_the_frames(seller, kit, settings, work_of):
    await seller.begins_as("seller")
    owner = Capturing(seller, kit, settings=settings.model_copy(update={"liveness_provider": "manual"}))
    await owner.films()
    row = await owner.judged()
    assert (row.verdict, row.score, row.provider, codes(row)) == ("ask", None, "manual", ["by_hand"])
    async with work_of() as work:
        assert await verification.frames_strip(work, row.public_id)
