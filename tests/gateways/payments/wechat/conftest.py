"""A channel of each demo merchant against the running sandbox, and the people who pay."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from backend.gateways.payments import ChargeAsk, Prepaid, RefundAsk, Way, WechatMerchant
from backend.gateways.payments.wechat import open_wechat_pay
from backend.gateways.payments.wechat.channel import WechatPayChannel
from backend.kit import clock
from backend.sandbox.people import person
from tests.sandbox.running import RunningSandbox

NOTIFY = "http://127.0.0.1:9/notify"


def merchant_of(sandbox: RunningSandbox, name: str, **changes: Any) -> WechatMerchant:
    """A demo merchant's settings, changed."""
    said = sandbox.get(f"wechatpay/merchant/{name}")
    return replace(WechatMerchant(**said | {"certificates": tuple(said["certificates"])}), **changes)


def ask(number: str, way: Way, fen: int = 30_000, **more: Any) -> ChargeAsk:
    """One charge of 300.00 yuan that may be paid for half an hour."""
    facts = {"subject": "过户服务费", "expires_at": clock.now() + timedelta(minutes=30), "notify_url": NOTIFY}
    return ChargeAsk(number=number, fen=fen, way=way, **facts | more)


@dataclass
class Till:
    """A channel, and short ways for a payer to act on it."""

    sandbox: RunningSandbox
    channel: WechatPayChannel

    async def qr(self, number: str, fen: int = 30_000) -> str:
        """An open QR code."""
        prepaid = await self.channel.prepay(ask(number, Way.QR, fen))
        assert isinstance(prepaid, Prepaid), prepaid
        return prepaid.qr

    def pays(self, number: str, who: str = "chen-mai") -> None:
        """Somebody pays an open order."""
        done = self.sandbox.post(f"wechatpay/payers/{who}/pay", number=number)
        assert done["ok"], done

    async def paid(self, number: str, fen: int = 30_000) -> None:
        """An order that was paid."""
        await self.qr(number, fen)
        self.pays(number)

    def code(self, wish: str = "pays", who: str = "chen-mai", **more: Any) -> str:
        """A payment code on somebody's phone."""
        shown: str = self.sandbox.post(f"wechatpay/payers/{who}/code", wish=wish, **more)["code"]
        return shown

    def by_code(self, number: str, wish: str = "pays", fen: int = 30_000, **more: Any) -> ChargeAsk:
        """What the desk asks after scanning."""
        return ask(number, Way.CODE, fen, code=self.code(wish, **more))

    def back(self, number: str, charge: str, fen: int = 30_000, total_fen: int = 30_000) -> RefundAsk:
        """What a manager asks."""
        return RefundAsk(number, charge, fen, total_fen, "多收", NOTIFY)

    def notice(self, number: str, spoil: str = "") -> tuple[dict[str, str], bytes]:
        """Headers and body of the notice about a number."""
        made = self.sandbox.post("wechatpay/notices/make", number=number, spoil=spoil)
        return made["headers"], made["body"].encode()


@pytest.fixture
async def open_till(sandbox: RunningSandbox) -> AsyncIterator[Callable[..., Till]]:
    """Opens tills for merchants by name."""
    opened: list[WechatPayChannel] = []

    def open_one(name: str = "wuxi", **changes: Any) -> Till:
        channel = open_wechat_pay(merchant_of(sandbox, name, **changes), connect_timeout_s=2, read_timeout_s=1.2)
        assert isinstance(channel, WechatPayChannel)
        opened.append(channel)
        return Till(sandbox, channel)

    yield open_one
    for channel in opened:
        await channel.close()


@pytest.fixture(scope="session")
def opened(one_sandbox: RunningSandbox) -> WechatPayChannel:
    """One for all tests that change nothing about it: reading the keys takes longer than most of them."""
    channel = open_wechat_pay(merchant_of(one_sandbox, "wuxi"), connect_timeout_s=2, read_timeout_s=1.2)
    assert isinstance(channel, WechatPayChannel)
    return channel


@pytest.fixture
def till(sandbox: RunningSandbox, opened: WechatPayChannel) -> Till:
    """The till of the direct merchant in public-key mode."""
    return Till(sandbox, opened)


@pytest.fixture
def openid() -> str:
    """陈买, as the official account sees her."""
    return person("chen-mai").openid("wxsandbox00000002")
