"""异步通知: Alipay tells a merchant's address what happened, until it hears ``success``.

Retried after 4, 10 and 10 minutes, 1, 2, 6 and 15 hours. Sources: INTEGRATIONS §3.1.
"""

import asyncio
import ssl
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlencode

import httpx

from backend.sandbox.alipay.envelope import NOTICES, Platform, wished
from backend.sandbox.alipay.merchants import ALIPAY_KEY, MERCHANTS, NEXT_ALIPAY_KEY, joined, sign
from backend.sandbox.alipay.trades import Trade, buyer_id, logon_id, moment, yuan
from backend.sandbox.faults import FaultKind
from backend.sandbox.world import World

RETRIES_S = (240, 600, 600, 3600, 7200, 21600, 54000)
DAY_S = 86400
HEADERS = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
FAULTS = (
    FaultKind("drop", "通知丢失（这一次没有送到）", passive=True),
    FaultKind("duplicate", "通知重复（连送两遍）", passive=True),
    FaultKind("reorder", "通知乱序（等下一条先到）", passive=True),
    FaultKind("delay", "通知迟到（扣到一天后，或手动放行）", passive=True),
    FaultKind("rotated_key", "通知用新的支付宝密钥签名", passive=True),
    FaultKind("corrupt", "通知内容坏一个字节", passive=True),
    FaultKind("sha1", "通知冒充旧式 RSA 签名（sign_type=RSA）", passive=True),
    FaultKind("foreign_app", "通知属于别的应用", passive=True),
    FaultKind("foreign_seller", "通知属于别的商户", passive=True),
)


@dataclass(slots=True, eq=False)
class Push:
    """One notification and how often it was tried; ``fields`` without its signature."""

    url: str
    fields: dict[str, str]
    due: float
    tries: int = 0
    delivered: bool = False
    given_up: bool = False
    held: bool = False
    last_body: str = ""

    @property
    def number(self) -> str:
        """The merchant's number that it is about."""
        return self.fields["out_trade_no"]

    @property
    def state(self) -> str:
        """delivered, given_up, held (until released, or a day has passed), or waiting for its next try."""
        if self.delivered:
            return "delivered"
        return "given_up" if self.given_up else "held" if self.held else "waiting"

    def as_dict(self) -> dict[str, Any]:
        """For the JSON twin."""
        return {
            "id": self.fields["notify_id"],
            "about": self.number,
            "trade_status": self.fields["trade_status"],
            "url": self.url,
            "state": self.state,
            "tries": self.tries,
            "body": self.last_body,
        }


@dataclass
class Pushes:
    """Every notification of this world, oldest first, and those that wait for another to overtake them."""

    all: list[Push] = field(default_factory=list)
    behind: list[Push] = field(default_factory=list)


_tasks: set[asyncio.Task[None]] = set()


def signed_body(fields: dict[str, str], *, key: str = ALIPAY_KEY, sha1: bool = False) -> str:
    """A notification as it stands on the wire: signed without ``sign`` and ``sign_type``."""
    signature = sign(key, joined(fields, "sign", "sign_type").encode(), sha1=sha1)
    return urlencode(fields | {"sign_type": "RSA" if sha1 else "RSA2", "sign": signature})


def tell(world: World, trade: Trade) -> None:
    """Notify the merchant of how the trade stands now, if it wants to know."""
    if not trade.notify_url:
        return
    books = world.memory(Pushes)
    push = Push(trade.notify_url, _fields(world, trade, len(books.all) + 1), world.now())
    books.all.append(push)
    _later(_attempt(world, push))


async def deliver(world: World, *, held: bool = False) -> list[Push]:
    """Try what is due by the sandbox's clock, or with ``held`` all that has not arrived; ends when it was sent."""
    loop = asyncio.get_running_loop()
    if under_way := {task for task in _tasks if task.get_loop() is loop}:
        # Whoever asks now wants to know what became of those, too.
        await asyncio.wait(under_way)
    books = world.memory(Pushes)
    ready = [one for one in books.all if not one.delivered and (held or one.due <= world.now())]
    books.behind = [one for one in books.behind if one not in ready]
    for push in ready:
        push.held = False
        await _attempt(world, push)
    return ready


def about(world: World, number: str) -> Push | None:
    """The newest notification about that number."""
    return next((one for one in reversed(world.memory(Pushes).all) if one.number == number), None)


async def send_again(world: World, push: Push, spoil: str) -> bool:
    """Send it once more, spoilt in the way of a fault's code or not at all; whether it was taken."""
    return await _post(push.url, body_of(world, push, spoil))


def body_of(world: World, push: Push, spoil: str = "") -> str:
    """Its body on the wire, spoilt in the way of a fault's code or not at all."""
    return _body(push.fields, spoil, world.memory(Platform).key)


def _fields(world: World, trade: Trade, serial: int) -> dict[str, str]:
    now = moment(world.now())
    fields = {
        "notify_time": now,
        "notify_type": "trade_status_sync",
        "notify_id": f"{now[:10].replace('-', '')}00222{serial:018d}",
        "app_id": trade.merchant.app_id,
        "charset": "utf-8",
        "version": "1.0",
        "trade_no": trade.trade_no,
        "out_trade_no": trade.number,
        "trade_status": trade.status.value,
        "total_amount": yuan(trade.fen),
        "subject": trade.subject,
        "seller_id": trade.merchant.seller_id,
        "gmt_create": moment(trade.made_at),
    }
    if trade.merchant.app_auth_token:
        fields["auth_app_id"] = "2021000000009002"
    if trade.buyer is not None and trade.paid_at is not None:
        fields |= {
            "buyer_id": buyer_id(trade.buyer),
            "buyer_logon_id": logon_id(trade.buyer),
            "receipt_amount": yuan(trade.fen),
            "buyer_pay_amount": yuan(trade.fen),
            "gmt_payment": moment(trade.paid_at),
            "fund_bill_list": f'[{{"amount":"{yuan(trade.fen)}","fundChannel":"ALIPAYACCOUNT"}}]',
        }
    if trade.refunds:
        last = trade.refunds[-1]
        fields |= {"refund_fee": yuan(trade.refunded_fen), "gmt_refund": f"{moment(last.at)}.000"}
        fields |= {"out_biz_no": last.number} if last.number else {}
    if trade.closed_at is not None:
        fields["gmt_close"] = moment(trade.closed_at)
    if trade.passback:
        fields["passback_params"] = trade.passback
    return {name: value for name, value in fields.items() if value}


async def _attempt(world: World, push: Push) -> None:
    """One delivery, or what the fault switch makes of it."""
    books = world.memory(Pushes)
    if push not in books.all or push.delivered:
        return
    wish = wished(world, NOTICES, *(kind.code for kind in FAULTS))
    if wish == "delay":
        push.held, push.due = True, world.now() + DAY_S
        return
    if wish == "reorder":
        push.held, push.due = True, float("inf")
        books.behind.append(push)
        return
    push.held = False
    push.tries += 1
    overtaken, books.behind = books.behind, []
    if wish != "drop":
        push.last_body = _body(push.fields, wish, world.memory(Platform).key)
        push.delivered = await _post(push.url, push.last_body)
        if wish == "duplicate":
            await _post(push.url, push.last_body)
    if not push.delivered:
        _again(world, push)
    for other in overtaken:
        await _attempt(world, other)


def _body(fields: dict[str, str], wish: str, key: str) -> str:
    stranger = next(one for one in MERCHANTS if one.app_id != fields["app_id"])
    if wish == "foreign_app":
        fields = fields | {"app_id": stranger.app_id}
    elif wish == "foreign_seller":
        fields = fields | {"seller_id": stranger.seller_id}
    elif wish == "corrupt":
        first = "9" if fields["total_amount"][0] != "9" else "8"
        amount = f"total_amount={fields['total_amount']}"
        return signed_body(fields, key=key).replace(amount, f"total_amount={first}{fields['total_amount'][1:]}")
    return signed_body(fields, key=NEXT_ALIPAY_KEY if wish == "rotated_key" else key, sha1=wish == "sha1")


def _again(world: World, push: Push) -> None:
    if push.tries > len(RETRIES_S):
        push.given_up, push.due = True, float("inf")
        return
    wait = RETRIES_S[push.tries - 1]
    push.due = world.now() + wait
    loop = asyncio.get_running_loop()
    loop.call_later(wait, lambda: _later(_attempt(world, push)))


@cache
def _roots() -> ssl.SSLContext:
    """Read once: a client of its own for every notice would read them every time, and stop everything else for it."""
    return ssl.create_default_context()


async def _post(address: str, body: str) -> bool:
    async with httpx.AsyncClient(timeout=5, trust_env=False, verify=_roots()) as client:
        try:
            answer = await client.post(address, content=body.encode(), headers=HEADERS)
        except (httpx.HTTPError, httpx.InvalidURL):
            return False
    return answer.status_code == 200 and answer.text.strip() == "success"


def _later(work: Any) -> None:
    task = asyncio.get_running_loop().create_task(work)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
