"""Sealing with a time-stamp authority on a real socket: it goes down, nothing is sealed; it comes back, all is."""

from datetime import timedelta

import pytest

from backend import seals
from backend.documents import pdf_of, set_facts
from backend.documents.sealing.sweep import sweep
from backend.documents.sealing.trouble import NO_STORE, NO_TIME, explained
from backend.gateways.timestamps import Rfc3161, TimeStampConfig
from backend.kit import clock
from backend.kit.errors import VendorTrouble
from backend.kit.jobs import Relay
from backend.serving import SANDBOX_ROOT
from tests.sandbox.running import one_sandbox, sandbox  # noqa: F401 - fixtures
from tests.support.sets import all_eight, everybody_signs, shown, tools_of


@pytest.fixture
def settings(settings, sandbox):  # noqa: F811
    return settings.model_copy(update={"timestamp_url": f"{sandbox.url}/tsa", "timestamp_ca": SANDBOX_ROOT})


@pytest.fixture
async def stamps(settings):
    root = SANDBOX_ROOT.read_bytes()
    opened = Rfc3161(TimeStampConfig(settings.timestamp_url, root, connect_timeout_s=1, read_timeout_s=2))
    yield opened
    await opened.close()


async def test_it_waits_for_the_authority_and_then_seals_by_itself(kit, work_of, stamps, sandbox):  # noqa: F811
    set_id = await shown(kit, [one for one in all_eight() if one.kind == "commitment_letter"])
    await everybody_signs(set_id)
    sandbox.misbehave("timestamps", "server_error")
    await Relay(tools_of(kit, stamps)).drain()
    facts = await set_facts(set_id)
    assert (facts.state, facts.reason, facts.documents[0].seal) == ("finishing", NO_TIME, None)
    assert not [key async for key in kit.objects.keys("documents/sealed/")]
    sandbox.reset()
    # The authority's clock is its own: what it states stands in the seal, whatever time it is here.
    sandbox.advance(3600)
    async with work_of() as work:
        assert await sweep(work) == 1
    await Relay(tools_of(kit, stamps)).drain()
    fact, pdf = await pdf_of(kit, (await set_facts(set_id)).documents[0].id)
    assert (fact.state, fact.seal.level) == ("finished", "B-LTA")
    assert fact.seal.stamped_at - clock.now() > timedelta(minutes=55)
    found = await seals.check_pdf(kit, pdf)
    assert found.verdict == "intact" and {one.kind for one in found.signatures} == {"station", "platform", "time"}


def test_a_store_that_is_down_is_not_blamed_on_the_authority():
    assert explained(VendorTrouble("aliyun_oss", "ServerBusy", retry=True)) == NO_STORE
    assert explained(VendorTrouble("timestamps", "http 503", retry=True)) == NO_TIME
