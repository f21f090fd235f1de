"""公安认证 through the real SDK against the sandbox: asked once, paid once, never a pass without an answer."""

from types import SimpleNamespace

import pytest

from backend.collection.models import Consent
from backend.gateways.authority import open_authority
from backend.kit.errors import VendorTrouble
from backend.verification.models import AuthorityCall, Check
from tests.collection.cast import Phone, card
from tests.sandbox.running import RunningSandbox, one_sandbox, sandbox
from tests.verification.checks.test_checks import in_force, run

__all__ = ["one_sandbox", "sandbox"]


ASKS = {"authority_provider": "aliyun", "authority_person_fen": 30, "authority_daily_fen": 100}


@pytest.fixture
def settings(settings, sandbox: RunningSandbox):
    """A platform that asks the authority."""
    sandbox.reset()
    return settings.model_copy(update={**ASKS, "authority_endpoint": sandbox.url})


@pytest.fixture
async def asking(settings, kit):
    """What the authority's jobs use."""
    authority = open_authority(settings)
    yield SimpleNamespace(kit=kit, settings=settings, authority=authority)
    await authority.close()


async def asked(phone: Phone, role: str = "seller") -> Check:
    """Sent; the check of name and number that waits."""
    await phone.fills(role)
    await phone.submits()
    (check,) = await in_force(phone, "authority")
    return check


class TestPerson:
    async def test_it_works_and_the_same_is_never_asked_twice(self, seller, desk, asking):
        check = await run(await asked(seller), asking)
        assert (check.verdict, check.score, check.cost_fen) == ("pass", 100, 30)
        fresh = await Check.create(
            **{name: getattr(check, name) for name in ("collection", "subject", "kind", "asked_at")},
            public_id="again000000000000000",
            fingerprint="again",
        )
        assert ((await run(fresh, asking)).verdict, (await Check.get(id=fresh.id)).cost_fen) == ("pass", 0)
        assert await AuthorityCall.all().count() == 1

    async def test_no_name_leaves_for_whom_the_notice_does_not_name(self, seller, asking):
        check = await asked(seller)
        await Consent.filter(kind="privacy").update(version="2026-11-21")  # agreed before the authority was asked
        judged = await run(check, asking)
        assert (judged.verdict, judged.reasons[0]["code"]) == ("ask", "receiver_not_agreed")
        assert not await AuthorityCall.exists()

    async def test_a_name_that_is_not_the_numbers_fails(self, seller, asking):
        await seller.fills("seller")
        await seller.confirms("identity", card(seller.who, name="林冒名"))
        await seller.submits()
        (check,) = await in_force(seller, "authority")
        assert (await run(check, asking)).verdict == "fail"

    async def test_a_spent_budget_asks_a_person(self, seller, asking):
        check = await asked(seller)
        poor = SimpleNamespace(
            **{**vars(asking), "settings": asking.settings.model_copy(update={"authority_daily_fen": 29})}
        )
        judged = await run(check, poor)
        assert (judged.verdict, judged.score) == ("ask", None)
        assert "额度" in judged.reasons[0]["sentence"]
        assert not await AuthorityCall.exists()

    async def test_an_outage_ends_with_a_person_and_costs_nothing(self, seller, asking, sandbox):
        check = await asked(seller)
        sandbox.misbehave("aliyun_cloudauth", "server_error")
        for attempt in range(3):
            with pytest.raises(VendorTrouble):
                await run(check, asking, attempt)
        judged = await run(check, asking, 3)
        assert (judged.verdict, judged.score) == ("ask", None)
        assert not await AuthorityCall.exists()
