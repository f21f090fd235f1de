"""下单、查单、关单、撤销 and payment codes on the wire, direct and through a service provider.

Sources: INTEGRATIONS §2.1; the rules of payment codes (single use, passwords) §2.2.
"""

from typing import Any
from uuid import uuid4

from sanic import Blueprint

from backend.sandbox.payers import WECHATPAY, PaymentCode, Wish, code_of, payers
from backend.sandbox.wechatpay.asked import H5_LIFE_S, merchant_named, order, part, text
from backend.sandbox.wechatpay.calls import Call, fault, signed_call
from backend.sandbox.wechatpay.refusals import WechatPayError, wrong
from backend.sandbox.wechatpay.trades import Trade, as_told, local, parties, revoke, take_money, trades

# Payments above 1,000 yuan, and more than ten a day, need the payer's password. INTEGRATIONS §2.2.
FREE_FEN, FREE_A_DAY = 100_000, 10
SENTENCES = {
    "NOT_ENOUGH": "用户账号余额不足",
    "ORDERPAID": "该订单已支付",
    "ORDER_CLOSED": "该订单已关闭",
}

wire = Blueprint("wechatpay_orders")


def _both(path: str, name: str) -> Any:
    """A route on the direct path and on the service provider's."""

    def place(handler: Any) -> Any:
        route = signed_call(handler)
        methods = ["GET"] if name.startswith("query") else ["POST"]
        wire.add_route(route, f"/v3/pay/transactions/{path}", methods, name=name)
        wire.add_route(route, f"/v3/pay/partner/transactions/{path}", methods, name=f"{name}_partner")
        return handler

    return place


@_both("jsapi", "jsapi")
async def jsapi(call: Call) -> dict[str, Any]:
    """JSAPI 下单: in WeChat's own browser and in the mini-program."""
    return {"prepay_id": _prepaid(call, "JSAPI").prepay_id}


@_both("native", "native")
async def native(call: Call) -> dict[str, Any]:
    """Native 下单: a QR code for the payer to scan."""
    return {"code_url": _prepaid(call, "NATIVE").code_url}


@_both("h5", "h5")
async def h5(call: Call) -> dict[str, Any]:
    """H5 下单: a page that opens WeChat from any other browser; good for five minutes."""
    trade = _prepaid(call, "MWEB")
    trade.expires = min(trade.expires, call.world.now() + H5_LIFE_S)
    # The real one stands at wx.tenpay.com; here it is the sandbox's own address, as the caller reached it.
    place = f"{call.request.scheme}://{call.request.host}/cgi-bin/mmpayweb-bin/checkmweb"
    return {"h5_url": f"{place}?prepay_id={trade.prepay_id}&package={uuid4().int % 10**10}"}


def _prepaid(call: Call, kind: str) -> Trade:
    asked = order(call, kind)
    known = trades(call.world).trades
    key = (call.merchant.payee, asked.number)
    before = known.get(key)
    if before is not None:
        _same_again(before, asked)
        asked = before
    asked.prepay_id = f"wx{local(call.world.now()):%d%H%M%S}{uuid4().hex[:26]}"
    if kind == "NATIVE" and not asked.code_url:
        asked.code_url = f"weixin://wxpay/bizpayurl?pr={uuid4().hex[:9]}zz"
    known[key] = asked
    return asked


def _same_again(before: Trade, asked: Trade) -> None:
    """The same order may be asked for again while nobody has paid; any other use of its number is refused."""
    if before.state in ("SUCCESS", "REFUND"):
        raise WechatPayError("ORDERPAID", SENTENCES["ORDERPAID"])
    if before.state != "NOTPAY":
        raise WechatPayError("ORDER_CLOSED", SENTENCES["ORDER_CLOSED"])
    if (before.kind, before.fen, before.subject, before.app_id, before.openid) != (
        asked.kind,
        asked.fen,
        asked.subject,
        asked.app_id,
        asked.openid,
    ):
        raise WechatPayError("OUT_TRADE_NO_USED", "商户订单号重复，请使用原参数或更换商户订单号")


@_both("codepay", "codepay")
async def codepay(call: Call) -> dict[str, Any]:
    """付款码支付: takes the money at once, or asks the payer for the password; there is no notice."""
    trade = order(call, "MICROPAY")
    digits = text(part(call.body, "payer"), "auth_code", 32, "payer/")
    store = part(part(call.body, "scene_info"), "store_info", "scene_info/")
    if not (store.get("id") or store.get("out_id")):
        raise wrong("scene_info/store_info/id", "门店编号 id 或 out_id 至少填一个")
    known = trades(call.world).trades
    key = (call.merchant.payee, trade.number)
    if key in known:
        paid = known[key].state in ("SUCCESS", "REFUND")
        raise WechatPayError(*(("ORDERPAID", "该订单已支付") if paid else ("OUT_TRADE_NO_USED", "商户订单号重复")))
    code = _code(call, digits)
    code.used = True
    trade.payer, trade.wish = code.person, code.wish
    forced = fault(call.world, "paying", "paying_error")
    if not forced and not _needs_password(call, trade, code):
        _refuse(call, trade, code)
        known[key] = trade
        return as_told(trade)
    trade.state = "USERPAYING"
    if forced and trade.wish is Wish.PAYS:
        trade.wish = Wish.PASSWORD_SOON
    known[key] = trade
    if forced == "paying_error":
        raise WechatPayError("USER_PAYING", "需要用户输入支付密码，请稍后查询支付结果")
    return parties(trade, app=False) | {
        "out_trade_no": trade.number,
        "trade_state": trade.state,
        "trade_state_desc": "需要用户输入支付密码",
    }


def _code(call: Call, digits: str) -> PaymentCode:
    code = code_of(call.world, WECHATPAY, digits)
    if code is None:
        raise WechatPayError("AUTH_CODE_INVALID", "付款码无效，请使用微信付款码")
    if code.used or code.expired(call.world):
        raise WechatPayError("AUTHCODEEXPIRE", "101 付款码已过期，请刷新再试")
    return code


def _needs_password(call: Call, trade: Trade, code: PaymentCode) -> bool:
    if code.wish in (Wish.PASSWORD, Wish.PASSWORD_SOON, Wish.GIVES_UP):
        return True
    if code.wish is not Wish.PAYS:
        return False
    day = f"{local(call.world.now()):%Y-%m-%d}"
    many = payers(call.world).count_free_payment(WECHATPAY, code.person, day) > FREE_A_DAY
    return many or trade.fen > FREE_FEN


def _refuse(call: Call, trade: Trade, code: PaymentCode) -> None:
    """Takes the money, or says why not. A refused attempt leaves no order, as at WeChat Pay."""
    if code.wish is Wish.RISK:
        raise WechatPayError("TRADE_ERROR", "交易存在风险，已拦截")
    if code.wish is Wish.LIMIT:
        raise WechatPayError("RULE_LIMIT", "业务规则限制：用户支付超过限额")
    if code.wish is Wish.ACCOUNT:
        raise WechatPayError("USER_ACCOUNT_ABNORMAL", "用户账户异常")
    poor = code.wish is Wish.NOT_ENOUGH
    problem = "NOT_ENOUGH" if poor else take_money(call.world, trade, code.person)
    if problem:
        raise WechatPayError(problem, SENTENCES[problem])


def found(call: Call, number: str) -> Trade:
    """The trade of that number; refuses when there is none."""
    trade = trades(call.world).trades.get((call.merchant.payee, number))
    if trade is None:
        raise WechatPayError("ORDER_NOT_EXIST", "订单不存在")
    return trade


@_both("out-trade-no/<number:str>", "query_by_number")
async def query(call: Call, number: str) -> dict[str, Any]:
    """按商户订单号查单."""
    _named_in_the_address(call)
    if fault(call.world, "absent"):
        raise WechatPayError("ORDER_NOT_EXIST", "订单不存在")
    trade = found(call, number)
    _time_passes(call, trade)
    return as_told(trade)


@_both("id/<transaction_id:str>", "query_by_id")
async def query_by_id(call: Call, transaction_id: str) -> dict[str, Any]:
    """按微信支付订单号查单."""
    _named_in_the_address(call)
    mine = (trade for (payee, _), trade in trades(call.world).trades.items() if payee == call.merchant.payee)
    trade = next((one for one in mine if one.transaction_id == transaction_id), None)
    if trade is None:
        raise WechatPayError("ORDER_NOT_EXIST", "订单不存在")
    return as_told(trade)


def _named_in_the_address(call: Call) -> None:
    names = ("sp_mchid", "sub_mchid") if call.partner else ("mchid",)
    merchant_named(call, {name: call.query(name) for name in names})


def _time_passes(call: Call, trade: Trade) -> None:
    """A payer at the password makes up their mind by the second query."""
    if trade.state != "USERPAYING" or trade.payer is None:
        return
    trade.queries += 1
    if trade.queries < 2:
        return
    if trade.wish is Wish.PASSWORD_SOON and take_money(call.world, trade, trade.payer):
        trade.state = "PAYERROR"
    if trade.wish is Wish.GIVES_UP:
        trade.state = "PAYERROR"


@_both("out-trade-no/<number:str>/close", "close")
async def close(call: Call, number: str) -> None:
    """关单: 204, and nobody can pay any more."""
    merchant_named(call, call.body)
    trade = found(call, number)
    if trade.state in ("SUCCESS", "REFUND"):
        raise WechatPayError("ORDERPAID", SENTENCES["ORDERPAID"])
    if trade.state != "NOTPAY":
        raise WechatPayError("ORDER_CLOSED", "当前订单已关闭，无需再次调用")
    if fault(call.world, "close_too_early"):
        raise WechatPayError("INVALID_REQUEST", "订单生成不足 5 分钟，不能关单")
    trade.state = "CLOSED"


@_both("out-trade-no/<number:str>/reverse", "reverse")
async def reverse(call: Call, number: str) -> dict[str, Any]:
    """撤销: for payment codes only; what was paid goes back."""
    merchant_named(call, call.body)
    trade = found(call, number)
    if trade.kind != "MICROPAY":
        raise WechatPayError("INVALID_REQUEST", "只有付款码支付的订单可以撤销")
    if fault(call.world, "reverse_again"):
        raise WechatPayError("SYSTEM_ERROR", "系统错误，请用相同参数再次调用")
    if trade.state == "REFUND":
        raise WechatPayError("TRADE_ERROR", "订单已发起退款，不能撤销")
    if trade.state != "REVOKED":
        revoke(call.world, trade)
    return parties(trade) | {"out_trade_no": trade.number}
