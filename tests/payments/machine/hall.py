"""A hall with a till of its own (营业大厅): a copied database, a clock that the machine moves, and the channels."""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Awaitable
from contextlib import nullcontext, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import httpx

from backend import payments
from backend.app import open_machine
from backend.kit import clock, ids
from backend.kit.actor import SYSTEM, Actor
from backend.kit.errors import Refusal, VendorTrouble
from backend.payments import ChargeView, OrderFacts, OrderView, add_merchant, open_channels
from backend.settings import Settings
from tests.payments.machine.mishaps import FAULTY, ONCE
from tests.payments.machine.post import Post
from tests.payments.till import ADMINISTRATOR, CLERK, MANAGER, SECOND, SERVICES, STATION, Till, Tools, credentials
from tests.sandbox.running import NO_TLS, UNHURRIED, RunningSandbox
from tests.support.cuts import PowerCut, cut
from tests.support.pools import ThreadedPools

# Nobody listens there: what the channels have to say is taken out of their hands, and delivered when the machine says.
NOWHERE = "http://127.0.0.1:9"
KEYS_AT_HAND = 2
CHEAP, DEAR = 30_000, 120_000
# Whoever takes cash or gives it back has a drawer, with enough in it.
AT_THE_DRAWERS, FLOAT_FEN = (CLERK, MANAGER, SECOND), 5_000_000


def settings_in(folder: Path) -> Settings:
    return Settings(folder=folder, secure_cookies=False, pay_notify_url=NOWHERE)


async def furnish(folder: Path, sandbox: RunningSandbox) -> dict[str, str]:
    """Two tariffs, a merchant at each channel, open drawers; the merchants."""
    settings = settings_in(folder)
    async with open_machine(settings, ThreadedPools()) as kit:
        channels = open_channels()
        merchants = {
            channel: await add_merchant(
                channels,
                ADMINISTRATOR,
                channel=channel,
                name="无锡锡山二手车交易市场",
                credentials=credentials(sandbox, channel, "wuxi"),
            )
            for channel in SERVICES
        }
        till = Till(sandbox, Tools(settings, kit, channels), merchants)
        await till.tariff(CHEAP, business="direct")
        await till.tariff(DEAR, business="entrusted")
        for actor in AT_THE_DRAWERS:
            await till.does(payments.open_shift, FLOAT_FEN, by=actor)
        await channels.close()
    return merchants


class Hall:
    """One day (or a few) at the till."""

    met: ClassVar[Counter[str]] = Counter()  # what all halls saw, in words like "charge paid"

    def __init__(self, sandbox: RunningSandbox, furnished: Path, merchants: dict[str, str]) -> None:
        self.sandbox = sandbox
        sandbox.reset()
        self.folder = Path(tempfile.mkdtemp(prefix="till-machine-"))
        shutil.copytree(furnished, self.folder, dirs_exist_ok=True)
        self.runner = asyncio.Runner()
        self.moved = timedelta(0)
        settings = settings_in(self.folder)
        self.machine = open_machine(settings, ThreadedPools())
        kit = self.now(self.machine.__aenter__())
        self.till = Till(sandbox, Tools(settings, kit, open_channels()), dict(merchants))
        self.post = Post(self.till)
        self.transfers: list[str] = []
        self.charges: list[ChargeView] = []
        self.key = self.rotations = 0
        self._begin_at_ten()

    def _begin_at_ten(self) -> None:
        """In the morning, whatever the hour at which the test runs: bills are of days."""
        now = clock.local(clock.now())
        ten = now.replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=1)
        self.passes((ten - now).total_seconds())
        self.first_day = ten.date()

    def now(self, act: Awaitable[Any]) -> Any:
        async def run() -> Any:
            with clock.moved_by(self.moved):
                return await act

        return self.runner.run(run())

    def passes(self, seconds: float) -> None:
        """Time passes for us and for the channels."""
        self.moved += timedelta(seconds=seconds)
        self.sandbox.advance(seconds)
        self.sandbox.post("wechatpay/platform", ahead=self.moved.total_seconds())

    def tried(self, act: Awaitable[Any], cut_at: int = 0) -> Any:
        """Do it, whatever anybody says to that; with ``cut_at`` our process dies at that step."""
        return self.now(self.tries(act, cut_at))

    async def tries(self, act: Awaitable[Any], cut_at: int = 0) -> Any:
        """The same, for whoever waits for more than one."""
        with (
            suppress(Refusal, VendorTrouble, PowerCut, asyncio.CancelledError),
            cut(cut_at) if cut_at else nullcontext(),
        ):
            return await act

    def next_key(self) -> str:
        self.key += 1
        return f"key-{self.key}"

    def opens(self, business: str) -> None:
        transfer = ids.public_id()
        facts = OrderFacts("小型轿车", business)
        self.now(self.till.does(payments.open_order, transfer, STATION, facts, by=SYSTEM))
        self.transfers.append(transfer)
        Hall.met["orders"] += 1

    def transfer(self, pick: int) -> str:
        """One of the transfers; 0 is the newest."""
        return self.transfers[-1 - pick % len(self.transfers)]

    def order(self, pick: int) -> OrderView:
        found: OrderView = self.now(payments.order_of(self.transfer(pick)))
        return found

    def asks(self, act: Any, pick: int, *args: Any, by: Actor = CLERK, cut_at: int = 0, **more: Any) -> Any:
        """Somebody begins to take money for one of the orders; what the payer sees of it, if it came to that."""
        order, tools = self.order(pick), self.till.tools
        charge: ChargeView | None = self.tried(act(tools, by, order.id, *args, self.next_key(), **more), cut_at)
        self.shown(charge)
        return charge

    def closes_order(self, transfer: str) -> None:
        self.tried(self.till.does(payments.close_order, transfer, by=SYSTEM))

    def shown(self, charge: ChargeView | None) -> None:
        """Remember what the payer has in hand, and open the page that it leads to."""
        if charge is None:
            return
        self.charges.append(charge)
        if charge.channel == "alipay" and charge.redirect:
            httpx.get(charge.redirect, trust_env=False, verify=NO_TLS, timeout=UNHURRIED)

    def at_the_phone(self, act: str, charge: ChargeView) -> None:
        """陈买 pays, types the password, or gives up, as far as the channel lets him."""
        where = f"{self.sandbox.url}/sandbox/{SERVICES[charge.channel]}/payers/chen-mai/{act}"
        httpx.post(
            where, json={"number": charge.number, "qr": charge.qr}, trust_env=False, verify=NO_TLS, timeout=UNHURRIED
        )

    def brings(self, channel: str, number: str, fate: str) -> None:
        """The channel's notice of a number comes, or has another fate."""
        Hall.met[f"notice {fate}"] += 1
        for where, letter in self.post.brought(channel, number, fate):
            self.tried(self.post.hears(where, letter))

    def night(self) -> None:
        """A day passes, and what was late for a day arrives."""
        self.passes(86_400)
        self.works()
        for channel, letter in self.post.a_day_later():
            self.tried(self.post.hears(channel, letter))

    def midnight(self, before: float) -> None:
        """It is nearly the next day."""
        now = clock.local(clock.now() + self.moved)
        over = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        self.passes(max((over - now).total_seconds() - before, 1))
        self.works()

    def misbehaves(self, what: tuple[str, str], times: int) -> None:
        """Turn a fault of the channels on for so many calls."""
        if what[1] != "rotate" or self.rotates():
            self.sandbox.misbehave(*what, 1 if what[1] in ONCE else times)

    def behaves(self) -> None:
        """Both channels do as they should from now on."""
        for service in FAULTY:
            self.sandbox.post("faults", service=service, kind="", count=None)

    def rotates(self) -> bool:
        """Whether the platform may have one more certificate: the sandbox has so many keys at hand."""
        self.rotations += 1
        may = self.rotations <= KEYS_AT_HAND
        Hall.met["platform certificates rotated"] += may
        return may

    def works(self, cut_at: int = 0) -> None:
        self.tried(self.till.works(), cut_at)

    def waits(self, seconds: float) -> None:
        self.passes(seconds)
        self.works()

    def closes(self) -> None:
        self.now(self.till.tools.channels.close())
        self.now(self.machine.__aexit__(None, None, None))
        self.runner.close()
        shutil.rmtree(self.folder)
