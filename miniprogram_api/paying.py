"""Paying on the phone (手机付款): whose order it is, which channels this phone can reach, and by which way."""

import logging
from datetime import timedelta
from typing import Any

from sanic import Request

from backend import collection, payments, transfers
from backend.gateways.payments import Way
from backend.kit.database import Work, unit_of_work
from backend.kit.errors import Refusal
from backend.kit.keyvalue import RateLimit, check
from backend.kit.web.requests import link
from backend.payments import ChargeState, ChargeView, OrderView
from miniprogram_api.asking import channel_of

log = logging.getLogger("chewutong.paying")

# A person who changes their mind often stays far below; both count by owner.
LIMIT_OF_BEGINNING = RateLimit("pay-begin", 20, timedelta(minutes=10))
LIMIT_OF_ASKING = RateLimit("pay-ask", 40, timedelta(minutes=1))
INSIDE_WECHAT = "micromessenger"
# Nobody knows yet whether money came by one of these.
UNSURE = frozenset({ChargeState.ASKED, ChargeState.UNKNOWN, ChargeState.DISPUTED})


class WechatLoginNeeded(Refusal):
    """WeChat takes money inside itself only from somebody who logged in right there (需微信登录)."""

    code = "PAY-701"
    say = "微信还不知道是您在付款，请退出登录后重新用微信登录，再付款。"


class OutcomePending(Refusal):
    """Another attempt waits until the outcome of the last one is known (结果查询中)."""

    code = "PAY-702"
    say = "正在向{channel}查询上一次付款的结果，请勿重复付款，通常几秒钟就有结果。"


class ChannelNotReached(Refusal):
    """The channel opened no payment; why is for the station to know (渠道打不开)."""

    code = "PAY-704"
    say = "现在打不开{channel}，没有扣款。请稍后再试，换一种方式，或在服务站窗口付款。"


def in_wechat(request: Request) -> bool:
    """Whether this phone looks at us from inside WeChat, which opens no other channel's pages."""
    return channel_of(request) == "mini" or INSIDE_WECHAT in request.headers.get("user-agent", "").lower()


def way_of(request: Request) -> Way:
    """How this phone reaches a channel."""
    if channel_of(request) == "mini":
        return Way.MINI_PROGRAM
    return Way.INSIDE if in_wechat(request) else Way.BROWSER


async def channels_here(request: Request, station: str) -> list[str]:
    """The channels that the station has and this phone can reach; Alipay's pages do not open inside WeChat."""
    found = await payments.channels_at(station)
    return [one for one in found if one == "wechat" or not in_wechat(request)]


async def own_order(work: Work, transfer: str) -> OrderView:
    """The order of one of the acting owner's transfers; TransferNotFound for anybody else's, OrderUnknown for none."""
    await transfers.transfer_of(work, transfer)
    order = await payments.order_of(transfer)
    if order is None:
        raise payments.OrderUnknown
    return order


def by_whom(charge: ChargeView, actor: str) -> str:
    """Who pays by it, as an owner may know: ``mine``, ``other`` (the other side) or ``desk``."""
    if charge.clerk == actor:
        return "mine"
    return "other" if charge.clerk.startswith("owner:") else "desk"


def newest_of(order: OrderView, actor: str) -> ChargeView | None:
    """The owner's own last attempt."""
    return next((one for one in reversed(order.charges) if one.clerk == actor), None)


async def begin(request: Request, transfer: str, channel: str) -> ChargeView:
    """Begin to pay what is due, or go on with what was begun; the charge holds what the phone needs to go on.

    Raises TransferNotFound, OutcomePending, WechatLoginNeeded, ChannelNotReached, payments.NothingDue, NoMerchant,
    KeyNeeded, KeyTaken.
    """
    tools, actor = request.app.ctx.tools, request.ctx.actor
    await check(tools.kit.keyvalue, LIMIT_OF_BEGINNING, actor.id)
    async with unit_of_work(actor, str(request.id)) as work:
        order = await own_order(work, transfer)
    for one in order.charges:
        if one.clerk == actor.name and one.state in UNSURE:
            raise OutcomePending(channel=payments.CHANNEL_NAMES[one.channel])
    if channel not in await channels_here(request, order.station):
        raise payments.NoMerchant(channel=payments.CHANNEL_NAMES.get(channel, channel))
    way, key = way_of(request), request.headers.get("idempotency-key", "")
    try:
        return await payments.prepay(
            tools,
            actor,
            order.id,
            channel,
            way,
            # Both sides pay the same order: neither may meet the other's charge by its key.
            key and f"{actor.id}:{key}",
            payer="" if way is Way.BROWSER else await _openid(request, actor.id),
            ip=str(request.remote_addr or request.ip),
            back_url=link(request, f"/h5/t/{transfer}/pay"),
        )
    except (payments.ChannelDown, payments.ChannelRefused) as no:
        log.warning("payment not begun order=%s channel=%s code=%s", order.number, channel, no.code)
        raise ChannelNotReached(channel=payments.CHANNEL_NAMES[channel]) from no


async def own_charge(actor: Any, number: str) -> ChargeView:
    """A charge that the acting owner began; raises ChargeUnknown for every other."""
    charge = await payments.charge_of(number)
    if charge.clerk != actor.name:
        raise payments.ChargeUnknown
    return charge


async def _openid(request: Request, owner: str) -> str:
    if found := await collection.openid_of(owner, channel_of(request)):
        return found
    raise WechatLoginNeeded
