"""Checks from the photograph to the approval, with real gateways."""

import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
from PIL import Image

from backend import collection, transfers, verification
from backend.kit import clock
from backend.kit.clock import moved_by
from backend.kit.errors import VendorTrouble
from backend.kit.jobs import JobRun, registered
from backend.kit.models import Job
from backend.transfers import ApprovalStopped
from backend.verification import Demand, Kind, Outcome, PolicyFacts, Reason, settle
from backend.verification.models import Check, Interception, PictureMark
from tests.collection.cast import Phone, photo
from tests.transfers.desk import PRICE, checks_judged


def scene(seed: int, quality: int = 90) -> bytes:
    """A picture with structure; the same seed is the same shot, whatever its quality."""
    picture = Image.effect_mandelbrot((640, 480), (-2 + seed / 9, -1.2, 0.8, 1.1), 60).convert("RGB")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


async def in_force(phone: Phone, kind: str) -> list[Check]:
    return [one for one in await Check.in_force([phone.collection]) if one.kind == kind]


async def run(check: Check, machine, attempt: int = 0) -> Check:
    """One run of the check's job."""
    await registered()["verification.judge"](
        JobRun("verification.judge", check.public_id, {"check": check.public_id}, attempt, machine)
    )
    return await Check.get(id=check.id)


async def verdicts(desk) -> dict[str, str]:
    """finding key -> severity, of what checks say."""
    view = await desk.member.does(transfers.detail, desk.transfer)
    desk.version = view.version
    return {one.key: one.severity.value for one in view.findings if one.code.startswith("check_")}


class TestFaces:
    async def test_both_pictures_ask_for_one_check(self, seller):
        await seller.begins_as("seller")
        await seller.photographs("id_front", photo(1))
        assert await in_force(seller, "face_match") == []
        await seller.photographs("selfie", photo(2))
        (check,) = await in_force(seller, "face_match")
        assert (check.state, check.subject, len(check.evidence)) == ("pending", "principal", 2)
        assert await Job.filter(name="verification.judge", key=check.public_id).count() == 1

    async def test_without_a_model_a_person_is_asked_and_nothing_pretends(self, seller, machine):
        await seller.begins_as("seller")
        for number, kind in enumerate(("id_front", "selfie")):
            await seller.photographs(kind, photo(number))
        check = await run((await in_force(seller, "face_match"))[0], machine)
        assert (check.verdict, check.score, check.provider) == ("ask", None, "manual")
        assert "当面判断" in check.reasons[0]["sentence"]

    async def test_a_newer_photograph_supersedes(self, seller):
        await seller.begins_as("seller")
        old, new = photo(2), photo(3)
        await seller.photographs("id_front", photo(1))
        await seller.photographs("selfie", old)
        (first,) = await in_force(seller, "face_match")
        await seller.photographs("selfie", new)
        (second,) = await in_force(seller, "face_match")
        assert first.public_id != second.public_id
        assert all(first.evidence[1] not in one.evidence for one in await Check.in_force([seller.collection]))

    async def test_consent_taken_back_leaves_no_number_about_a_face(self, seller, machine):
        await seller.begins_as("seller")
        await seller.photographs("id_front", photo(1))
        await seller.photographs("selfie", photo(2))
        (check,) = await in_force(seller, "face_match")
        await settle(check.public_id, Outcome(91, "insightface", facts={"similarity": 0.62}))
        await seller.does(collection.withdraw_consent, seller.collection, "face")
        assert await in_force(seller, "face_match") == []
        gone = await Check.get(id=check.id)
        assert (gone.score, gone.facts, gone.reasons) == (None, {}, [])
        assert not await PictureMark.filter(collection=seller.collection, kind="selfie").exists()

    async def test_an_agent_is_compared_with_the_agents_card(self, seller):
        await seller.begins_as("seller", by_agent=True)
        await seller.photographs("id_front", photo(1))
        await seller.photographs("selfie", photo(2))
        assert await in_force(seller, "face_match") == []
        await seller.photographs("agent_id_front", photo(3))
        (check,) = await in_force(seller, "face_match")
        assert check.subject == "agent"


class TestPictures:
    async def test_a_photograph_is_inspected_and_remembered(self, seller, machine):
        await seller.begins_as("seller")
        await seller.photographs("id_front", scene(1))
        (check,) = await in_force(seller, "recapture")
        judged = await run(check, machine)
        assert judged.state == "done"
        assert 0 <= judged.score <= 100
        assert set(judged.facts["scores"]) == {"screen", "print", "screenshot", "tampered"}
        assert await PictureMark.filter(collection=seller.collection).count() == 1

    async def test_a_grey_plate_is_no_photocopy(self, seller, machine):
        await seller.begins_as("seller")
        out = io.BytesIO()
        Image.open(io.BytesIO(scene(3))).convert("L").convert("RGB").save(out, "JPEG", quality=90)
        await seller.photographs("car_vin", out.getvalue())
        judged = await run((await in_force(seller, "recapture"))[0], machine)
        assert not {"no_colour", "toner"} & {one["code"] for one in judged.reasons}
        assert judged.score == max(score for kind, score in judged.facts["scores"].items() if kind != "print")

    async def test_a_picture_of_another_persons_case_is_found(self, seller, buyer, outsider, machine):
        shots = {"lin": scene(1), "same": scene(1), "again": scene(1, 70), "other": scene(5)}
        await seller.begins_as("seller")
        await seller.photographs("id_front", shots["lin"])
        await run((await in_force(seller, "recapture"))[0], machine)
        found = []
        for phone, shot in ((buyer, "same"), (outsider, "again")):
            await phone.begins_as("buyer")
            await phone.photographs("id_front", shots[shot])
            found.append(await self._seen(phone, machine))
        assert [one.verdict for one in found] == ["fail", "ask"]
        assert (found[0].score, found[1].score >= 80) == (100, True)
        await outsider.photographs("id_front", shots["other"])
        assert (await self._seen(outsider, machine)).verdict == "pass"

    async def _seen(self, phone: Phone, machine) -> Check:
        async def ask(work):
            party = await collection.party_facts(phone.collection)
            picture = next(one for one in party.evidence if one.kind == "id_front")
            judged = [picture.sha256, picture.id]
            await verification.ask(work, party, Kind.SEEN_BEFORE, "principal", judged, [picture.id])

        await phone.does(ask)
        return await run((await in_force(phone, "seen_before"))[0], machine)


class TestApproval:
    async def test_a_pending_check_stops_for_a_while_and_then_asks(self, reviewing):
        await Check.filter(kind="face_match").update(state="pending", verdict="", asked_at=clock.now())
        assert (await verdicts(reviewing))["seller.check_face_match.principal"] == "stop"
        with moved_by(timedelta(minutes=3)):
            assert (await verdicts(reviewing))["seller.check_face_match.principal"] == "ask"

    async def test_a_failed_check_stops_until_a_clerk_accepts_it(self, reviewing, seller):
        failed = await self._fails(seller, 31)
        await reviewing.edits(price=PRICE)
        with pytest.raises(ApprovalStopped, match="人证比对未通过"):
            await reviewing.approves()
        await reviewing.member.does(verification.decide, failed.public_id, "accepted", "当面核对，本人化妆")
        assert (await verdicts(reviewing))["seller.check_face_match.principal"] == "note"
        await reviewing.approves()

    async def test_what_a_clerk_calls_different_stops(self, reviewing, seller):
        check = await self._asks(seller)
        await reviewing.member.does(verification.decide, check.public_id, "differs", "不是同一人")
        assert (await verdicts(reviewing))["seller.check_face_match.principal"] == "stop"
        await reviewing.member.does(verification.take_back, check.public_id)
        assert (await verdicts(reviewing))["seller.check_face_match.principal"] == "ask"

    async def test_a_second_person_must_agree_where_the_policy_says_so(self, reviewing, seller, team):
        policy = PolicyFacts(Kind.FACE_MATCH, Demand.REQUIRED, 80, 60, second_person=True)
        await team["manager"].does(verification.set_policy, policy)
        check = await self._asks(seller)
        await reviewing.member.does(verification.decide, check.public_id, "agrees", "当面核对一致")
        assert (await verdicts(reviewing))["seller.check_face_match.principal"] == "stop"
        with pytest.raises(verification.SecondPersonNeeded):
            await reviewing.member.does(verification.confirm, check.public_id)
        await team["manager"].does(verification.confirm, check.public_id)
        assert (await verdicts(reviewing))["seller.check_face_match.principal"] == "note"

    async def test_a_station_may_only_show_or_switch_off(self, reviewing, seller, team):
        await self._fails(seller, 10)
        for demand, severity in ((Demand.SHOWN, "note"), (Demand.OFF, None)):
            await team["manager"].does(verification.set_policy, PolicyFacts(Kind.FACE_MATCH, demand, 80, 60))
            assert (await verdicts(reviewing)).get("seller.check_face_match.principal") == severity

    async def test_a_failed_check_is_an_interception_once(self, reviewing, seller):
        failed = await self._fails(seller, 5)
        await settle(failed.public_id, Outcome(5, "insightface"))
        (one,) = await Interception.filter(collection=seller.collection)
        assert (one.kind, one.station, one.device) == ("face_match", reviewing.member.actor.station, seller.actor.id)

    async def _asks(self, seller: Phone) -> Check:
        return await self._fails(seller, 70)

    async def _fails(self, seller: Phone, score: int) -> Check:
        (check,) = await in_force(seller, "face_match")
        await Check.filter(id=check.id).update(state="pending", verdict="")
        await settle(check.public_id, Outcome(score, "insightface", "v", (Reason("low", "两张脸不像同一人。"),)))
        return await Check.get(id=check.id)


class TestOutage:
    async def test_a_provider_that_is_down_asks_after_some_tries_and_never_passes(self, seller, machine):
        await seller.begins_as("seller")
        await seller.photographs("id_front", scene(2))
        (check,) = await in_force(seller, "recapture")
        await machine.inspector.close()
        down = SimpleNamespace(**{**vars(machine), "inspector": Down()})
        for attempt in range(3):
            with pytest.raises(VendorTrouble):
                await run(check, down, attempt)
        judged = await run(check, down, 3)
        assert (judged.state, judged.verdict, judged.score) == ("done", "ask", None)
        assert "再核验一次" in judged.reasons[0]["sentence"]


class Down:
    """A vendor that is out of reach: what every gateway raises then."""

    async def inspect(self, image: bytes):
        raise VendorTrouble("inspector", "gone", retry=True)


class TestAgain:
    async def test_it_is_a_new_round_and_the_old_one_stays_to_be_seen(self, reviewing, seller):
        (first,) = await in_force(seller, "face_match")
        fresh = await reviewing.member.does(verification.check_again, first.public_id)
        (now,) = await in_force(seller, "face_match")
        assert (now.public_id, now.state) == (fresh, "pending")
        assert (await Check.get(id=first.id)).verdict == "pass"
        await checks_judged()
        assert await Check.filter(collection=seller.collection, kind="face_match").count() == 2
