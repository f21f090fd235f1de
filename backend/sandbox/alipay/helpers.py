"""沙箱自己的接口: credentials, codes, paying without a phone, notifications in hand, the books; JSON or a form."""

from datetime import date
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json as json_response

from backend.sandbox.alipay import notices
from backend.sandbox.alipay.bills import any_day
from backend.sandbox.alipay.envelope import Platform
from backend.sandbox.alipay.merchants import BY_NAME
from backend.sandbox.alipay.notices import Pushes
from backend.sandbox.alipay.trades import QR_ADDRESS, Status, Trade, buyer_id, fee_fen, ledger, moment, yuan
from backend.sandbox.alipay.wallet import WALLET
from backend.sandbox.pages.forms import back, fields, unknown
from backend.sandbox.payers import ALIPAY, asked_code, payers
from backend.sandbox.people import BY_KEY, Person
from backend.sandbox.world import World, world_of

_STATES = {
    Status.ABSENT: "等人扫码",
    Status.WAITING: "等待付款",
    Status.SUCCESS: "已付款",
    Status.CLOSED: "已关闭",
}
helpers = Blueprint("sandbox_alipay", url_prefix="/sandbox/alipay")


def _json(said: Any) -> HTTPResponse:
    return json_response(said, ensure_ascii=False)


@helpers.get("/merchant/<name:str>")
async def merchant(request: Request, name: str) -> HTTPResponse:
    """Everything a platform needs to act for a demo merchant."""
    found = BY_NAME.get(name)
    if found is None:
        return unknown("没有这个商户")
    gateway, key = f"{request.scheme}://{request.host}/gateway.do", world_of(request).memory(Platform).key
    return _json(found.credentials(gateway, key))


@helpers.post("/payers/<key:str>/code")
async def fresh_code(request: Request, key: str) -> HTTPResponse:
    """A fresh payment code: see :func:`asked_code`."""
    world = world_of(request)
    code = asked_code(world, ALIPAY, key, fields(request))
    if code is None:
        return unknown("没有这位测试人物或这种付款愿望")
    facts = {"code": code.digits, "wish": code.wish, "buyer_id": buyer_id(code.person)}
    return _json(facts | {"balance_fen": _left(world, code.person)})


@helpers.post("/payers/<key:str>/pay")
async def pay(request: Request, key: str) -> HTTPResponse:
    """Pay what ``qr`` (a QR code's text), ``trade_no`` or ``number`` (a merchant's) names."""
    return _on_the_phone(request, key, give_up=False)


@helpers.post("/payers/<key:str>/cancel")
async def cancel(request: Request, key: str) -> HTTPResponse:
    """Cancel instead; the same fields."""
    return _on_the_phone(request, key, give_up=True)


def _on_the_phone(request: Request, key: str, *, give_up: bool) -> HTTPResponse:
    person, said, world = BY_KEY.get(key), fields(request), world_of(request)
    trade = _named(world, str(said.get("qr") or ""), str(said.get("trade_no") or ""), str(said.get("number") or ""))
    if person is None or trade is None:
        return unknown("没有这位测试人物或这个订单")
    problem = (WALLET.give_up if give_up else WALLET.pay)(world, trade.token, person)
    facts = {"ok": not problem, "message": problem, "trade_status": trade.status.value}
    return _json(facts | {"balance_fen": _left(world, person)})


def _named(world: World, qr: str, trade_no: str, number: str) -> Trade | None:
    books = ledger(world)
    if qr or trade_no:
        return books.tokens.get(qr.removeprefix(QR_ADDRESS) or trade_no)
    return next((one for one in reversed(books.trades.values()) if one.fen and one.number == number), None)


def _left(world: World, person: Person) -> int:
    return payers(world).balance(ALIPAY, person)


@helpers.get("/trades.json")
async def trades_json(request: Request) -> HTTPResponse:
    """Every trade and its refunds, newest first, as Alipay has them: what a till's own books must explain."""
    trades = [one for one in ledger(world_of(request)).trades.values() if one.fen]
    return _json([_entry(one) for one in reversed(trades)])


def _entry(trade: Trade) -> dict[str, object]:
    return {
        "merchant": trade.merchant.name,
        "payee": trade.merchant.seller_id,
        "number": trade.number,
        "trade_no": trade.trade_no,
        "state": trade.status.value,
        "fen": trade.fen,
        "fee_fen": fee_fen(trade.fen) if trade.paid_at is not None else 0,
        "refunded_fen": trade.refunded_fen,
        "paid": trade.paid_at is not None,
        "cancelled": trade.cancelled,
        "payer": trade.buyer.key if trade.buyer else "",
        "qr": f"{QR_ADDRESS}{trade.token}",
        "refunds": [{"number": one.number, "fen": one.fen, "done_at": moment(one.at)} for one in trade.refunds],
    }


@helpers.get("/moves.json")
async def moves_json(request: Request) -> HTTPResponse:
    """What moved on ``day`` by merchant: what a faultless bill says."""
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return unknown("day 应为日期")
    return _json(any_day(world_of(request), day))


@helpers.post("/rotate")
async def rotate(request: Request) -> HTTPResponse:
    """换密钥: another key of Alipay's signs from now on, and back at the next time."""
    platform = world_of(request).memory(Platform)
    platform.rotated = not platform.rotated
    return back(request, "alipay")


@helpers.get("/notices.json")
async def notices_json(request: Request) -> HTTPResponse:
    """Every notification, oldest first, with its body as it last stood on the wire."""
    return _json([push.as_dict() for push in world_of(request).memory(Pushes).all])


@helpers.post("/notices/deliver")
async def deliver(request: Request) -> HTTPResponse:
    """Send now whatever is due, and with ``held`` everything that has not arrived; answers when it was sent."""
    sent = await notices.deliver(world_of(request), held=bool(fields(request).get("held")))
    if fields(request).get("then") == "page":
        return back(request, "alipay")
    return _json([push.as_dict() for push in sent])


@helpers.post("/notices/again")
async def repeat(request: Request) -> HTTPResponse:
    """Send the newest notification about ``number`` once more, spoilt in the way of ``spoil`` (a fault's code)."""
    world, said = world_of(request), fields(request)
    push = notices.about(world, str(said.get("number") or ""))
    if push is None:
        return unknown("没有这个订单的通知")
    return _json({"ok": await notices.send_again(world, push, str(said.get("spoil") or ""))})


@helpers.post("/notices/make")
async def make(request: Request) -> HTTPResponse:
    """Headers and body of the newest notification about ``number``, not sent; ``spoil`` as above."""
    world, said = world_of(request), fields(request)
    push = notices.about(world, str(said.get("number") or ""))
    if push is None:
        return unknown("没有这个订单的通知")
    body = notices.body_of(world, push, str(said.get("spoil") or ""))
    return _json({"headers": notices.HEADERS, "body": body})


def panel(world: World) -> dict[str, Any]:
    """Facts of the control page's box."""
    trades = [one for one in ledger(world).trades.values() if one.fen][-20:]
    waiting = [one for one in world.memory(Pushes).all if one.state in ("waiting", "held")]
    return {
        "trades": [
            {
                "number": one.number,
                "merchant": one.merchant.title,
                "subject": one.subject,
                "yuan": yuan(one.fen),
                "state": "已撤销" if one.cancelled else _STATES[one.status],
                "payer": one.buyer.name if one.buyer else "",
                "time": moment(one.made_at)[11:],
                "refunded": yuan(one.refunded_fen) if one.refunded_fen else "",
            }
            for one in reversed(trades)
        ],
        "waiting": [{"about": one.number, "held": one.held} for one in waiting],
        "rotated": world.memory(Platform).rotated,
    }
