"""查询、撤销、关闭、退款: how a trade stands, and how it ends or goes back. Sources: INTEGRATIONS §3.1."""

from typing import Any

from backend.sandbox.alipay.charging import paid
from backend.sandbox.alipay.envelope import TRADES, Call, method, wished
from backend.sandbox.alipay.notices import tell
from backend.sandbox.alipay.refusals import no, unknown, wished_refusal
from backend.sandbox.alipay.trades import (
    Status,
    Trade,
    buyer_id,
    close,
    find,
    give_back,
    logon_id,
    moment,
    open_trade,
    take_money,
    yuan,
)
from backend.sandbox.payers import Wish
from backend.sandbox.world import World

# A payer who types soon has done so by this query, counted from one.
SOON = 2


@method("alipay.trade.query")
def query(call: Call) -> dict[str, Any]:
    """交易查询."""
    if wished(call.world, TRADES, "unknown"):
        raise unknown()
    trade = _asked(call)
    if trade is None or trade.status is Status.ABSENT:
        raise no("TRADE_NOT_EXIST")
    if trade.status is Status.WAITING:
        _let_payer_act(call.world, trade)
    fields: dict[str, Any] = {
        "trade_no": trade.trade_no,
        "out_trade_no": trade.number,
        "trade_status": trade.status.value,
        "total_amount": yuan(trade.fen),
        "point_amount": "0.00",
        "invoice_amount": "0.00",
    }
    if trade.buyer is not None:
        fields |= {"buyer_logon_id": logon_id(trade.buyer), "buyer_user_id": buyer_id(trade.buyer)}
    if trade.paid_at is not None:
        fields |= paid(trade) | {"send_pay_date": moment(trade.paid_at)}
        del fields["gmt_payment"]
    return fields


def _let_payer_act(world: World, trade: Trade) -> None:
    trade.queries += 1
    if trade.buyer is None or not trade.asks_password or trade.queries < SOON:
        return
    if trade.wish is Wish.PASSWORD_SOON and take_money(world, trade, trade.buyer):
        tell(world, trade)
    elif trade.wish in (Wish.GIVES_UP, Wish.PASSWORD_SOON):
        close(world, trade)


@method("alipay.trade.cancel")
def cancel(call: Call) -> dict[str, Any]:
    """交易撤销: closes, or gives the money back the same day; a number never seen is marked, so that it stays so."""
    if not (call.text("out_trade_no") or call.text("trade_no")):
        raise no("INVALID_PARAMETER")
    if wished(call.world, TRADES, "unknown"):
        raise unknown()
    wished_refusal(call.world, "after")
    number = {"out_trade_no": call.text("out_trade_no")}
    if wished(call.world, TRADES, "retry_flag"):
        return number | {"retry_flag": "Y"}
    trade = _asked(call)
    if trade is None:
        # The question to pay may still be on its way: the mark lets it find nothing to do.
        if number["out_trade_no"]:
            made = open_trade(call.world, call.merchant, number["out_trade_no"], 0, "", call.world.now())
            made.cancelled = True
        return number | {"retry_flag": "N"}
    if trade.status is Status.ABSENT:
        trade.cancelled = not wished(call.world, TRADES, "late_scan")
        return number | {"retry_flag": "N"}
    done = number | {"trade_no": trade.trade_no, "retry_flag": "N"}
    if trade.status is Status.CLOSED:
        return done | {"action": "refund" if trade.paid_at is not None else "close"}
    if trade.status is Status.WAITING:
        close(call.world, trade)
        trade.cancelled = True
        return done | {"action": "close"}
    give_back(call.world, trade, "", trade.fen - trade.refunded_fen)
    trade.cancelled = True
    tell(call.world, trade)
    return done | {"action": "refund", "gmt_refund_pay": moment(call.world.now())}


@method("alipay.trade.close")
def close_trade(call: Call) -> dict[str, Any]:
    """交易关闭: only what was opened and not paid."""
    if wished(call.world, TRADES, "unknown"):
        raise unknown()
    wished_refusal(call.world, "after")
    trade = _asked(call)
    if trade is None or trade.status is Status.ABSENT:
        raise no("TRADE_NOT_EXIST")
    if trade.status is not Status.WAITING:
        raise no("TRADE_STATUS_ERROR")
    close(call.world, trade)
    return {"trade_no": trade.trade_no, "out_trade_no": trade.number}


@method("alipay.trade.refund")
def refund(call: Call) -> dict[str, Any]:
    """退款: ``out_request_no`` makes it happen once."""
    trade = _asked(call)
    if trade is None or trade.status is Status.ABSENT:
        raise no("TRADE_NOT_EXIST")
    fen, number = _refund_fen(call), call.text("out_request_no") or trade.number
    before = trade.refund(number)
    if before is not None:
        if before.fen != fen:
            raise no("DISCORDANT_REPEAT_REQUEST")
        return _refunded(trade, "N")
    if trade.paid_at is None:
        raise no("TRADE_STATUS_ERROR")
    if trade.status is Status.CLOSED:
        raise no("TRADE_HAS_CLOSE")
    if wished(call.world, TRADES, "unknown"):
        raise unknown()
    wished_refusal(call.world, "after")
    if fen > trade.fen - trade.refunded_fen or (fen < trade.fen and not call.text("out_request_no")):
        raise no("REFUND_AMT_NOT_EQUAL_TOTAL")
    if wished(call.world, TRADES, "refund_stuck"):
        return _refunded(trade, "N")
    give_back(call.world, trade, number, fen, call.text("refund_reason"))
    tell(call.world, trade)
    if wished(call.world, TRADES, "unknown_taken"):
        raise unknown()
    return _refunded(trade, "Y")


def _refunded(trade: Trade, moved: str) -> dict[str, Any]:
    assert trade.buyer is not None  # noqa: S101 - only paid trades come here, for the type checker
    fields = {
        "trade_no": trade.trade_no,
        "out_trade_no": trade.number,
        "buyer_logon_id": logon_id(trade.buyer),
        "buyer_user_id": buyer_id(trade.buyer),
        "fund_change": moved,
        "refund_fee": yuan(trade.refunded_fen),
        "send_back_fee": yuan(trade.refunds[-1].fen if moved == "Y" else 0),
    }
    return fields | ({"gmt_refund_pay": moment(trade.refunds[-1].at)} if trade.refunds else {})


@method("alipay.trade.fastpay.refund.query")
def refund_query(call: Call) -> dict[str, Any]:
    """退款查询: an unknown refund of a known trade is a success without a word about money."""
    trade = _asked(call)
    if trade is None or trade.status is Status.ABSENT:
        raise no("TRADE_NOT_EXIST")
    found = trade.refund(call.given("out_request_no"))
    if found is None:
        return {}
    return {
        "trade_no": trade.trade_no,
        "out_trade_no": trade.number,
        "out_request_no": found.number,
        "total_amount": yuan(trade.fen),
        "refund_amount": yuan(found.fen),
        "refund_status": "REFUND_SUCCESS",
        "refund_reason": found.reason,
        "gmt_refund_pay": moment(found.at),
    }


def _refund_fen(call: Call) -> int:
    text = call.given("refund_amount")
    whole, _, part = text.partition(".")
    if not (whole.isdecimal() and len(part) <= 2 and (part.isdecimal() or not part)):
        raise no("INVALID_PARAMETER")
    fen = int(whole) * 100 + int(part.ljust(2, "0") or 0)
    if fen <= 0:
        raise no("INVALID_PARAMETER")
    return fen


def _asked(call: Call) -> Trade | None:
    """The trade that the call names, if it was ever offered; a mark of cancel alone is none."""
    number, trade_no = call.text("out_trade_no"), call.text("trade_no")
    if not (number or trade_no):
        raise no("INVALID_PARAMETER")
    found = find(call.world, call.merchant, number, trade_no)
    return found if found is not None and found.fen else None
