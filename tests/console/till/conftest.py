"""A desk with a till: the console before the sandbox's channels, and orders of 300 yuan."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from backend import payments
from backend.kit import ids, tools
from backend.kit.actor import SYSTEM
from backend.payments import OrderFacts, OrderView, conservation, open_channels
from tests.console.seat import Seat
from tests.payments.till import ADMINISTRATOR, FEE, Till, Tools, credentials
from tests.sandbox.running import RunningSandbox, one_sandbox, sandbox
from tests.stations.team import Member

__all__ = ["one_sandbox", "sandbox"]


@dataclass
class Counter:
    """Somebody's seat at the till."""

    seat: Seat
    till: Till
    station: str

    async def owes(self, fen: int = FEE) -> OrderView:
        """An order of this station that asks for ``fen``."""
        if fen:
            await self.till.tariff(fen)
        transfer = ids.public_id()
        facts = OrderFacts("小型轿车", "direct")
        await self.till.does(payments.open_order, transfer, self.station, facts, by=SYSTEM)
        order = await payments.order_of(transfer)
        assert order is not None
        return order

    async def does(self, path: str, key: str = "", by: Seat | None = None, **body: object) -> httpx.Response:
        """An action of the window with its idempotency key."""
        answer = await (by or self.seat).posts(
            f"/console/api/till/{path}", body, **{"Idempotency-Key": key or ids.public_id()}
        )
        await self.till.balances()
        return answer

    async def window(self, order: OrderView) -> str:
        answer = await self.seat.page(f"/console/till/orders/{order.id}/window")
        assert answer.status_code == 200
        return answer.text


@pytest.fixture
async def till(console: httpx.AsyncClient, sandbox: RunningSandbox) -> AsyncIterator[Till]:
    """A merchant of everybody's at each channel."""
    kit = tools.installed()
    own = Tools(kit.settings, kit, open_channels())
    merchants = {
        channel: await payments.add_merchant(
            own.channels,
            ADMINISTRATOR,
            channel=channel,
            name="无锡锡山二手车交易市场",
            credentials=credentials(sandbox, channel, "wuxi"),
        )
        for channel in ("wechat", "alipay")
    }
    yield Till(sandbox, own, merchants)
    assert await conservation() == []
    await own.channels.close()


@pytest.fixture
async def counter(clerk: Seat, till: Till, team: dict[str, Member]) -> Counter:
    """李经办 at the till of station 0001."""
    return Counter(clerk, till, team["clerk"].actor.station)
