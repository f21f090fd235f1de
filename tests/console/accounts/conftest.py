"""The till of station 0001 behind the console, whose days are matched with the sandbox's bills."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from backend import reconciliation
from backend.kit import tools
from backend.payments import ChargeView, add_merchant, open_channels
from backend.reconciliation import DayView
from backend.settings import Settings
from tests.payments.till import ADMINISTRATOR, FEE, Till, Tools, credentials
from tests.reconciliation.conftest import Books, books
from tests.sandbox.running import RunningSandbox, one_sandbox, sandbox
from tests.stations.team import Member

__all__ = ["books", "one_sandbox", "sandbox"]


@pytest.fixture
async def till(console: Any, settings: Settings, sandbox: RunningSandbox) -> AsyncIterator[Till]:
    """On the machine of the served console, with a merchant that the stations share at each channel."""
    open_tools = Tools(settings, tools.installed(), open_channels())
    made = Till(sandbox, open_tools)
    for channel in ("wechat", "alipay"):
        made.merchants[channel] = await keeps_merchant(made, channel)
    yield made
    await open_tools.channels.close()


async def keeps_merchant(till: Till, channel: str, name: str = "wuxi", station: str = "") -> str:
    """One more merchant of the sandbox, for one station or for all."""
    kept: str = await add_merchant(
        till.tools.channels,
        ADMINISTRATOR,
        channel=channel,
        name="无锡锡山二手车交易市场",
        credentials=credentials(till.sandbox, channel, name),
        station=station,
    )
    return kept


@dataclass
class Office:
    """What the pages show: payments at the desk of station 0001, and days that are matched."""

    books: Books
    team: Mapping[str, Member]

    @property
    def till(self) -> Till:
        return self.books.till

    @property
    def station(self) -> str:
        """The public id of station 0001."""
        return self.team["clerk"].station

    async def takes(self, channel: str = "wechat", fen: int = FEE, key: str = "scan-1") -> ChargeView:
        """李经办 scans a payment code."""
        order = await self.till.opens(fen, station=self.station)
        return await self.till.scans(order, self.till.code(channel), key, by=self.team["clerk"].actor)

    async def gives_back(self, charge: ChargeView, fen: int) -> None:
        """赵站长 refunds a part."""
        await self.till.refunds(charge, fen, by=self.team["manager"].actor)
        await self.till.works()

    async def own_merchant(self) -> None:
        """Station 0001 takes money by WeChat Pay under a merchant of its own."""
        self.till.merchants["wechat"] = await keeps_merchant(self.till, "wechat", "other", self.station)

    async def matches(self, channel: str = "wechat") -> DayView:
        """The day of the payments against the channel's bill; call it within ``books.next_day()``."""
        merchant, day = self.till.merchants[channel], self.books.day
        for seen in await reconciliation.days(ADMINISTRATOR, day, day):
            # The morning's own round may have done it beside another day that was asked for.
            if seen.merchant == merchant and seen.state == "closed":
                return seen
        return await self.books.matches(channel)


@pytest.fixture
def office(books: Books, team: Mapping[str, Member]) -> Office:
    return Office(books, team)
