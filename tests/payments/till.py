"""A till at station 0001 before the sandbox's WeChat Pay and Alipay (收银台); after each step the money is counted."""

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any

from backend import payments
from backend.gateways.payments import AlipayMerchant, Way, WechatMerchant
from backend.kit import clock, ids
from backend.kit.actor import SYSTEM, Actor, Role
from backend.kit.database import unit_of_work
from backend.kit.jobs import Relay
from backend.kit.tools import Kit
from backend.payments import Channels, ChargeView, OrderFacts, OrderView, RefundView, conservation
from backend.settings import Settings
from tests.sandbox.running import RunningSandbox

STATION, OTHER_STATION = "st" + "0" * 18, "st" + "1" * 18
FEE = 30_000
SERVICES = {"wechat": "wechatpay", "alipay": "alipay"}
SHAPES = {"wechat": WechatMerchant, "alipay": AlipayMerchant}


def staff(name: str, *roles: Role, station: str = STATION) -> Actor:
    """Somebody who works there."""
    return Actor("staff", name, frozenset({Role.CLERK, *roles}), station)


CLERK = staff("li-jing-ban")
MANAGER = staff("zhao-zhan-zhang", Role.MANAGER)
SECOND = staff("qian-fu-zhan-zhang", Role.MANAGER)
ADMINISTRATOR = Actor("staff", "zheng-guan-li", frozenset({Role.ADMINISTRATOR}))
STRANGER = staff("zhou-jing-ban", Role.MANAGER, station=OTHER_STATION)


@dataclass
class Tools:
    """What the till's jobs and outside calls use."""

    settings: Settings
    kit: Kit
    channels: Channels


def credentials(sandbox: RunningSandbox, channel: str, name: str) -> dict[str, Any]:
    """A demo merchant of the sandbox, as the platform keeps it."""
    told = sandbox.get(f"{SERVICES[channel]}/merchant/{name}")
    return {one.name: told[one.name] for one in fields(SHAPES[channel]) if one.name in told}


@dataclass
class Till:
    """The desk, the payer's phone and the clock."""

    sandbox: RunningSandbox
    tools: Tools
    merchants: dict[str, str] = field(default_factory=dict)
    moved: timedelta = timedelta(0)
    counting: bool = True

    async def does(self, act: Callable[..., Awaitable[Any]], *args: Any, by: Actor = CLERK, **more: Any) -> Any:
        """One step inside a unit of work; then the money is counted."""
        try:
            async with unit_of_work(by) as work:
                return await act(work, *args, **more)
        finally:
            await self.balances()

    async def asks(self, act: Callable[..., Awaitable[Any]], *args: Any, by: Actor = CLERK, **more: Any) -> Any:
        """One step that calls a channel; then the money is counted."""
        try:
            return await act(self.tools, by, *args, **more)
        finally:
            await self.balances()

    async def balances(self) -> None:
        if self.counting:
            assert await conservation() == []

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Several steps together: the money is counted when all of them are done."""
        self.counting = False
        yield
        self.counting = True

    async def opens(self, fen: int = FEE, station: str = STATION) -> OrderView:
        """An order of one item that costs ``fen``."""
        if fen:
            await self.tariff(fen, station=station)
        return await self.another(station)

    async def another(self, station: str = STATION) -> OrderView:
        """One more by the tariffs that there are."""
        transfer = ids.public_id()
        await self.does(payments.open_order, transfer, station, OrderFacts("小型轿车", "direct"), by=SYSTEM)
        order = await payments.order_of(transfer)
        assert order is not None
        return order

    async def tariff(self, fen: int, item: str = "过户服务费", **facts: Any) -> None:
        facts.setdefault("valid_from", clock.today())
        await self.does(payments.add_tariff, item=item, fen=fen, by=ADMINISTRATOR, **facts)

    async def sees(self, order: OrderView) -> OrderView:
        found = await payments.order_of(order.transfer)
        assert found is not None
        return found

    def code(self, channel: str = "wechat", wish: str = "pays", who: str = "chen-mai", **more: Any) -> str:
        """Somebody holds up a payment code."""
        shown: str = self.sandbox.post(f"{SERVICES[channel]}/payers/{who}/code", wish=wish, **more)["code"]
        return shown

    async def scans(self, order: OrderView, code: str, key: str = "scan-1", by: Actor = CLERK) -> ChargeView:
        charge: ChargeView = await self.asks(payments.charge_code, order.id, code, key, by=by)
        return charge

    async def shows(self, order: OrderView, channel: str, key: str = "") -> ChargeView:
        charge: ChargeView = await self.asks(payments.show_qr, order.id, channel, key or f"qr-{channel}")
        return charge

    async def prepays(self, order: OrderView, channel: str, way: Way, key: str, **more: Any) -> ChargeView:
        owner = Actor("owner", "chen-mai", frozenset({Role.OWNER}))
        charge: ChargeView = await self.asks(payments.prepay, order.id, channel, way, key, by=owner, **more)
        return charge

    def pays(self, charge: ChargeView) -> None:
        """陈买 pays on the phone."""
        told = self.sandbox.post(f"{SERVICES[charge.channel]}/payers/chen-mai/pay", number=charge.number, qr=charge.qr)
        assert told["ok"], told

    def gives_up(self, charge: ChargeView) -> None:
        self.sandbox.post(f"{SERVICES[charge.channel]}/payers/chen-mai/cancel", number=charge.number)

    def message(self, charge_or_refund: str, channel: str, spoil: str = "") -> tuple[dict[str, str], bytes]:
        """The channel's newest notice about a number, not sent."""
        made = self.sandbox.post(f"{SERVICES[channel]}/notices/make", number=charge_or_refund, spoil=spoil)
        return made["headers"], made["body"].encode()

    async def hears(self, number: str, channel: str, spoil: str = "") -> str:
        """The notice about that number arrives; what came of it."""
        headers, body = self.message(number, channel, spoil)
        try:
            return await payments.receive_notice(
                self.tools, channel, self.merchants[channel], {k.lower(): v for k, v in headers.items()}, body
            )
        finally:
            await self.balances()

    async def works(self) -> int:
        """Every job that is due."""
        done = await Relay(self.tools).drain()
        await self.balances()
        return done

    @contextmanager
    def later(self, **step: float) -> Iterator[None]:
        """That much later, for us and for the channels."""
        self.sandbox.advance(timedelta(**step).total_seconds())
        with clock.moved_by(timedelta(**step)):
            self.tells_the_time()
            yield
        self.tells_the_time()

    def tells_the_time(self) -> None:
        """WeChat Pay states by our clock when it answered: an answer that is older or newer is refused."""
        ahead = clock.now().timestamp() - time.time()
        self.sandbox.post("wechatpay/platform", ahead=ahead)

    async def waits(self, seconds: float, step: float = 5.0) -> None:
        """Time passes, and jobs run when they are due."""
        left = seconds
        while left > 0:
            step = min(step, left)
            left -= step
            self.moved += timedelta(seconds=step)
            self.sandbox.advance(step)
            with clock.moved_by(self.moved):
                self.tells_the_time()
                await self.works()
        self.tells_the_time()

    async def refunds(
        self, charge: ChargeView | str, fen: int, key: str = "refund-1", by: Actor = MANAGER
    ) -> RefundView:
        number = charge if isinstance(charge, str) else charge.number
        made: RefundView = await self.does(payments.refund, number, fen, "车主不办了", key, by=by)
        return made
