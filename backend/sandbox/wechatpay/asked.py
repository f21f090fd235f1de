"""下单的字段: what an order must say, each missing or malformed field refused by name. Source: INTEGRATIONS §2.1."""

import ipaddress
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from backend.sandbox.payers import person_of
from backend.sandbox.wechatpay.calls import Call
from backend.sandbox.wechatpay.refusals import WechatPayError, wrong
from backend.sandbox.wechatpay.trades import Trade

NUMBER = re.compile(r"[0-9A-Za-z_\-*]{6,32}")
REFUND_NUMBER = re.compile(r"[0-9A-Za-z_\-|*@]{1,64}")
PREPAID_LIFE_S, H5_LIFE_S = 7200, 300
# 50,000.00 yuan: the most that one payment may be.
MOST_FEN = 5_000_000


def text(body: Mapping[str, Any], name: str, longest: int, path: str = "") -> str:
    """A text that must be there."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise wrong(f"{path}{name}", f"{name} 必填")
    if len(value) > longest:
        raise wrong(f"{path}{name}", f"{name} 超过 {longest} 个字符", value)
    return value


def part(body: Mapping[str, Any], name: str, path: str = "") -> Mapping[str, Any]:
    """An object that must be there."""
    value = body.get(name)
    if not isinstance(value, dict):
        raise wrong(f"{path}{name}", f"{name} 必填")
    return value


def fen_of(body: Mapping[str, Any], name: str) -> int:
    """An amount in fen: a whole number of at least one."""
    amount = part(body, "amount")
    value = amount.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong(f"amount/{name}", "金额应为整数，单位为分", value)
    if value < 1:
        raise wrong(f"amount/{name}", "金额应大于 0", value)
    if amount.get("currency", "CNY") != "CNY":
        raise wrong("amount/currency", "币种应为 CNY", amount.get("currency"))
    return value


def merchant_named(call: Call, said: Mapping[str, Any]) -> None:
    """Refuses an order for somebody else's merchant number, or one on the wrong kind of path."""
    merchant = call.merchant
    if call.partner is not bool(merchant.sub_mchid):
        raise WechatPayError("NO_AUTH", "商户号该产品权限未开通，请检查接入模式（直连或服务商）")
    mine = {"sp_mchid": merchant.mchid, "sub_mchid": merchant.sub_mchid} if call.partner else {"mchid": merchant.mchid}
    for name, number in mine.items():
        if not said.get(name):
            raise wrong(name, f"{name} 必填")
        if said[name] != number:
            raise WechatPayError("INVALID_REQUEST", f"{name} 与签名商户不一致", field=f"/body/{name}", value=said[name])


def app_of(call: Call) -> str:
    """The app of an order; refuses one that is not bound to the merchant."""
    app_id = text(call.body, "sp_appid" if call.partner else "appid", 32)
    if call.world.options.accounts.wechat_app(app_id) is None:
        raise WechatPayError("APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配，请检查后再试")
    return app_id


def number_of(call: Call) -> str:
    """商户订单号."""
    number = text(call.body, "out_trade_no", 32)
    if NUMBER.fullmatch(number) is None:
        raise wrong("out_trade_no", "商户订单号应为 6 到 32 个数字、字母或 _-*", number)
    return number


def order(call: Call, kind: str) -> Trade:
    """The order that was asked for, checked field by field."""
    merchant_named(call, call.body)
    app_id, number = app_of(call), number_of(call)
    subject = text(call.body, "description", 127)
    fen = fen_of(call.body, "total")
    if fen > MOST_FEN:
        raise WechatPayError("RULE_LIMIT", "业务规则限制：单笔金额超过限额")
    now = call.world.now()
    trade = Trade(number, call.merchant, kind, fen, subject, app_id, now, now + PREPAID_LIFE_S)
    trade.attach = str(call.body.get("attach") or "")[:128]
    trade.expires = _expiry(call, trade.expires)
    if kind != "MICROPAY":
        trade.notify_url = _notify_url(text(call.body, "notify_url", 255))
    if kind == "JSAPI":
        trade.openid = _openid(call, app_id)
    if kind == "MWEB":
        scene = part(call.body, "scene_info")
        text(scene, "payer_client_ip", 45, "scene_info/")
        text(part(scene, "h5_info", "scene_info/"), "type", 32, "scene_info/h5_info/")
    return trade


def _expiry(call: Call, at_most: float) -> float:
    said = call.body.get("time_expire")
    if said is None:
        return at_most
    try:
        moment = datetime.fromisoformat(str(said))
    except ValueError:
        raise wrong("time_expire", "应为 rfc3339 格式", said) from None
    if moment.tzinfo is None:
        raise wrong("time_expire", "应为 rfc3339 格式，含时区", said)
    if moment.timestamp() <= call.world.now():
        raise wrong("time_expire", "交易结束时间应晚于当前时间", said)
    return moment.timestamp()


def _notify_url(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise wrong("notify_url", "应为 https 地址，且不带参数", address)
    if parts.scheme == "http" and not _nearby(parts.hostname):
        raise wrong("notify_url", "应为 https 地址，且不带参数", address)
    return address


def _nearby(host: str) -> bool:
    """Loopback and private addresses stand in for a public one with a certificate."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost" or "." not in host


def _openid(call: Call, app_id: str) -> str:
    payer = part(call.body, "payer")
    openid = text(payer, "sp_openid" if call.partner else "openid", 128, "payer/")
    if person_of(call.world, openid, app_id) is None:
        raise WechatPayError("INVALID_REQUEST", "appid和openid不匹配", field="/body/payer/openid")
    return openid
