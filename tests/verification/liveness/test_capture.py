"""The guided capture from the nonce to the end of its frames (真人检测流程), without a face model installed."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from backend import collection, verification
from backend.gateways.faces.manual import ManualFaces
from backend.kit.clock import moved_by
from backend.kit.database import unit_of_work
from backend.kit.errors import Refusal
from backend.kit.models import Job
from backend.kit.tools import Kit
from backend.verification import settle
from backend.verification.liveness.check import alive
from backend.verification.liveness.frames import SentFrame
from backend.verification.liveness.retention import LET_GO, LONGEST, let_go, sweep_frames
from backend.verification.models import Check, LivenessAttempt
from tests.collection.cast import CLERK, Phone
from tests.verification.liveness.pictures import at_the_times_of, coded_again, filmed

LATER = timedelta(seconds=20)  # a capture takes up to fifteen


@dataclass
class Capturing:
    """One owner at the guided capture."""

    phone: Phone
    kit: Kit
    faces: Any = field(default_factory=ManualFaces)
    liveness: Any = None
    settings: Any = None

    @property
    def tools(self) -> Any:
        """What the check's job may use."""
        settings = self.settings or self.kit.settings
        return SimpleNamespace(kit=self.kit, settings=settings, faces=self.faces, liveness=self.liveness)

    async def challenge(self) -> verification.ChallengeFacts:
        facts: verification.ChallengeFacts = await self.phone.does(verification.give_challenge, self.phone.collection)
        return facts

    async def sends(self, nonce: str, frames: list[SentFrame], after: timedelta = LATER) -> LivenessAttempt:
        prepared = await verification.prepare_frames(self.kit.pools, frames)
        with moved_by(after):
            name = await self.phone.does(verification.send_frames, self.phone.collection, nonce, prepared)
        return await LivenessAttempt.get(public_id=name)

    async def films(self, **how: Any) -> LivenessAttempt:
        asked = await self.challenge()
        return await self.sends(asked.nonce, filmed(asked.plan, **how))

    async def judged(self) -> Check:
        """The check that the selfie asked for, answered as the job does."""
        row = await Check.get(kind="liveness", collection=self.phone.collection, state="pending", superseded_at=None)
        with moved_by(2 * LATER):
            await settle(row.public_id, await alive(row, self.tools))
        return await Check.get(id=row.id)

    async def keeps(self, attempt: LivenessAttempt) -> bool:
        return await self.kit.objects.exists(attempt.object)


@pytest.fixture
async def owner(seller: Phone, kit: Kit) -> Capturing:
    """林卖 up to the first photograph."""
    await seller.begins_as("seller")
    return Capturing(seller, kit)


def codes(row: Check) -> list[object]:
    return [one["code"] for one in row.reasons]


async def refused(act) -> str:
    with pytest.raises(Refusal) as said:
        await act
    return said.value.code


class TestTheWay:
    async def test_it_works(self, owner: Capturing, work_of):
        attempt = await owner.films()
        assert (await owner.phone.tasks())["selfie"] == "done"
        facts = await owner.phone.does(verification.liveness_facts, owner.phone.collection)
        assert (facts.state, facts.selfie) == ("judging", attempt.selfie)
        row = await owner.judged()
        assert (row.verdict, row.score, row.provider, codes(row)) == ("ask", None, "manual", ["no_engine"])
        facts = await owner.phone.does(verification.liveness_facts, owner.phone.collection)
        assert (facts.state, facts.verdict) == ("done", "ask")
        async with work_of() as work:
            sheet = await verification.frames_strip(work, row.public_id)
        assert sheet is not None and sheet.startswith(b"\xff\xd8")

    async def test_a_capture_nobody_could_judge_waits_for_a_person_and_not_for_ever(self, owner: Capturing):
        attempt = await owner.films()
        reasons = [{"code": "provider_down", "sentence": "核验服务暂时没有应答。", "evidence": attempt.selfie}]
        await Check.filter(kind="liveness").update(state="done", verdict="ask", reasons=reasons)
        facts = await owner.phone.does(verification.liveness_facts, owner.phone.collection)
        assert (facts.state, facts.verdict, facts.sentences) == ("done", "ask", ("核验服务暂时没有应答。",))

    async def test_a_plain_selfie_leaves_it_to_a_person(self, owner: Capturing):
        await owner.films()
        await owner.judged()
        await owner.phone.photographs("selfie")
        row = await owner.judged()
        assert (row.verdict, codes(row)) == ("ask", ["no_capture"])
        assert await Check.filter(kind="liveness", superseded_at=None).count() == 1

    async def test_frames_that_arrived_although_the_answer_was_lost(self, owner: Capturing):
        asked = await owner.challenge()
        frames = filmed(asked.plan)
        first = await owner.sends(asked.nonce, frames)
        assert (await owner.sends(asked.nonce, frames)).id == first.id


class TestTheNonce:
    async def test_stale(self, owner: Capturing):
        asked = await owner.challenge()
        late = timedelta(minutes=3)
        assert await refused(owner.sends(asked.nonce, filmed(asked.plan), late)) == "LIV-103"

    async def test_used(self, owner: Capturing):
        asked = await owner.challenge()
        await owner.sends(asked.nonce, filmed(asked.plan))
        assert await refused(owner.sends(asked.nonce, filmed(asked.plan, take=1))) == "LIV-102"

    async def test_of_another_owner(self, owner: Capturing, outsider: Phone):
        await outsider.begins_as("seller")
        other = Capturing(outsider, owner.kit)
        asked = await owner.challenge()
        assert await refused(other.sends(asked.nonce, filmed(asked.plan))) == "LIV-101"
        assert (await outsider.tasks())["selfie"] == "todo"

    async def test_of_another_collection_of_the_same_owner(self, owner: Capturing):
        asked = await owner.challenge()
        await owner.phone.begins("buyer")
        await owner.phone.agrees()
        await owner.phone.is_a("buyer")
        assert await refused(owner.sends(asked.nonce, filmed(asked.plan))) == "LIV-101"

    async def test_without_consent_to_face_data(self, owner: Capturing):
        await owner.phone.agrees(face="refused")
        assert await refused(owner.challenge()) == "COL-107"

    async def test_asked_for_again_and_again(self, owner: Capturing):
        for _ in range(12):
            await owner.challenge()
        assert await refused(owner.challenge()) == "RATE-101"


class TestAttacksThatNeedNoEngine:
    async def replay(self, owner: Capturing, change=lambda frame: frame) -> Check:
        first = await owner.challenge()
        frames = filmed(first.plan)
        await owner.sends(first.nonce, frames)
        await owner.judged()
        again = await owner.challenge()
        await owner.sends(again.nonce, at_the_times_of(again.plan, [change(one).jpeg for one in frames]))
        return await owner.judged()

    async def test_the_same_frames_again(self, owner: Capturing):
        row = await self.replay(owner)
        assert (row.verdict, row.score) == ("fail", 0)
        assert "replayed" in codes(row)

    async def test_the_same_frames_coded_again(self, owner: Capturing):
        row = await self.replay(owner, lambda frame: coded_again(frame, 65))
        assert row.verdict == "fail"
        assert "replayed" in codes(row)

    async def test_somebody_elses_frames(self, owner: Capturing, outsider: Phone):
        await outsider.begins_as("seller")
        other = Capturing(outsider, owner.kit)
        first = await owner.challenge()
        frames = filmed(first.plan)
        await owner.sends(first.nonce, frames)
        asked = await other.challenge()
        await other.sends(asked.nonce, at_the_times_of(asked.plan, [one.jpeg for one in frames]))
        row = await other.judged()
        assert (row.verdict, "replayed" in codes(row)) == ("fail", True)

    async def test_trying_again_in_the_same_room_is_no_replay(self, owner: Capturing):
        await owner.films()
        await owner.judged()
        await owner.films(take=1)
        assert codes(await owner.judged()) == ["no_engine"]

    async def test_one_picture_all_the_time(self, owner: Capturing):
        asked = await owner.challenge()
        (one, *_) = filmed(asked.plan)
        still = [coded_again(one, quality).jpeg for quality in range(60, 84)]
        await owner.sends(asked.nonce, at_the_times_of(asked.plan, still))
        row = await owner.judged()
        assert (row.verdict, codes(row)) == ("fail", ["repeated_frames"])

    async def test_sent_before_it_can_have_been_taken(self, owner: Capturing):
        asked = await owner.challenge()
        await owner.sends(asked.nonce, filmed(asked.plan), timedelta(seconds=2))
        assert codes(await owner.judged()) == ["sent_too_soon"]


class TestTheEndOfTheFrames:
    async def test_a_verdict_ends_them_at_once_and_the_numbers_stay(self, owner: Capturing):
        asked = await owner.challenge()
        attempt = await owner.sends(asked.nonce, filmed(asked.plan), timedelta(seconds=2))
        await owner.judged()
        assert not await owner.keeps(attempt)
        await attempt.refresh_from_db()
        assert attempt.pictures_gone_at is not None
        assert (attempt.verdict, attempt.judged["score"], len(attempt.frames[0]["mark"])) == ("fail", 0, 64)

    async def test_judging_again_needs_no_pictures(self, owner: Capturing):
        asked = await owner.challenge()
        await owner.sends(asked.nonce, filmed(asked.plan), timedelta(seconds=2))
        row = await owner.judged()
        outcome = await alive(row, owner.tools)
        assert (outcome.score, [one.code for one in outcome.reasons]) == (0, ["sent_too_soon"])

    async def test_where_a_person_is_asked_they_stay_a_week_at_most(self, owner: Capturing):
        attempt = await owner.films()
        await owner.judged()
        for passed, kept in ((LONGEST - timedelta(hours=1), True), (LONGEST + timedelta(hours=1), False)):
            with moved_by(passed):
                await sweep_frames(owner.kit)
                await sweep_frames(owner.kit)
            assert await owner.keeps(attempt) is kept

    async def test_a_person_has_looked(self, owner: Capturing):
        attempt = await owner.films()
        row = await owner.judged()
        async with unit_of_work(CLERK) as work:
            await verification.decide(work, row.public_id, "agrees", "当面看过本人")
        with moved_by(LATER):
            await sweep_frames(owner.kit)
        assert not await owner.keeps(attempt)

    async def test_a_setting_keeps_them_longer(self, owner: Capturing):
        settings = owner.kit.settings.model_copy(update={"face_image_retention_days": 3})
        owner.kit = replace(owner.kit, settings=settings)
        asked = await owner.challenge()
        attempt = await owner.sends(asked.nonce, filmed(asked.plan), timedelta(seconds=2))
        await owner.judged()
        assert await owner.keeps(attempt)
        with moved_by(timedelta(days=3, minutes=1)):
            await sweep_frames(owner.kit)
        assert not await owner.keeps(attempt)

    @pytest.mark.parametrize("act", ["face", "everything"])
    async def test_taken_back(self, owner: Capturing, act: str):
        attempt, name = await owner.films(), owner.phone.collection
        await owner.judged()
        if act == "face":
            await owner.phone.does(collection.withdraw_consent, name, "face")
        else:
            await owner.phone.does(collection.withdraw, name)
        await attempt.refresh_from_db()
        assert (attempt.frames, attempt.judged) == ([], {})
        assert await Job.filter(name=LET_GO, key=attempt.public_id).exists()
        with moved_by(LATER):
            await let_go(owner.kit, attempt)
        assert not await owner.keeps(attempt)
