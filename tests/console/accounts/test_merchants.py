"""收款商户: added with keys that fit, told beside the field where they do not, never shown again, ended."""

from typing import Any

import pytest

from backend import payments
from tests.payments.till import credentials
from tests.sandbox.running import RunningSandbox, one_sandbox, sandbox

__all__ = ["one_sandbox", "sandbox"]

PAGE = "/console/accounts/merchants"
API = "/console/api/accounts/merchants"


@pytest.fixture
async def admin(sits):
    return await sits("admin")


def form(sandbox: RunningSandbox, channel: str, **changes: str) -> dict[str, str]:
    """What the administrator pastes: the sandbox's merchant, certificates one below the other."""
    given: dict[str, Any] = credentials(sandbox, channel, "wuxi")
    pasted = {name: "\n".join(value) if isinstance(value, list) else str(value) for name, value in given.items()}
    return {"name": "无锡锡山二手车交易市场", "station": "", **pasted, **changes}


@pytest.mark.parametrize("channel", ["wechat", "alipay"])
class TestAdding:
    async def test_it_works_and_no_key_comes_back(self, admin, sandbox, channel):
        pasted = form(sandbox, channel)
        added = await admin.posts(f"{API}/{channel}", pasted)
        assert added.status_code == 201
        page = (await admin.page(PAGE)).text
        assert "无锡锡山二手车交易市场" in page and "使用中" in page and "各站共用" in page
        for text in (page, added.text):
            assert pasted["private_key"].split()[-2][:40] not in text
        assert await payments.channels_at("") == [channel]

    async def test_it_may_be_one_stations(self, admin, sandbox, channel, team):
        await admin.posts(f"{API}/{channel}", form(sandbox, channel, station=team["clerk"].station))
        assert await payments.channels_at(team["clerk"].station) == [channel]
        assert await payments.channels_at(team["clerk2"].station) == []

    async def test_a_new_one_takes_the_place_of_the_old(self, admin, sandbox, channel):
        for _ in range(2):
            assert (await admin.posts(f"{API}/{channel}", form(sandbox, channel))).status_code == 201
        page = (await admin.page(PAGE)).text
        assert (page.count("使用中"), page.count("badge_draft")) == (1, 1)

    async def test_nothing_pasted_is_told_beside_its_field(self, admin, channel):
        refused = await admin.posts(f"{API}/{channel}", {"name": "空"})
        assert (refused.status_code, refused.json()["code"]) == (422, "PAY-601")
        assert refused.json()["field"] in {"mchid", "app_id"}
        assert await payments.list_merchants() == []

    async def test_nobody_else_may(self, sits, sandbox, channel):
        manager = await sits("manager")
        assert (await manager.posts(f"{API}/{channel}", form(sandbox, channel))).status_code == 403


@pytest.mark.parametrize(
    ("channel", "field", "from_field", "says"),
    [
        ("wechat", "private_key", "platform_key", "公钥"),
        ("wechat", "platform_key", "private_key", "私钥"),
        ("alipay", "private_key", "alipay_key", "公钥"),
        ("alipay", "alipay_key", "private_key", "私钥"),
    ],
)
async def test_a_key_in_the_others_place_is_named(admin, sandbox, channel, field, from_field, says):
    pasted = form(sandbox, channel)
    refused = (await admin.posts(f"{API}/{channel}", pasted | {field: pasted[from_field]})).json()
    assert refused["field"] == field and says in refused["detail"]


async def test_certificates_serve_without_the_public_key(admin, sandbox):
    pasted = form(sandbox, "wechat", platform_key="", platform_key_id="")
    assert pasted["certificates"].count("BEGIN CERTIFICATE") >= 1
    assert (await admin.posts(f"{API}/wechat", pasted)).status_code == 201
    refused = (await admin.posts(f"{API}/wechat", pasted | {"certificates": "不是证书"})).json()
    assert refused["field"] == "certificates"


async def test_one_is_ended_once(admin, sandbox):
    name = (await admin.posts(f"{API}/alipay", form(sandbox, "alipay"))).json()["merchant"]
    assert (await admin.posts(f"{API}/{name}/end")).status_code == 200
    assert await payments.channels_at("") == []
    assert (await admin.posts(f"{API}/{name}/end")).status_code == 404
