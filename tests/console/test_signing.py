"""The panel of signers: reminders and paper originals; the clerk's own hand at 我的."""

import json

import pytest

from backend import stations
from backend.kit import audit
from backend.stations.models import Staff
from tests.collection.cast import at_the_phone
from tests.transfers.acting import CHEN, company_sells_and_agent_buys
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


async def test_a_principals_phone_is_typed_masked_and_shown_on_demand(clerk, waiting):
    page, api = f"/console/transfers/{waiting.transfer}", f"/console/api/transfers/{waiting.transfer}"
    wrong = await clerk.posts(f"{api}/edit", {"version": waiting.version, "buyer_phone": "12"})
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["field"]) == (422, "TRF-121", "buyer_phone")
    assert "修改会作废待签文书" in (await clerk.page(page)).text
    await clerk.posts(f"{api}/edit", {"version": (await waiting.looks()).version, "buyer_phone": CHEN.phone})
    shown = (await clerk.page(page)).text
    assert CHEN.phone not in shown and f"{CHEN.phone[:3]}****{CHEN.phone[-4:]}" in shown and "买方委托人电话" in shown
    answer = await clerk.posts(f"{api}/reveal", {"side": "buyer", "name": "own_phone"})
    assert answer.json() == {"value": CHEN.phone}
    assert (await audit.latest(1))[0].action == "party.unmasked"


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
