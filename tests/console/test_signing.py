"""The panel of signers: reminders and paper originals; the clerk's own hand at 我的."""

import json

import pytest

from backend import stations
from backend.stations.models import Staff
from tests.collection.cast import at_the_phone
from tests.transfers.acting import company_sells_and_agent_buys
from tests.transfers.desk import Desk

LINE = [{"x": 0.1 + n / 40, "y": 0.5, "t": n * 16, "p": 0.5} for n in range(20)]
INK = {"box": {"w": 400, "h": 150}, "strokes": [LINE]}


@pytest.fixture
async def waiting(team) -> Desk:
    """A company sells through its 经办人, 王代 buys for 陈买; the papers wait."""
    desk = Desk(team["clerk"])
    await company_sells_and_agent_buys(desk, await at_the_phone("zhou-lao"), await at_the_phone("wang-dai"))
    await desk.prepares()
    return desk


async def test_every_signer_has_a_line(clerk, waiting):
    page = (await clerk.page(f"/console/transfers/{waiting.transfer}")).text
    for words in ("卖方委托人", "纸质已核对", "待打开链接", "委托人二维码", "/h5/principal/"):
        assert words in page


async def test_a_paper_original_is_noted(clerk, sits, waiting):
    address = f"/console/api/transfers/{waiting.transfer}/paper-signature"
    refused = await clerk.posts(address, {"side": "buyer_p", "reason": ""})
    assert (refused.status_code, refused.json()["code"]) == (422, "DOC-147")
    seen = {"side": "buyer_p", "reason": "原件已核对"}
    assert (await (await sits("clerk2")).posts(address, seen)).status_code == 404
    assert (await clerk.posts(address, seen)).status_code == 200


async def test_a_reminder_once_in_ten_minutes(clerk, waiting):
    address = f"/console/api/transfers/{waiting.transfer}/remind"
    assert [(await clerk.posts(address, {"side": "buyer"})).status_code for _ in range(2)] == [200, 429]


async def test_a_hand_is_saved_and_forgotten(clerk, team):
    saved = await clerk.posts("/console/api/me/signature", {"signature": json.dumps(INK)})
    assert saved.status_code == 200
    assert "已保存的签名" in (await clerk.page("/console/me")).text
    assert await stations.own_signature(team["clerk"].id)
    await clerk.posts("/console/api/me/signature/forget")
    assert await Staff.filter(signature__not_isnull=True).count() == 0


async def test_a_dot_is_no_hand(clerk):
    dot = INK | {"strokes": [[LINE[0]]]}
    refused = await clerk.posts("/console/api/me/signature", {"signature": json.dumps(dot)})
    assert (refused.status_code, refused.json()["code"]) == (422, "DOC-115")
