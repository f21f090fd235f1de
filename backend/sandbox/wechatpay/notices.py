"""通知: signed, encrypted, sent until somebody answers 200 or 204, and every way in which that goes wrong.

The repetitions follow WeChat Pay's schedule by the sandbox's clock. A notice keeps its id and text; each sending is
signed anew. Payment codes have no notice. Sources: INTEGRATIONS §2.1 "Notify".
"""

import asyncio
import ssl
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import uuid4

import httpx

from backend.sandbox.faults import DUPLICATE_CALLBACK, WRONG_SIGNATURE, FaultKind
from backend.sandbox.wechatpay import calls
from backend.sandbox.wechatpay.merchants import MERCHANTS, MerchantAccount, Platform, Signer, notice_signer
from backend.sandbox.wechatpay.signing import SCHEME, sealed, signed, stamp, written
from backend.sandbox.wechatpay.trades import Refund, Trade, as_told, parties, rfc3339
from backend.sandbox.world import World

NAME = "wechatpay_notices"
SCHEDULE_S = (15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600)
DELAY_S = 86_400
ANSWER_WITHIN_S = 5.0
# How often, in real seconds, the clock is looked at while something is left to send.
LOOK_EVERY_S = 0.2

FAULTS = (
    FaultKind("drop", "丢失（永远不到）", passive=True),
    FaultKind(DUPLICATE_CALLBACK, "重复到达", passive=True),
    FaultKind("reorder", "乱序（等下一条先到）", passive=True),
    FaultKind("delay", "迟到一天（或手动放行）", passive=True),
    FaultKind("early", "退款通知先于退款回答到达", passive=True),
    FaultKind("corrupt_byte", "坏一个字节", passive=True),
    FaultKind(WRONG_SIGNATURE, "别人的签名", passive=True),
    FaultKind("wrong_serial", "公钥或证书序列号不认识", passive=True),
    FaultKind("stale", "时间戳是一年前的", passive=True),
    FaultKind("probe", "先来一次签名探测（SIGNTEST）", passive=True),
    FaultKind("other_merchant", "内容是别家商户的", passive=True),
    FaultKind("wrong_amount", "金额多一分", passive=True),
    FaultKind("rotate", "平台证书在中途更换", passive=True),
)
# These spoil one sending only: the next one is as it should be.
_SPOILT = frozenset({"corrupt_byte", WRONG_SIGNATURE, "wrong_serial", "stale", "other_merchant", "wrong_amount"})


@dataclass(slots=True)
class Notice:
    """One notice, and how its sendings went. ``state``: waiting, held, told, lost or given up."""

    id: str
    event: str
    about: str
    merchant: MerchantAccount
    url: str
    plain: dict[str, Any]
    created: float
    due: float
    state: str = "waiting"
    tries: list[int] = field(default_factory=list)
    spoil: str = ""


@dataclass
class Notices:
    """Every notice, oldest first; the one that waits for the next to overtake it; whether somebody is sending."""

    all: list[Notice] = field(default_factory=list)
    overtaken: Notice | None = None
    sending: asyncio.Task[None] | None = None
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)


def fault_on(world: World, *codes: str) -> str:
    """Use up one call of a fault of notices."""
    return calls.fault(world, *codes, service=NAME)


def of_trade(world: World, trade: Trade) -> None:
    """Tell the merchant that somebody paid; not for payment codes."""
    if trade.kind != "MICROPAY":
        _queue(world, trade.merchant, trade.notify_url, "TRANSACTION.SUCCESS", trade.number, as_told(trade))


def of_refund(world: World, refund: Refund) -> None:
    """Tell the merchant how a refund ended."""
    trade = refund.trade
    plain = parties(trade, app=False) | {
        "transaction_id": trade.transaction_id,
        "out_trade_no": trade.number,
        "refund_id": refund.refund_id,
        "out_refund_no": refund.number,
        "refund_status": refund.status,
        "user_received_account": "支付用户零钱",
        "amount": {"total": trade.fen, "refund": refund.fen, "payer_total": trade.fen, "payer_refund": refund.fen},
    }
    if refund.status == "SUCCESS":
        plain["success_time"] = rfc3339(refund.done_at)
    _queue(world, trade.merchant, refund.notify_url, f"REFUND.{refund.status}", refund.number, plain)


def _queue(world: World, merchant: MerchantAccount, url: str, event: str, about: str, plain: dict[str, Any]) -> None:
    memory, now = world.memory(Notices), world.now()
    notice = Notice(str(uuid4()), event, about, merchant, url, plain, now, now)
    memory.all.append(notice)
    how = fault_on(world, "drop", "delay", "reorder", "probe", "rotate", DUPLICATE_CALLBACK, *_SPOILT)
    if how == "drop":
        notice.state = "lost"
    elif how == "delay":
        notice.state, notice.due = "held", now + DELAY_S
    elif how == "reorder" and memory.overtaken is None:
        notice.state, notice.due, memory.overtaken = "held", now + DELAY_S, notice
    elif how == "rotate":
        world.memory(Platform).generation += 1
    else:
        notice.spoil = how
    if memory.overtaken not in (None, notice) and notice.state == "waiting":
        # The one that was overtaken follows right behind.
        memory.overtaken.due, memory.overtaken.state, memory.overtaken = now + 0.001, "waiting", None  # type: ignore[union-attr]
    _send_soon(world)


def _send_soon(world: World) -> None:
    memory = world.memory(Notices)
    if memory.sending is None or memory.sending.done():
        memory.sending = asyncio.get_running_loop().create_task(_keep_sending(world, memory))


async def _keep_sending(world: World, memory: Notices) -> None:
    while world.memory(Notices) is memory and any(notice.state in ("waiting", "held") for notice in memory.all):
        await deliver(world)
        await asyncio.sleep(LOOK_EVERY_S)


async def deliver(world: World, *, held: bool = False, about: str = "") -> list[Notice]:
    """Send whatever is due by the sandbox's clock (with ``held`` everything that has not arrived), or only what is
    ``about`` one number; what was sent. Whatever somebody else is sending has arrived, too, when this ends."""
    memory = world.memory(Notices)
    if about:
        return await _send_all(world, [one for one in memory.all if one.about == about and one.state == "waiting"])
    async with memory.one_at_a_time:
        now = world.now()
        ready = [one for one in memory.all if one.state in ("waiting", "held") and (held or one.due <= now)]
        return await _send_all(world, sorted(ready, key=lambda one: one.due))


async def _send_all(world: World, ready: list[Notice]) -> list[Notice]:
    for notice in ready:
        # Taken before the sending, so that two who look at once do not both send it.
        if notice.state in ("waiting", "held"):
            notice.state = "sending"
            await send(world, notice)
    return ready


async def send(world: World, notice: Notice) -> None:
    """Send one notice once, and note when it comes next."""
    spoil, notice.spoil = notice.spoil, ""
    if spoil == "probe":
        await _post(notice, *message(world, notice, "probe"))
    status = await _post(notice, *message(world, notice, spoil if spoil in _SPOILT else ""))
    if spoil == DUPLICATE_CALLBACK:
        await _post(notice, *message(world, notice))
    if status in (200, 204):
        notice.state = "told"
        return
    repetition = len(notice.tries) - 1
    if repetition < len(SCHEDULE_S):
        notice.state, notice.due = "waiting", world.now() + SCHEDULE_S[max(repetition, 0)]
    else:
        notice.state = "given up"


@cache
def _roots() -> ssl.SSLContext:
    """Read once: a client of its own for every notice would read them every time, and stop everything else for it."""
    return ssl.create_default_context()


async def _post(notice: Notice, headers: dict[str, str], body: bytes) -> int:
    async with httpx.AsyncClient(timeout=ANSWER_WITHIN_S, trust_env=False, verify=_roots()) as client:
        try:
            answer = await client.post(notice.url, content=body, headers=headers)
            status = answer.status_code
        except httpx.HTTPError:
            status = 0
    notice.tries.append(status)
    return status


def message(world: World, notice: Notice, spoil: str = "") -> tuple[dict[str, str], bytes]:
    """Headers and body of one sending, spoilt in the way that ``spoil`` names."""
    plain = notice.plain
    if spoil == "other_merchant":
        other = next(one for one in MERCHANTS if one.mchid != notice.merchant.mchid and not one.sub_mchid)
        name = "sub_mchid" if notice.merchant.sub_mchid else "mchid"
        plain = plain | {name: other.mchid}
    if spoil == "wrong_amount":
        plain = plain | {"amount": plain["amount"] | {"total": plain["amount"]["total"] + 1}}
    kind = "refund" if notice.event.startswith("REFUND") else "transaction"
    body = written(
        {
            "id": notice.id,
            "create_time": rfc3339(notice.created),
            "resource_type": "encrypt-resource",
            "event_type": notice.event,
            "summary": "退款成功" if kind == "refund" else "支付成功",
            "resource": {"original_type": kind} | sealed(notice.merchant.api_v3_key, written(plain), kind),
        }
    )
    signer = notice_signer(world, notice.merchant)
    if spoil == WRONG_SIGNATURE:
        signer = Signer(signer.serial, "foreign")
    moment = stamp(world)
    headers = signed(signer, body, str(int(moment) - 365 * 86_400) if spoil == "stale" else moment)
    if spoil == "wrong_serial":
        headers["Wechatpay-Serial"] = f"PUB_KEY_ID_{'0' * 32}"
    if spoil == "probe":
        headers["Wechatpay-Signature"] = f"WECHATPAY/SIGNTEST/{headers['Wechatpay-Signature'][:64]}"
    if spoil == "corrupt_byte":
        body = calls.spoilt(body)
    headers |= {"Content-Type": "application/json", "User-Agent": "Mozilla/4.0", "Wechatpay-Signature-Type": SCHEME}
    return headers, body
