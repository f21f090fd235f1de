"""A till whose money is counted after every step and after every test."""

from collections.abc import AsyncIterator

import pytest

from backend.kit.tools import Kit
from backend.payments import add_merchant, conservation, open_channels
from backend.settings import Settings
from tests.payments.till import ADMINISTRATOR, Till, Tools, credentials
from tests.sandbox.running import RunningSandbox, one_sandbox, sandbox

__all__ = ["one_sandbox", "sandbox"]


@pytest.fixture(autouse=True)
async def balanced(kit: Kit) -> AsyncIterator[None]:
    """What came in = what is kept + what went back + what is on its way back."""
    yield
    assert await conservation() == []


@pytest.fixture
async def till(kit: Kit, settings: Settings, sandbox: RunningSandbox) -> AsyncIterator[Till]:
    """Station 0001 with a merchant at each channel."""
    tools = Tools(settings, kit, open_channels())
    merchants = {
        channel: await add_merchant(
            tools.channels,
            ADMINISTRATOR,
            channel=channel,
            name="无锡锡山二手车交易市场",
            credentials=credentials(sandbox, channel, "wuxi"),
        )
        for channel in ("wechat", "alipay")
    }
    yield Till(sandbox, tools, merchants)
    await tools.channels.close()
