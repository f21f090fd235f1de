"""What a card's reader thinks of the picture, beside our own inspector: the real SDK against the sandbox."""

from types import SimpleNamespace

import httpx
import pytest

from backend import collection
from backend.collection import PictureOpinion
from backend.gateways.card_reader import open_chosen_reader
from backend.kit.jobs import JobRun, registered
from backend.settings import settings_from
from backend.verification import Kind, Outcome, settle
from backend.verification.checks.judgement import verdict_of
from backend.verification.checks.kinds import DEFAULTS
from backend.verification.checks.opinion import with_opinion
from backend.verification.checks.show import checks_of
from backend.verification.checks.speak import about_checks
from backend.verification.models import Check, Interception
from tests.sandbox.running import one_sandbox, sandbox

__all__ = ["one_sandbox", "sandbox"]

RESHOT = PictureOpinion("aliyun", "id_front", ("picture_reshot",))
CLEAN = PictureOpinion("aliyun", "id_front", ())


def verdict(outcome: Outcome) -> str:
    return verdict_of(Kind.RECAPTURE, outcome.score, DEFAULTS[Kind.RECAPTURE], outcome.problems)


class TestTogether:
    @pytest.mark.parametrize(
        ("ours", "opinion", "together", "becomes"),
        [
            (3, CLEAN, 3, "pass"),
            (3, RESHOT, 65, "ask"),
            (3, PictureOpinion("aliyun", "id_front", ("picture_incomplete",)), 50, "ask"),
            (55, RESHOT, 84, "fail"),
            (55, CLEAN, 55, "ask"),
            (90, CLEAN, 90, "fail"),
            (90, RESHOT, 96, "fail"),
            (None, RESHOT, None, "ask"),
        ],
    )
    def test_suspicion_only_grows(self, ours, opinion, together, becomes):
        heard = with_opinion(Outcome(ours, "local"), opinion, "e")
        assert (heard.score, verdict(heard)) == (together, becomes)

    def test_a_lenient_policy_does_not_pass_what_the_reader_doubts(self):
        heard = with_opinion(Outcome(3, "local"), RESHOT, "e")
        assert verdict_of(Kind.RECAPTURE, heard.score, DEFAULTS[Kind.SEEN_BEFORE], heard.problems) == "ask"

    def test_a_company_may_send_a_stamped_copy(self):
        copy = PictureOpinion("aliyun", "business_licence", ("picture_copied",))
        assert verdict(with_opinion(Outcome(3, "local"), copy, "e")) == "pass"

    def test_where_only_we_suspect_something_the_reader_is_quoted(self):
        (said,) = with_opinion(Outcome(70, "local"), CLEAN, "e").reasons
        assert (said.code, said.provider, said.evidence) == ("reader_saw_nothing", "aliyun", "e")
        assert "阿里云" in said.sentence


@pytest.fixture
async def job(kit, sandbox):
    """Runs one of the photograph's two jobs: its reading by Aliyun, or its inspection, which finds nothing."""
    settings = settings_from({"CWT_CARD_READER": "aliyun", "CWT_OCR_ENDPOINT": sandbox.url})
    machine = SimpleNamespace(kit=kit, settings=settings, reader=open_chosen_reader(settings))

    async def run(name: str, key: str) -> Check:
        check = await Check.get(kind="recapture")
        if name == "inspect":
            await settle(check.public_id, Outcome(4, "local", facts={"scores": {"screen": 4}}))
        else:
            arguments = {"evidence": key}
            await registered()["collection.read_card"](JobRun("collection.read_card", key, arguments, 0, machine))
        return await Check.get(id=check.id)

    yield run
    await machine.reader.close()


@pytest.fixture
def picture(sandbox) -> bytes:
    """林卖's card, as the sandbox draws it."""
    return httpx.get(f"{sandbox.url}/sandbox/people/lin-mai/id_front.jpg", trust_env=False).content


class TestInACase:
    @pytest.fixture
    async def card(self, seller, picture) -> str:
        """The same, sent."""
        await seller.begins_as("seller")
        return await seller.photographs("id_front", picture)

    @pytest.mark.parametrize("order", [("read", "inspect"), ("inspect", "read")])
    async def test_the_readers_doubt_reaches_the_check_whoever_comes_first(self, card, job, sandbox, order):
        sandbox.post("ocr/outcome", outcome="reshoot")
        for name in order:
            check = await job(name, card)
        assert (check.state, check.verdict, check.score) == ("done", "ask", 65)
        (reason,) = check.reasons
        assert (reason["code"], reason["provider"]) == ("picture_reshot", "aliyun")
        assert check.facts["reader"] == {"provider": "aliyun", "doubts": ["picture_reshot"]}
        assert check.facts["scores"] == {"screen": 4}

    @pytest.mark.parametrize(("outcome", "score"), [("copy", 65), ("tampered", 65), ("incomplete", 50)])
    async def test_every_doubt_of_the_picture_asks_a_person(self, card, job, sandbox, outcome, score):
        sandbox.post("ocr/outcome", outcome=outcome)
        await job("inspect", card)
        check = await job("read", card)
        assert (check.verdict, check.score) == ("ask", score)

    async def test_a_reader_without_a_doubt_is_noted_and_changes_nothing(self, card, job):
        await job("inspect", card)
        check = await job("read", card)
        assert (check.verdict, check.score, check.reasons) == ("pass", 4, [])
        assert check.facts["reader"] == {"provider": "aliyun", "doubts": []}

    async def test_two_suspicions_stop_and_are_one_interception(self, card, job, sandbox):
        sandbox.post("ocr/outcome", outcome="copy")
        check = await Check.get(kind="recapture")
        await settle(check.public_id, Outcome(82, "local"))
        check = await job("read", card)
        assert (check.verdict, check.score) == ("fail", 94)
        assert await Interception.filter(check_id=check.public_id).count() == 1

    async def test_the_clerk_reads_who_doubts(self, card, job, sandbox, seller):
        sandbox.post("ocr/outcome", outcome="reshoot")
        await job("inspect", card)
        await job("read", card)
        party = await collection.party_facts(seller.collection)
        found = about_checks(party, await checks_of([seller.collection], ""))
        (doubt,) = [one for one in found if one.code == "check_recapture"]
        assert [(one.label, one.value[:5]) for one in doubt.sources] == [("阿里云", "阿里云认为")]
