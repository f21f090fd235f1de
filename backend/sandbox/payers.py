"""付款人: the generated people as payers, with a balance at each channel, payment codes and a mind of their own.

Shared by WeChat Pay and Alipay. Each channel registers a :class:`Wallet`, so that one phone (``/sandbox/payer``) shows
both: what waits to be paid, and the payment codes to hold up to a clerk's scanner.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from random import SystemRandom
from typing import Any, Protocol

from backend.sandbox.people import BY_KEY, Person
from backend.sandbox.world import World

WECHATPAY = "wechatpay"
ALIPAY = "alipay"
# 100,000.00 yuan: enough for any demo, and a test can empty it.
BALANCE_AT_FIRST_FEN = 10_000_000
# The phone shows a new code each minute; the old one is taken for as long again.
CODE_LIFE_S = 120
# INTEGRATIONS §2.2: which digits a code begins with, by channel; both are 18 digits here.
_PREFIXES: Mapping[str, range] = {WECHATPAY: range(10, 16), ALIPAY: range(25, 31)}
_chance = SystemRandom()


class Wish(StrEnum):
    """What a payer does when asked for money by a payment code."""

    PAYS = "pays"  # at once
    PASSWORD = "password"  # noqa: S105 - types it on the phone when asked (or ``pay`` does)
    PASSWORD_SOON = "password_soon"  # noqa: S105 - types it by the time of the second query
    GIVES_UP = "gives_up"  # is asked for a password and cancels, seen at the second query
    NOT_ENOUGH = "not_enough"
    RISK = "risk"
    LIMIT = "limit"
    ACCOUNT = "account"


WISHES: Mapping[Wish, str] = {
    Wish.PAYS: "直接付款（免密）",
    Wish.PASSWORD: "要输密码，等我在手机上输",
    Wish.PASSWORD_SOON: "要输密码，过一会儿自己输好",
    Wish.GIVES_UP: "要输密码，随后取消",
    Wish.NOT_ENOUGH: "余额不足",
    Wish.RISK: "被风险拦截",
    Wish.LIMIT: "超过限额",
    Wish.ACCOUNT: "账户异常",
}


@dataclass(slots=True)
class PaymentCode:
    """付款码: digits that let a merchant take money once, within two minutes."""

    channel: str
    digits: str
    person: Person
    wish: Wish
    issued: float
    used: bool = False

    def expired(self, world: World) -> bool:
        """Whether it is too old to be taken."""
        return world.now() - self.issued > CODE_LIFE_S


@dataclass
class Payers:
    """Balances in fen by channel and person, and every payment code by its digits."""

    balances: dict[tuple[str, str], int] = field(default_factory=dict)
    codes: dict[str, PaymentCode] = field(default_factory=dict)
    free_payments: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def balance(self, channel: str, person: Person) -> int:
        """Fen that the person has at the channel."""
        return self.balances.get((channel, person.key), BALANCE_AT_FIRST_FEN)

    def set_balance(self, channel: str, person: Person, fen: int) -> None:
        """Make somebody rich or poor."""
        self.balances[(channel, person.key)] = fen

    def take(self, channel: str, person: Person, fen: int) -> bool:
        """Take money from a person; False, and nothing taken, when there is not enough."""
        left = self.balance(channel, person) - fen
        if left < 0:
            return False
        self.set_balance(channel, person, left)
        return True

    def give(self, channel: str, person: Person, fen: int) -> None:
        """Give money back."""
        self.set_balance(channel, person, self.balance(channel, person) + fen)

    def count_free_payment(self, channel: str, person: Person, day: str) -> int:
        """One more payment without a password on ``day``; how many that makes."""
        key = (channel, person.key, day)
        self.free_payments[key] = self.free_payments.get(key, 0) + 1
        return self.free_payments[key]


def payers(world: World) -> Payers:
    """Everybody's money in this world."""
    return world.memory(Payers)


def show_code(world: World, channel: str, person: Person, wish: Wish = Wish.PAYS) -> PaymentCode:
    """A fresh payment code on a person's phone."""
    digits = f"{_chance.choice(_PREFIXES[channel])}{_chance.randrange(10**16):016d}"
    shown = PaymentCode(channel, digits, person, wish, world.now())
    payers(world).codes[digits] = shown
    return shown


def asked_code(world: World, channel: str, key: str, said: Mapping[str, Any]) -> PaymentCode | None:
    """A fresh code as a form asks for it: ``wish`` (see :class:`Wish`) and ``balance_fen``; None for nobody of ours."""
    person, wish = BY_KEY.get(key), str(said.get("wish") or Wish.PAYS)
    if person is None or wish not in set(Wish):
        return None
    if (balance := str(said.get("balance_fen", ""))).isdigit():
        payers(world).set_balance(channel, person, int(balance))
    return show_code(world, channel, person, Wish(wish))


def code_of(world: World, channel: str, digits: str) -> PaymentCode | None:
    """The payment code of those digits, whatever its age; the channel refuses what is used or expired."""
    found = payers(world).codes.get(digits)
    return found if found is not None and found.channel == channel else None


def person_of(world: World, openid: str, app_id: str) -> Person | None:
    """Who that openid is at that app."""
    return next((person for person in BY_KEY.values() if person.openid(app_id) == openid), None)


@dataclass(frozen=True, slots=True)
class Bill:
    """One thing to pay, as a phone shows it. ``key`` names it within its channel; ``state`` is open, paid or over.

    ``asks_password`` means that a clerk scanned the person's code and the phone now asks; ``back_url`` is where a
    browser goes afterwards.
    """

    channel: str
    key: str
    merchant: str
    subject: str
    fen: int
    state: str
    asks_password: bool = False
    back_url: str = ""


class Wallet(Protocol):
    """One channel's side of the payer's phone."""

    @property
    def channel(self) -> str:
        """``wechatpay`` or ``alipay``."""
        ...

    @property
    def title(self) -> str:
        """微信支付 or 支付宝."""
        ...

    def waiting(self, world: World, person: Person) -> list[Bill]:
        """What this person may pay without scanning anything, newest first."""
        ...

    def scanned(self, world: World, text: str) -> Bill | None:
        """The bill behind the text of a QR code or a link, if it is this channel's."""
        ...

    def bill(self, world: World, key: str) -> Bill | None:
        """The bill of that key."""
        ...

    def pay(self, world: World, key: str, person: Person) -> str:
        """Pay it (typing the password where one is asked for); empty, or a Chinese sentence why not."""
        ...

    def give_up(self, world: World, key: str, person: Person) -> str:
        """Cancel instead of paying; empty, or a Chinese sentence why not."""
        ...


_wallets: dict[str, Wallet] = {}


def register_wallet(wallet: Wallet) -> None:
    """Put a channel onto everybody's phone."""
    _wallets[wallet.channel] = wallet


def wallets() -> tuple[Wallet, ...]:
    """Every channel's side, in the order of registration."""
    return tuple(_wallets.values())


def wallet(channel: str) -> Wallet | None:
    """That channel's side, if there is such a channel."""
    return _wallets.get(channel)
