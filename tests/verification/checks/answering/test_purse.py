"""One purse for everything that Aliyun charges for: faces and cards here, through the real SDK against the sandbox."""

from types import SimpleNamespace

import httpx
import pytest

from backend.collection.models import Consent, Reading
from backend.gateways.card_reader import open_chosen_reader
from backend.gateways.faces import open_face_engine
from backend.kit import clock
from backend.kit.errors import VendorTrouble
from backend.kit.jobs import JobRun, registered
from backend.sandbox.pages.papers import drawn
from backend.sandbox.people import person
from backend.verification import DailyPurse, check_again, paid_today
from backend.verification.models import AuthorityCall, Check
from tests.collection.cast import Phone
from tests.sandbox.running import RunningSandbox, one_sandbox, sandbox
from tests.verification.checks.test_checks import in_force, run

__all__ = ["one_sandbox", "sandbox"]

PAYS = {"face_provider": "aliyun", "card_reader": "aliyun", "authority_compare_fen": 30, "ocr_card_fen": 10}
BUDGET = 45


@pytest.fixture
def settings(settings, sandbox: RunningSandbox):
    """A platform where Aliyun compares faces and reads cards."""
    sandbox.reset()
    return settings.model_copy(update={**PAYS, "authority_endpoint": sandbox.url, "ocr_endpoint": sandbox.url})


@pytest.fixture
async def paying(settings, kit):
    """What the jobs use, with 0.45 yuan for the day."""
    purse = DailyPurse(BUDGET)
    faces, reader = open_face_engine(settings, purse), open_chosen_reader(settings, purse)
    yield SimpleNamespace(kit=kit, settings=settings, faces=faces, reader=reader)
    await faces.close()
    await reader.close()


async def compared(phone: Phone) -> Check:
    """Both pictures of 林卖 sent; the check that compares them waits."""
    await phone.begins_as("seller")
    await phone.photographs("id_front", drawn(person("lin-mai"), "id_front"))
    await phone.photographs("selfie", drawn(person("lin-mai"), "selfie"))
    (check,) = await in_force(phone, "face_match")
    return check


async def spent(fen: int) -> None:
    """Somebody asked before today."""
    moment = clock.now()
    day = clock.today().isoformat()
    await AuthorityCall.create(fingerprint="before", action="person", cost_fen=fen, day=day, asked_at=moment)


def asked(sandbox: RunningSandbox) -> list[dict]:
    return sandbox.get("cloudauth.json")["asked"]


class TestFaces:
    async def test_a_comparison_counts_into_the_day(self, seller, paying):
        judged = await run(await compared(seller), paying)
        assert (judged.verdict, judged.provider, judged.cost_fen) == ("pass", "aliyun", 30)
        assert await paid_today() == (1, 30)

    async def test_the_same_pictures_are_not_paid_twice(self, seller, desk, paying, sandbox):
        first = await run(await compared(seller), paying)
        await desk.member.does(check_again, first.public_id)
        second = await run((await in_force(seller, "face_match"))[0], paying)
        assert (second.score, second.cost_fen) == (first.score, 0)
        assert (await paid_today(), len(asked(sandbox))) == ((1, 30), 1)

    async def test_a_spent_budget_asks_a_person_and_says_what_to_do(self, seller, paying, sandbox):
        await spent(30)
        judged = await run(await compared(seller), paying)
        assert (judged.verdict, judged.score) == ("ask", None)
        assert "额度" in judged.reasons[0]["sentence"] and "人工比对" in judged.reasons[0]["sentence"]
        assert asked(sandbox) == []

    async def test_an_outage_costs_nothing(self, seller, paying, sandbox):
        check = await compared(seller)
        sandbox.misbehave("aliyun_cloudauth", "server_error")
        with pytest.raises(VendorTrouble):
            await run(check, paying)
        assert await paid_today() == (0, 0)


async def test_no_face_leaves_for_whom_the_consent_does_not_name(seller, paying, sandbox):
    check = await compared(seller)
    await Consent.filter(kind="face").update(version="2026-11-21")  # agreed before Aliyun was asked
    judged = await run(check, paying)
    assert (judged.verdict, judged.reasons[0]["code"]) == ("ask", "receiver_not_agreed")
    assert "阿里云" in judged.reasons[0]["sentence"]
    assert asked(sandbox) == [] and await paid_today() == (0, 0)


@pytest.fixture
def photo(sandbox) -> bytes:
    """林卖's card, as the sandbox gives it out."""
    return httpx.get(f"{sandbox.url}/sandbox/people/lin-mai/id_front.jpg", trust_env=False).content


class TestCards:
    async def reads(self, evidence: str, paying) -> Reading:
        arguments = {"evidence": evidence}
        await registered()["collection.read_card"](JobRun("collection.read_card", evidence, arguments, 0, paying))
        return await Reading.get(evidence=evidence)

    async def test_a_card_counts_into_the_day_and_the_same_file_is_read_once(self, seller, paying, photo):
        await seller.begins_as("seller")
        first = await seller.photographs("id_front", photo)
        await self.reads(first, paying)
        await seller.photographs("id_front")
        once_more = await seller.photographs("id_front", photo)
        reading = await self.reads(once_more, paying)
        assert (reading.state, reading.provider, reading.fields_read["name"]["value"]) == ("done", "aliyun", "林卖")
        assert once_more != first and await paid_today() == (1, 10)

    async def test_a_spent_budget_leaves_the_typing_to_the_owner(self, seller, paying, photo):
        await spent(40)
        await seller.begins_as("seller")
        reading = await self.reads(await seller.photographs("id_front", photo), paying)
        assert (reading.state, await paid_today()) == ("failed", (1, 40))

    async def test_no_card_leaves_for_whom_the_notice_does_not_name(self, seller, paying, photo):
        await seller.begins_as("seller")
        picture = await seller.photographs("id_front", photo)
        await Consent.filter(kind="privacy").update(version="2026-11-21")  # agreed before Aliyun read cards
        assert ((await self.reads(picture, paying)).state, await paid_today()) == ("failed", (0, 0))

    async def test_a_picture_of_no_card_is_not_charged(self, seller, paying):
        await seller.begins_as("seller")
        reading = await self.reads(await seller.photographs("id_front"), paying)
        assert (reading.doubts, await paid_today()) == (["not_a_card"], (1, 0))
