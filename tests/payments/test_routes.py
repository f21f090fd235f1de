"""The channels' own way in, over HTTP (支付通知): the sandbox sends, the platform answers after the commit."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from backend.app import create_app
from backend.payments import add_merchant
from backend.settings import Settings
from tests.payments.till import ADMINISTRATOR, SERVICES, Till, Tools, credentials
from tests.sandbox.running import RunningSandbox
from tests.support.served import served


@dataclass
class Site:
    """A served platform and its till."""

    client: httpx.AsyncClient
    till: Till


@pytest.fixture
async def site(settings: Settings, sandbox: RunningSandbox) -> AsyncIterator[Site]:
    app = create_app(settings.model_copy(update={"worker": False}), faces=("miniprogram_api",))
    async with served(app) as client:
        tools = app.ctx.tools
        told = settings.model_copy(update={"pay_notify_url": str(client.base_url)})
        till = Till(sandbox, Tools(told, _with(tools.kit, told), tools.channels))
        for channel in SERVICES:
            keys = credentials(sandbox, channel, "wuxi")
            till.merchants[channel] = await add_merchant(
                tools.channels, ADMINISTRATOR, channel=channel, name="无锡", credentials=keys
            )
        yield Site(client, till)


def _with(kit, settings):
    from dataclasses import replace

    return replace(kit, settings=settings)


@pytest.fixture(autouse=True)
def balanced() -> None:
    """The till counts after each step; the machine is the served one."""


@pytest.mark.parametrize("channel", SERVICES)
async def test_what_the_channel_sends_settles_the_order(site: Site, channel: str):
    order = await site.till.opens()
    charge = await site.till.shows(order, channel)
    # In a thread: the platform that the channel tells of it lives in this one.
    await asyncio.to_thread(site.till.pays, charge)
    await asyncio.to_thread(site.till.sandbox.post, f"{SERVICES[channel]}/notices/deliver", held=True)
    for _ in range(100):
        if (await site.till.sees(order)).state == "settled":
            break
        await asyncio.sleep(0.1)
    assert (await site.till.sees(order)).state == "settled"
    await site.till.balances()


@pytest.mark.parametrize(
    ("channel", "spoil", "fails"), [("wechat", "wrong_signature", "PAY-125"), ("alipay", "corrupt", "fail")]
)
async def test_a_forged_notice_is_answered_401_in_the_channels_words(site: Site, channel: str, spoil: str, fails: str):
    order = await site.till.opens()
    charge = await site.till.shows(order, channel)
    site.till.pays(charge)
    headers, body = site.till.message(charge.number, channel, spoil)
    answer = await site.client.post(
        f"/pay/notify/{channel}/{site.till.merchants[channel]}", content=body, headers=headers
    )
    assert (answer.status_code, fails in answer.text) == (401, True)


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff\x00", b"[1]", b"a=b&sign=x"])
@pytest.mark.parametrize("channel", SERVICES)
async def test_rubbish_is_refused_and_never_a_fault(site: Site, channel: str, body: bytes):
    answer = await site.client.post(f"/pay/notify/{channel}/{site.till.merchants[channel]}", content=body)
    assert answer.status_code == 401
    answer = await site.client.post(f"/pay/notify/{channel}/nobody", content=body)
    assert answer.status_code == 404
