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
from backend.kit.actor import SYSTEM
from backend.kit.errors import Refusal, VendorTrouble
from backend.payments import ChargeView, NoticeForged, OrderFacts, OrderView, add_merchant, open_channels
from backend.settings import Settings
from tests.payments.machine.mishaps import spoiled
from tests.payments.till import ADMINISTRATOR, SERVICES, STATION, Till, Tools, credentials
from tests.sandbox.running import NO_TLS, UNHURRIED, RunningSandbox
from tests.support.cuts import PowerCut, cut
from tests.support.pools import ThreadedPools

# Nobody listens there: what the channels have to say is taken out of their hands, and delivered when the machine says.
NOWHERE = "http://127.0.0.1:9"
KEYS_AT_HAND = 2
CHEAP, DEAR = 30_000, 120_000


def settings_in(folder: Path) -> Settings:
    return Settings(folder=folder, secure_cookies=False, pay_notify_url=NOWHERE)


async def furnish(folder: Path, sandbox: RunningSandbox) -> dict[str, str]:
    """Two tariffs, a merchant at each channel, an open drawer; the merchants."""
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
        await till.does(payments.open_shift, 20_000)
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
        return self.now(self._tried(act, cut_at))

    async def _tried(self, act: Awaitable[Any], cut_at: int) -> Any:
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

    def order(self, pick: int) -> OrderView:
        found: OrderView = self.now(payments.order_of(self.transfers[pick % len(self.transfers)]))
        return found

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

    def news(self, channel: str) -> list[dict[str, Any]]:
        """Everything that a channel ever wanted to tell us, oldest first."""
        service = SERVICES[channel]
        told: list[dict[str, Any]] = self.sandbox.get(f"{service}/notices.json")
        if channel == "alipay" and any(not one["body"] for one in told):
            self.sandbox.post(f"{service}/notices/deliver")
            told = self.sandbox.get(f"{service}/notices.json")
        return told

    def letter(self, channel: str, one: dict[str, Any], spoil: str, place: int) -> tuple[dict[str, str], bytes]:
        """Headers and body of one of those, spoilt on its way or not. Alipay's are as old as they are."""
        if channel == "alipay" and not spoil:
            return {}, one["body"].encode()
        headers, body = self.till.message(one["about"], channel, "" if spoil == "any_byte" else spoil)
        return headers, spoiled(body, place) if spoil == "any_byte" else body

    async def hears(self, channel: str, letter: tuple[dict[str, str], bytes]) -> None:
        heads = {name.lower(): text for name, text in letter[0].items()}
        with suppress(NoticeForged):
            await payments.receive_notice(self.till.tools, channel, self.till.merchants[channel], heads, letter[1])

    def rotates(self) -> bool:
        """Whether the platform may have one more certificate: the sandbox has so many keys at hand."""
        self.rotations += 1
        return self.rotations <= KEYS_AT_HAND

    def works(self, cut_at: int = 0) -> None:
        self.tried(self.till.works(), cut_at)

    def closes(self) -> None:
        self.now(self.till.tools.channels.close())
        self.now(self.machine.__aexit__(None, None, None))
        self.runner.close()
        shutil.rmtree(self.folder)
