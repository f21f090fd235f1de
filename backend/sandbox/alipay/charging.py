"""收款: a charge begins, by payment code, QR code, inside Alipay, or on a phone's page. Sources: INTEGRATIONS §3.1."""

import re
from datetime import datetime
from typing import Any

from sanic import HTTPResponse
from sanic.response import redirect

from backend.sandbox.alipay.envelope import CODES, TRADES, Call, Failed, method, page_method, wished
from backend.sandbox.alipay.notices import tell
from backend.sandbox.alipay.refusals import no, unknown, wished_refusal
from backend.sandbox.alipay.trades import (
    BAR_CODE_LIFE_S,
    QR_ADDRESS,
    SHANGHAI,
    Status,
    Trade,
    buyer_id,
    close,
    find,
    logon_id,
    moment,
    open_trade,
    take_money,
    yuan,
)
from backend.sandbox.payers import ALIPAY, PaymentCode, Wish, code_of
from backend.sandbox.people import PEOPLE

QR_LIFE_S, DAY_S = 7200, 86400
LARGEST_FEN = 10_000_000_000
_AMOUNT = re.compile(r"(0|[1-9]\d{0,8})(\.\d{1,2})?")
_SPAN = re.compile(r"([1-9]\d*)([mhd])")
_SPANS_S = {"m": 60, "h": 3600, "d": 86400}
_NUMBER = re.compile(r"[0-9A-Za-z_]{1,64}|[0-9A-Za-z_-]{1,64}")
_WISHES = {
    Wish.NOT_ENOUGH: "BUYER_BALANCE_NOT_ENOUGH",
    Wish.RISK: "PAYMENT_REQUEST_HAS_RISK",
    Wish.LIMIT: "BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR",
    Wish.ACCOUNT: "BUYER_ENABLE_STATUS_FORBID",
}


@method("alipay.trade.pay")
def pay(call: Call) -> dict[str, Any]:
    """条码支付: the clerk scanned the payer's code."""
    number, fen = _number(call), _fen(call)
    if call.given("scene") not in ("bar_code", "wave_code", "security_code"):
        raise no("INVALID_PARAMETER")
    digits, subject = call.given("auth_code"), call.given("subject")
    known = find(call.world, call.merchant, number)
    if known is not None:
        return _repeated(call, known, fen, digits)
    wished_refusal(call.world, "charge")
    if wished(call.world, TRADES, "unknown"):
        raise unknown()
    code = code_of(call.world, ALIPAY, digits)
    if code is None or code.used or code.expired(call.world):
        raise no("PAYMENT_AUTH_CODE_INVALID")
    if code.wish in _WISHES:
        raise no(_WISHES[code.wish])
    trade = _opened(call, number, fen, subject, _ends_at(call, BAR_CODE_LIFE_S))
    trade.code, trade.status = digits, Status.WAITING
    return _charged(call, trade, code)


def _charged(call: Call, trade: Trade, code: PaymentCode) -> dict[str, Any]:
    code.used = True
    trade.buyer, trade.wish = code.person, code.wish
    if wished(call.world, TRADES, "waiting"):
        trade.wish = Wish.PASSWORD_SOON
    if trade.wish is not Wish.PAYS:
        trade.asks_password = True
        return _waiting(trade)
    if not take_money(call.world, trade, code.person):
        close(call.world, trade)
        raise no("BUYER_BALANCE_NOT_ENOUGH")
    tell(call.world, trade)
    if wished(call.world, TRADES, "unknown_taken"):
        raise unknown()
    return paid(trade)


def _repeated(call: Call, trade: Trade, fen: int, digits: str) -> dict[str, Any]:
    """The same number again: nothing is taken twice."""
    if trade.cancelled or trade.status is Status.CLOSED:
        raise no("TRADE_HAS_CLOSE")
    if trade.fen != fen or trade.code != digits:
        raise no("TRADE_HAS_SUCCESS" if trade.status is Status.SUCCESS else "CONTEXT_INCONSISTENT")
    if trade.status is Status.SUCCESS:
        return paid(trade)
    return _waiting(trade)


def paid(trade: Trade) -> dict[str, Any]:
    """The fields of a finished payment."""
    assert trade.buyer is not None  # noqa: S101 - only paid trades come here, for the type checker
    assert trade.paid_at is not None  # noqa: S101 - the same
    return {
        "trade_no": trade.trade_no,
        "out_trade_no": trade.number,
        "buyer_logon_id": logon_id(trade.buyer),
        "total_amount": yuan(trade.fen),
        "receipt_amount": yuan(trade.fen),
        "buyer_pay_amount": yuan(trade.fen),
        "point_amount": "0.00",
        "invoice_amount": yuan(trade.fen),
        "gmt_payment": moment(trade.paid_at),
        "fund_bill_list": [{"fund_channel": "ALIPAYACCOUNT", "amount": yuan(trade.fen)}],
        "buyer_user_id": buyer_id(trade.buyer),
    }


def _waiting(trade: Trade) -> dict[str, Any]:
    return {
        "code": "10003",
        "msg": CODES["10003"],
        "trade_no": trade.trade_no,
        "out_trade_no": trade.number,
        "total_amount": yuan(trade.fen),
    }


@method("alipay.trade.precreate")
def precreate(call: Call) -> dict[str, Any]:
    """扫码支付: a QR code for the payer to scan; the trade exists from then on."""
    trade = _offered(call, "qr_code_timeout_express")
    return {"out_trade_no": trade.number, "qr_code": f"{QR_ADDRESS}{trade.token}"}


@method("alipay.trade.create")
def create(call: Call) -> dict[str, Any]:
    """JSAPI: a trade that the payer's Alipay opens by its number; it exists at once."""
    buyer = call.text("buyer_id") or call.text("buyer_open_id") or call.text("op_buyer_open_id")
    person = next((one for one in PEOPLE if buyer_id(one) == buyer), None)
    if person is None:
        raise no("INVALID_PARAMETER")
    trade = _offered(call, "timeout_express")
    trade.buyer = person
    if trade.status is Status.ABSENT:
        trade.status = Status.WAITING
    return {"out_trade_no": trade.number, "trade_no": trade.trade_no}


@page_method("alipay.trade.wap.pay")
async def wap_pay(call: Call) -> HTTPResponse:
    """手机网站支付: the payer's browser comes with the signed order and goes on to the phone's page."""
    try:
        trade = _offered(call, "timeout_express")
    except Failed as refusal:
        return redirect(f"/sandbox/payer?refused={refusal.sub_code}")
    trade.back_url = call.params.get("return_url", "") or call.text("quit_url")
    return redirect(f"/sandbox/payer/alipay/{trade.token}")


def _offered(call: Call, span: str) -> Trade:
    """A trade for the payer to open; the same question again finds the same trade."""
    number, fen, subject = _number(call), _fen(call), call.given("subject")
    wished_refusal(call.world, "charge")
    if wished(call.world, TRADES, "unknown"):
        raise unknown()
    known = find(call.world, call.merchant, number)
    if known is None:
        return _opened(call, number, fen, subject, _ends_at(call, QR_LIFE_S, span))
    if known.cancelled or known.status is Status.CLOSED:
        raise no("TRADE_HAS_CLOSE")
    if known.status is Status.SUCCESS:
        raise no("TRADE_HAS_SUCCESS")
    if (known.fen, known.subject) != (fen, subject):
        raise no("CONTEXT_INCONSISTENT")
    return known


def _opened(call: Call, number: str, fen: int, subject: str, ends_at: float) -> Trade:
    trade = open_trade(call.world, call.merchant, number, fen, subject, ends_at)
    trade.notify_url, trade.passback = call.params.get("notify_url", ""), call.text("passback_params")
    trade.store, trade.operator = call.text("store_id"), call.text("operator_id")
    trade.terminal = call.text("terminal_id")
    return trade


def _number(call: Call) -> str:
    number = call.given("out_trade_no")
    if not _NUMBER.fullmatch(number):
        raise no("INVALID_PARAMETER")
    return number


def _fen(call: Call) -> int:
    text = call.given("total_amount")
    if not _AMOUNT.fullmatch(text):
        raise no("INVALID_PARAMETER")
    whole, _, part = text.partition(".")
    fen = int(whole) * 100 + int(part.ljust(2, "0") or 0)
    if not 0 < fen <= LARGEST_FEN:
        raise no("TOTAL_FEE_EXCEED")
    return fen


def _ends_at(call: Call, usual_s: int, span: str = "timeout_express") -> float:
    """Until when it can be paid: an absolute ``time_expire`` in Beijing's time, or a span from now."""
    now = call.world.now()
    if text := call.text("time_expire"):
        try:
            at = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI).timestamp()
        except ValueError:
            raise no("INVALID_PARAMETER") from None
        # Counted from the caller's own clock, which need not have been moved with the sandbox's.
        span_s = at - call.asked_at
        if not 0 < span_s <= 15 * DAY_S:
            raise no("INVALID_PARAMETER")
        return now + span_s
    if text := call.text(span) or call.text("timeout_express"):
        match = _SPAN.fullmatch(text)
        if match is None:
            raise no("INVALID_PARAMETER")
        return now + int(match[1]) * _SPANS_S[match[2]]
    return now + usual_s
