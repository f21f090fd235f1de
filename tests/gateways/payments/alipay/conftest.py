"""One Alipay channel against the sandbox, and the orders that tests place with it."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from backend.gateways.payments import AlipayMerchant, ChargeAsk, PaymentChannel, Way
from backend.gateways.payments.alipay import open_alipay
from backend.kit import clock
from tests.sandbox.running import RunningSandbox

FIELDS = ("app_id", "seller_id", "private_key", "alipay_key", "app_auth_token", "gateway")


def merchant_at(sandbox: RunningSandbox, name: str) -> AlipayMerchant:
    """A demo merchant of the sandbox as the platform keeps it."""
    told = sandbox.get(f"alipay/merchant/{name}")
    return AlipayMerchant(**{field: told[field] for field in FIELDS})


@pytest.fixture(scope="session")
def merchant(one_sandbox: RunningSandbox) -> AlipayMerchant:
    return merchant_at(one_sandbox, "wuxi")


@pytest.fixture(scope="session")
def opened(merchant: AlipayMerchant) -> Iterator[PaymentChannel]:
    # One for all tests: reading the keys takes longer than most of them.
    channel = open_alipay(merchant, timeout_s=1.5)
    yield channel
    asyncio.run(channel.close())


@pytest.fixture
def channel(opened: PaymentChannel, sandbox: RunningSandbox) -> PaymentChannel:
    """The channel of a sandbox that was freshly reset."""
    return opened


@pytest.fixture
def payer(sandbox: RunningSandbox) -> "Payer":
    return Payer(sandbox)


class Payer:
    """陈买 with a phone."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        self._sandbox = sandbox

    def code(self, wish: str = "pays", **facts: Any) -> str:
        """A fresh payment code."""
        return self._sandbox.post("alipay/payers/chen-mai/code", wish=wish, **facts)["code"]

    def pays(self, **what: str) -> dict[str, Any]:
        """Scan a code, or type the password."""
        return self._sandbox.post("alipay/payers/chen-mai/pay", **what)

    def cancels(self, **what: str) -> dict[str, Any]:
        return self._sandbox.post("alipay/payers/chen-mai/cancel", **what)

    @property
    def account(self) -> str:
        """The buyer's number at Alipay."""
        return self._sandbox.post("alipay/payers/chen-mai/code")["buyer_id"]

    @property
    def balance(self) -> int:
        return self._sandbox.post("alipay/payers/chen-mai/code")["balance_fen"]


def order(
    number: str = "CHARGE_1", fen: int = 12_345, way: Way = Way.CODE, minutes: float = 5, **more: Any
) -> ChargeAsk:
    """One order that ends in ``minutes``."""
    ends = clock.now() + timedelta(minutes=minutes)
    return ChargeAsk(number=number, fen=fen, subject="二手车过户服务费", way=way, expires_at=ends, **more)
