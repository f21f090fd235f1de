"""A transfer whose fee is due (待付服务费), with the sandbox's merchants behind its station."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

import httpx

from backend import payments
from backend.kit import clock
from backend.kit.database import unit_of_work
from backend.kit.jobs import Relay
from backend.payments import OrderView, add_merchant
from tests.miniprogram_api.caller import Site
from tests.payments.till import ADMINISTRATOR, SERVICES, SHAPES
from tests.sandbox.running import NO_TLS, UNHURRIED, RunningSandbox
from tests.support import story

FEE = 30_000


@dataclass
class Due:
    """林卖 sold to 陈买; both have signed, 300 yuan are to be paid."""

    site: Site
    sandbox: RunningSandbox
    transfer: str

    @property
    def path(self) -> str:
        """Its address in the interface."""
        return f"/transfers/{self.transfer}"

    @property
    def tools(self) -> Any:
        """The served application's own."""
        return self.site.app.ctx.tools

    async def order(self) -> OrderView:
        """As it stands."""
        found = await payments.order_of(self.transfer)
        assert found is not None
        return found

    def pays(self, charge: dict[str, Any], who: str = "chen-mai", act: str = "pay") -> None:
        """Somebody pays (or cancels) on the channel's own page."""
        told = self.sandbox.post(f"{SERVICES[charge['channel']]}/payers/{who}/{act}", number=charge["number"])
        assert told["ok"], told

    def could_pay(self, charge: dict[str, Any]) -> bool:
        """Whether the channel still takes money by it; if so, it did."""
        where = f"{self.sandbox.url}/sandbox/{SERVICES[charge['channel']]}/payers/chen-mai/pay"
        told = httpx.post(where, json={"number": charge["number"]}, trust_env=False, verify=NO_TLS, timeout=UNHURRIED)
        return bool(told.json()["ok"])

    @contextmanager
    def later(self, **step: float) -> Iterator[None]:
        """That much later, for us and for the channels; their clocks do not go back."""
        self.sandbox.advance(timedelta(**step).total_seconds())
        with clock.moved_by(timedelta(**step)):
            self.sandbox.post("wechatpay/platform", ahead=clock.now().timestamp() - time.time())
            yield

    async def jobs(self) -> None:
        """Whatever is due."""
        await Relay(self.tools).drain()


async def fee_is_due(site: Site, sandbox: RunningSandbox, channels: tuple[str, ...] = ("wechat", "alipay")) -> Due:
    """The scene, at a station that takes money through ``channels``."""
    async with unit_of_work(ADMINISTRATOR) as work:
        await payments.add_tariff(work, item="过户服务费", fen=FEE, valid_from=clock.today())
    for channel in channels:
        told = sandbox.get(f"{SERVICES[channel]}/merchant/wuxi")
        known = {one.name: told[one.name] for one in fields(SHAPES[channel]) if one.name in told}
        opened = site.app.ctx.tools.channels
        await add_merchant(opened, ADMINISTRATOR, channel=channel, name="无锡锡山二手车交易市场", credentials=known)
    scene = await story.settling((await story.staff())["clerk"])
    return Due(site, sandbox, scene.transfer)
