"""退款 on the wire: asked for by our own number, which gives nothing twice; told of by a notice. INTEGRATIONS §2.1."""

from typing import Any

from sanic import Blueprint

from backend.sandbox.wechatpay import notices
from backend.sandbox.wechatpay.asked import REFUND_NUMBER, fen_of, part, text
from backend.sandbox.wechatpay.calls import Call, fault, signed_call
from backend.sandbox.wechatpay.refusals import WechatPayError, wrong
from backend.sandbox.wechatpay.trades import (
    Refund,
    Trade,
    digits,
    finish_refund,
    local,
    rfc3339,
    start_refund,
    trades,
)
from backend.sandbox.world import World

wire = Blueprint("wechatpay_refunds", url_prefix="/v3/refund/domestic")


@wire.post("/refunds")
@signed_call
async def refund(call: Call) -> dict[str, Any]:
    """申请退款."""
    _sub_merchant(call, str(call.body.get("sub_mchid") or ""))
    number = text(call.body, "out_refund_no", 64)
    if REFUND_NUMBER.fullmatch(number) is None:
        raise wrong("out_refund_no", "商户退款单号格式有误", number)
    fen, total = fen_of(call.body, "refund"), fen_of(call.body, "total")
    if "currency" not in part(call.body, "amount"):
        raise wrong("amount/currency", "currency 必填")
    trade = _trade(call)
    before = trades(call.world).refunds.get((call.merchant.payee, number))
    if before is not None:
        if (before.trade is not trade) or before.fen != fen:
            raise WechatPayError("INVALID_REQUEST", "订单金额或退款金额与之前请求不一致，请核实后再试")
        return as_told(before)
    _allowed(call, trade, fen, total)
    asked = Refund(number, f"5030{local(call.world.now()):%Y%m%d}{digits(16)}", trade, fen, "", call.world.now())
    asked.reason = str(call.body.get("reason") or "")[:80]
    asked.notify_url = str(call.body.get("notify_url") or "")
    how = fault(call.world, "refund_slow", "refund_abnormal", "refund_closed")
    start_refund(call.world, trade, asked)
    told = as_told(asked)
    asked.slow = how == "refund_slow"
    if not asked.slow:
        end_refund(call.world, asked, {"refund_abnormal": "ABNORMAL", "refund_closed": "CLOSED"}.get(how, "SUCCESS"))
        if notices.fault_on(call.world, "early"):
            await notices.deliver(call.world, about=asked.number)
    return told


def end_refund(world: World, asked: Refund, status: str) -> None:
    """Finish a refund and tell the merchant of it."""
    finish_refund(world, asked, status)
    if asked.notify_url:
        notices.of_refund(world, asked)


@wire.get("/refunds/<number:str>")
@signed_call
async def query(call: Call, number: str) -> dict[str, Any]:
    """查询单笔退款."""
    _sub_merchant(call, call.query("sub_mchid"))
    asked = trades(call.world).refunds.get((call.merchant.payee, number))
    if asked is None:
        raise WechatPayError("RESOURCE_NOT_EXISTS", "退款单不存在")
    return as_told(asked)


def _sub_merchant(call: Call, said: str) -> None:
    if call.merchant.sub_mchid and said != call.merchant.sub_mchid:
        raise wrong("sub_mchid", "sub_mchid 必填，且须为本服务商的子商户", said)


def _trade(call: Call) -> Trade:
    said, known = call.body, trades(call.world).trades
    if not said.get("transaction_id") and not said.get("out_trade_no"):
        raise wrong("out_trade_no", "transaction_id 和 out_trade_no 至少填一个")
    mine = (trade for (payee, _), trade in known.items() if payee == call.merchant.payee)
    if said.get("out_trade_no"):
        found = known.get((call.merchant.payee, str(said["out_trade_no"])))
    else:
        found = next((trade for trade in mine if trade.transaction_id == said["transaction_id"]), None)
    if found is None:
        raise WechatPayError("RESOURCE_NOT_EXISTS", "订单不存在")
    return found


def _allowed(call: Call, trade: Trade, fen: int, total: int) -> None:
    if trade.state not in ("SUCCESS", "REFUND"):
        raise WechatPayError("INVALID_REQUEST", "订单状态错误，未支付的订单不能退款")
    if total != trade.fen:
        raise WechatPayError("INVALID_REQUEST", "订单金额或退款金额与之前请求不一致，请核实后再试")
    if trade.refunded_fen + fen > trade.fen:
        raise WechatPayError("INVALID_REQUEST", "申请退款金额超过订单可退金额")
    funds = trades(call.world).fund(call.merchant.payee)
    if fault(call.world, "refund_poor") or funds < fen:
        raise WechatPayError("NOT_ENOUGH", "基本账户余额不足，请充值后重新发起")


def as_told(asked: Refund) -> dict[str, Any]:
    """A refund as an answer says it."""
    trade = asked.trade
    said: dict[str, Any] = {
        "refund_id": asked.refund_id,
        "out_refund_no": asked.number,
        "transaction_id": trade.transaction_id,
        "out_trade_no": trade.number,
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "create_time": rfc3339(asked.created),
        "status": asked.status,
        "funds_account": "AVAILABLE",
        "amount": {
            "total": trade.fen,
            "refund": asked.fen,
            "payer_total": trade.fen,
            "payer_refund": asked.fen,
            "settlement_refund": asked.fen,
            "settlement_total": trade.fen,
            "discount_refund": 0,
            "currency": "CNY",
        },
        "promotion_detail": [],
    }
    if asked.status == "SUCCESS":
        said["success_time"] = rfc3339(asked.done_at)
    return said
