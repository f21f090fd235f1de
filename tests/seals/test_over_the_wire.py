"""Sealing with the real gateway and a time-stamp authority over sockets, as the platform does it."""

import pytest

from backend.gateways.timestamps import open_timestamps
from backend.kit.errors import VendorTrouble
from backend.seals import check_pdf
from backend.serving import SANDBOX_ROOT
from tests.sandbox.running import one_sandbox, sandbox
from tests.seals.papers import paper, sealed

__all__ = ["one_sandbox", "sandbox"]


@pytest.fixture
async def stamps(sandbox):
    opened = open_timestamps(f"{sandbox.url}/tsa", SANDBOX_ROOT)
    assert opened
    yield opened
    await opened.close()


async def test_it_works(kit, stamps):
    made = await sealed(kit, *(paper(f"p{number}") for number in range(4)), timestamps=stamps)
    assert {one.level for one in made} == {"B-LTA"} and all(one.stamped_at for one in made)
    assert [(await check_pdf(kit, one.pdf)).verdict for one in made] == ["intact"] * 4


@pytest.mark.parametrize("fault", ["server_error", "garbled", "refused", "wrong_nonce", "wrong_imprint", "foreign"])
async def test_a_bad_answer_stops_the_set_and_the_next_try_goes_through(kit, stamps, sandbox, fault):
    await sealed(kit, paper(), timestamps=stamps)
    sandbox.misbehave("timestamps", fault, 1)
    with pytest.raises(VendorTrouble):
        await sealed(kit, paper("a"), paper("b"), timestamps=stamps)
    assert len(await sealed(kit, paper("a"), paper("b"), timestamps=stamps)) == 2
