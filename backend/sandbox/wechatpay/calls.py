"""一次调用: checks who calls, hands the request to its handler, signs what it answers, and misbehaves when told.

Every 2xx is signed, 204 over an empty body; refusals are not, as at WeChat Pay. Source: INTEGRATIONS §2.1, §2.3.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import uuid4

from sanic import HTTPResponse, Request
from sanic.response import raw

from backend.sandbox.faults import GENERAL, RATE_LIMIT, WRONG_SIGNATURE, FaultKind
from backend.sandbox.wechatpay.merchants import MerchantAccount, Platform, Signer, signer_for
from backend.sandbox.wechatpay.refusals import WechatPayError, wrong
from backend.sandbox.wechatpay.signing import caller_of, signed, stamp, written
from backend.sandbox.world import World, world_of

NAME = "wechatpay"
JSON = "application/json; charset=utf-8"


def _refusing(code: str, message: str) -> Callable[[Request], HTTPResponse]:
    return lambda _: refused(WechatPayError(code, message))


FAULTS = (
    *GENERAL,
    FaultKind("system_error", "系统错误（500 SYSTEM_ERROR，什么也没做）", _refusing("SYSTEM_ERROR", "系统错误")),
    FaultKind(RATE_LIMIT, "频率超限（429）", _refusing("FREQUENCY_LIMITED", "频率超限")),
    FaultKind("error_after", "做完以后回答 500 SYSTEM_ERROR", passive=True),
    FaultKind("timeout_after", "做完以后不回答（钱已扣）", passive=True),
    FaultKind("corrupt_byte", "回答中坏一个字节", passive=True),
    FaultKind("unsigned", "回答没有签名", passive=True),
    FaultKind(WRONG_SIGNATURE, "回答的签名是别人的", passive=True),
    FaultKind("wrong_serial", "回答的公钥或证书序列号不认识", passive=True),
    FaultKind("stale_answer", "回答的时间戳是一小时前的", passive=True),
    FaultKind("rotate", "平台证书在中途更换", passive=True),
    FaultKind("paying", "付款码：等待用户输密码（200 USERPAYING）", passive=True),
    FaultKind("paying_error", "付款码：等待用户输密码（4xx USER_PAYING）", passive=True),
    FaultKind("absent", "查单：说订单不存在", passive=True),
    FaultKind("reverse_again", "撤销：系统错误，要再调一次", passive=True),
    FaultKind("close_too_early", "关单：下单不足 5 分钟", passive=True),
    FaultKind("refund_poor", "退款：商户余额不足", passive=True),
    FaultKind("refund_slow", "退款：一直处理中，直到手动完成", passive=True),
    FaultKind("refund_abnormal", "退款：异常（ABNORMAL）", passive=True),
    FaultKind("refund_closed", "退款：关闭（CLOSED）", passive=True),
)
_AFTER = frozenset({"error_after", "timeout_after"})
_ON_THE_ANSWER = frozenset({"corrupt_byte", "unsigned", WRONG_SIGNATURE, "wrong_serial", "stale_answer"})


def fault(world: World, *codes: str, service: str = NAME) -> str:
    """Use up one call of the passive fault that is on, if it is one of these; its code, or empty."""
    on = world.faults.current(service)
    if on is None or on.kind.code not in codes:
        return ""
    taken = world.faults.take(service, passive=True)
    return taken.code if taken else ""


@dataclass(frozen=True, slots=True)
class Call:
    """One request that was signed well. ``partner`` is true on a service provider's path."""

    request: Request
    world: World
    merchant: MerchantAccount
    body: Mapping[str, Any]
    partner: bool

    def query(self, name: str) -> str:
        """A parameter of the address; empty when absent."""
        return str(self.request.args.get(name) or "")


Handler = Callable[..., Coroutine[Any, Any, Any]]


def signed_call(handler: Handler) -> Callable[..., Coroutine[Any, Any, HTTPResponse]]:
    """Make a handler of :class:`Call` a route: what it returns is signed JSON, None is 204."""

    @wraps(handler)
    async def route(request: Request, **path: Any) -> HTTPResponse:
        world = world_of(request)
        try:
            merchant = caller_of(request)
            call = Call(request, world, merchant, _body(request), "/partner/" in request.path)
            if fault(world, "rotate"):
                world.memory(Platform).generation += 1
            answer = await handler(call, **path)
        except WechatPayError as error:
            return refused(error)
        if isinstance(answer, HTTPResponse):
            return answer
        return await _answered(call, b"" if answer is None else written(answer))

    return route


def refused(error: WechatPayError) -> HTTPResponse:
    """A refusal: unsigned, with a request id."""
    return raw(written(error.body()), status=error.status, content_type=JSON, headers={"Request-ID": uuid4().hex})


async def _answered(call: Call, body: bytes) -> HTTPResponse:
    world = call.world
    after = fault(world, *_AFTER)
    if after == "timeout_after":
        await asyncio.sleep(world.faults.hang_seconds)
    if after:
        return refused(WechatPayError("SYSTEM_ERROR", "系统错误"))
    how = fault(world, *_ON_THE_ANSWER)
    signer = signer_for(world, call.merchant, call.request.headers.get("Wechatpay-Serial", ""))
    if how == WRONG_SIGNATURE:
        signer = Signer(signer.serial, "foreign")
    moment = str(int(stamp(world)) - 3600) if how == "stale_answer" else stamp(world)
    headers = {} if how == "unsigned" else signed(signer, body, moment)
    if how == "wrong_serial":
        headers["Wechatpay-Serial"] = f"PUB_KEY_ID_{'0' * 32}"
    if how == "corrupt_byte" and body:
        # A digit, so that the JSON can still be read and only the signature tells.
        body = spoilt(body)
    headers["Request-ID"] = uuid4().hex
    return raw(body, status=200 if body else 204, content_type=JSON if body else "text/plain", headers=headers)


def spoilt(body: bytes) -> bytes:
    """``body`` with one byte changed; still JSON."""
    at = next((place for place, byte in enumerate(body) if chr(byte).isdigit()), len(body) // 2)
    return body[:at] + (b"1" if body[at : at + 1] != b"1" else b"2") + body[at + 1 :]


def _body(request: Request) -> Mapping[str, Any]:
    if request.method == "GET":
        return {}
    try:
        posted = json.loads(request.body)
    except ValueError:
        raise WechatPayError("PARAM_ERROR", "请求体不是合法的 JSON", location="body") from None
    if not isinstance(posted, dict):
        raise wrong("", "请求体应为对象")
    return posted
