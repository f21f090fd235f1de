"""支付宝网关: one address for every method, a signature over everything in, a signature over the exact answer out.

Sources: INTEGRATIONS §3.1; refusals as the official SDKs quote them.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html, raw

from backend.sandbox.alipay.merchants import ALIPAY_KEY, NEXT_ALIPAY_KEY, Merchant, holds, joined, merchant_of, sign
from backend.sandbox.alipay.trades import SHANGHAI
from backend.sandbox.world import World, world_of

#: Each of these has its own fault switch, so that faults combine.
NAME, TRADES, NOTICES, BILLS = "alipay", "alipay_trade", "alipay_notice", "alipay_bill"
# A call may be so old, or so far ahead.
WINDOW_S = 600
CODES = {
    "10000": "Success",
    "10003": "order success pay inprocess",
    "20000": "Service Currently Unavailable",
    "20001": "Insufficient Token Permissions",
    "40001": "Missing Required Arguments",
    "40002": "Invalid Arguments",
    "40004": "Business Failed",
    "40005": "Call Limited",
    "40006": "Insufficient Permissions",
}


class Failed(Exception):
    """A refusal: ``code`` of the envelope with its sub-code; ``fields`` come along."""

    def __init__(self, code: str, sub_code: str, sub_msg: str, **fields: str) -> None:
        self.code, self.sub_code, self.sub_msg, self.fields = code, sub_code, sub_msg, fields
        super().__init__(sub_code)


@dataclass(frozen=True, slots=True)
class Call:
    """One understood call: for whom, with which common parameters and which business content."""

    world: World
    merchant: Merchant
    params: Mapping[str, str]
    biz: Mapping[str, Any]
    base: str
    asked_at: float

    def given(self, name: str) -> str:
        """A business field that must be there."""
        value = self.text(name)
        if not value:
            raise Failed("40004", "ACQ.INVALID_PARAMETER", f"参数无效：{name}不能为空")
        return value

    def text(self, name: str) -> str:
        """A business field as text; empty when it is not there."""
        return str(self.biz.get(name) or "")


@dataclass
class Platform:
    """Alipay itself: which of its keys signs."""

    rotated: bool = False

    @property
    def key(self) -> str:
        """The word of the key that signs now."""
        return NEXT_ALIPAY_KEY if self.rotated else ALIPAY_KEY


Handler = Callable[[Call], dict[str, Any]]
Page = Callable[[Call], Awaitable[HTTPResponse]]
_methods: dict[str, Handler] = {}
_pages: dict[str, Page] = {}
wire = Blueprint("alipay")


def method(name: str) -> Callable[[Handler], Handler]:
    """Register what answers a method; the fields it returns go beside code 10000 unless it says otherwise."""

    def keep(handler: Handler) -> Handler:
        _methods[name] = handler
        return handler

    return keep


def page_method(name: str) -> Callable[[Page], Page]:
    """Register a method that a browser opens."""

    def keep(handler: Page) -> Page:
        _pages[name] = handler
        return handler

    return keep


def wished(world: World, slot: str, *codes: str) -> str:
    """Use up one call of the passive fault that is on in ``slot``, if it is one of ``codes``; its code or empty."""
    switch = world.faults.current(slot)
    if switch is None or switch.kind.code not in codes:
        return ""
    world.faults.take(slot, passive=True)
    return switch.kind.code


def answered(name: str, fields: Mapping[str, Any], *, key: str = ALIPAY_KEY, signed: bool = True) -> bytes:
    """The bytes of an answer. Alipay escapes slashes, so whoever parses and prints again verifies other bytes."""
    inner = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")
    outer = "error_response" if name == "error_response" else f"{name.replace('.', '_')}_response"
    if not signed:
        return f'{{"{outer}":{inner}}}'.encode()
    return f'{{"{outer}":{inner},"sign":"{sign(key, inner.encode())}"}}'.encode()


def refused(code: str, sub_code: str, sub_msg: str, **fields: str) -> dict[str, str]:
    """The fields of a refusal."""
    return {"code": code, "msg": CODES[code], "sub_code": sub_code, "sub_msg": sub_msg, **fields}


@wire.route("/gateway.do", methods=["GET", "POST"], name="gateway")
async def gateway(request: Request) -> HTTPResponse:
    """Every method: common parameters in the address or the body, business content in either."""
    world = world_of(request)
    params = {name: values[0] for name, values in [*request.args.items(), *(request.form or {}).items()]}
    name = params.get("method", "")
    try:
        call = _understood(world, params, f"{request.scheme}://{request.host}")
    except Failed as no:
        # Who calls is not known, or the method is not: such refusals come without a signature.
        known = merchant_of(params.get("app_id", ""), params.get("app_auth_token", "")) and name in _methods
        outer = name if name in _methods else "error_response"
        fields = refused(no.code, no.sub_code, no.sub_msg, **no.fields)
        return _reply(answered(outer, fields, key=world.memory(Platform).key, signed=bool(known)))
    if name in _pages:
        return await _pages[name](call)
    try:
        fields = {"code": "10000", "msg": CODES["10000"]} | _methods[name](call)
    except Failed as no:
        fields = refused(no.code, no.sub_code, no.sub_msg, **no.fields)
    return await _spoilt(world, name, fields)


def _understood(world: World, params: dict[str, str], base: str) -> Call:
    for needed in ("app_id", "method", "sign", "timestamp", "version"):
        if not params.get(needed):
            raise Failed("40001", f"isv.missing-{needed.replace('_', '-')}", f"缺少{needed}参数")
    if params["method"] not in _methods and params["method"] not in _pages:
        raise Failed("40002", "isv.invalid-method", "不存在的方法名")
    merchant = merchant_of(params["app_id"], params.get("app_auth_token", ""))
    if merchant is None:
        if params.get("app_auth_token"):
            raise Failed("20001", "aop.invalid-app-auth-token", "无效的应用授权令牌")
        raise Failed("40002", "isv.invalid-app-id", "无效的AppID参数")
    if params.get("sign_type") != "RSA2":
        raise Failed("40002", "isv.invalid-signature-type", "无效的签名类型")
    content = joined(params, "sign")
    if not holds(merchant.key_word, content.encode(), params["sign"]):
        raise Failed(
            "40002",
            "isv.invalid-signature",
            "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，网关生成的验签字符串为：" + content,
        )
    asked_at = _checked_time(world, params["timestamp"])
    return Call(world, merchant, params, _content(params.get("biz_content", "{}")), base, asked_at)


def _checked_time(world: World, text: str) -> float:
    try:
        at = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI).timestamp()
    except ValueError:
        raise Failed("40002", "isv.invalid-timestamp", "非法的时间戳参数") from None
    # A test that moves the sandbox's clock may or may not move the caller's with it.
    if min(abs(at - world.now()), abs(at - time.time())) > WINDOW_S:
        raise Failed("40002", "isv.invalid-timestamp", "非法的时间戳参数")
    return at


def _content(text: str) -> dict[str, Any]:
    try:
        biz = json.loads(text)
    except ValueError:
        raise Failed("40002", "isv.invalid-parameter", "参数无效：biz_content不是合法的JSON") from None
    if not isinstance(biz, dict):
        raise Failed("40002", "isv.invalid-parameter", "参数无效：biz_content应为对象")
    return biz


async def _spoilt(world: World, name: str, fields: Mapping[str, Any]) -> HTTPResponse:
    """The answer, or what the fault switch makes of it: what was asked for has been done in any case."""
    wish = wished(world, NAME, "lost_answer", "error_after", "corrupt_answer", "unsigned_answer", "rotated_key")
    if wish == "lost_answer":
        await asyncio.sleep(world.faults.hang_seconds)
    if wish in ("lost_answer", "error_after"):
        return html("<html><body>502 Bad Gateway</body></html>", status=502)
    body = answered(
        name,
        fields,
        key=NEXT_ALIPAY_KEY if wish == "rotated_key" else world.memory(Platform).key,
        signed=wish != "unsigned_answer",
    )
    if wish == "corrupt_answer":
        # The code itself: a refusal that turns into a success is the worst one byte can do.
        at = body.index(b'"code":"') + len(b'"code":"')
        body = body[:at] + (b"4" if body[at : at + 1] == b"1" else b"1") + body[at + 1 :]
    return _reply(body)


def _reply(body: bytes) -> HTTPResponse:
    return raw(body, content_type="application/json;charset=utf-8")
