"""沙箱自己的接口: credentials, paying without a phone, notices in hand, the ledger; JSON or a form."""

from dataclasses import replace
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json as json_response

from backend.sandbox.pages.forms import back, fields, unknown
from backend.sandbox.payers import WECHATPAY, asked_code, payers
from backend.sandbox.people import BY_KEY
from backend.sandbox.wechatpay import notices
from backend.sandbox.wechatpay.merchants import BY_NAME, Platform, credentials
from backend.sandbox.wechatpay.notices import Notice, Notices
from backend.sandbox.wechatpay.refunds import end_refund
from backend.sandbox.wechatpay.trades import Refund, Trade, as_told, fee_of, local, rfc3339, trades
from backend.sandbox.wechatpay.wallet import WALLET
from backend.sandbox.world import World, world_of

helpers = Blueprint("sandbox_wechatpay", url_prefix="/sandbox/wechatpay")


def _json(said: Any, status: int = 200) -> HTTPResponse:
    return json_response(said, status=status, ensure_ascii=False)


@helpers.get("/merchant/<name:str>")
async def merchant(request: Request, name: str) -> HTTPResponse:
    """Everything that one demo merchant's settings need."""
    account = BY_NAME.get(name)
    if account is None:
        return unknown("没有这个商户")
    return _json(credentials(world_of(request), account, f"{request.scheme}://{request.host}"))


@helpers.post("/payers/<key:str>/code")
async def payment_code(request: Request, key: str) -> HTTPResponse:
    """A fresh payment code of a person; its fields say how it will go: see :func:`asked_code`."""
    world = world_of(request)
    code = asked_code(world, WECHATPAY, key, fields(request))
    if code is None:
        return unknown("没有这位测试人物或这种付款愿望")
    left = payers(world).balance(WECHATPAY, code.person)
    return _json({"code": code.digits, "wish": code.wish, "balance_fen": left})


@helpers.post("/payers/<key:str>/pay")
async def pay(request: Request, key: str) -> HTTPResponse:
    """Pay what ``number`` (a merchant's) or ``qr`` names: the text of a QR code, an H5 address or a prepay id."""
    return _on_the_phone(request, key, give_up=False)


@helpers.post("/payers/<key:str>/cancel")
async def cancel(request: Request, key: str) -> HTTPResponse:
    """Cancel at the password; the same fields."""
    return _on_the_phone(request, key, give_up=True)


def _on_the_phone(request: Request, key: str, *, give_up: bool) -> HTTPResponse:
    person, said, world = BY_KEY.get(key), fields(request), world_of(request)
    trade = _by_number(world, str(said.get("number") or ""))
    bill = WALLET.shown(world, trade) if trade else WALLET.scanned(world, str(said.get("qr") or ""))
    if person is None or bill is None:
        return unknown("没有这位测试人物或这个订单")
    problem = (WALLET.give_up if give_up else WALLET.pay)(world, bill.key, person)
    facts = {"ok": not problem, "message": problem, "balance_fen": payers(world).balance(WECHATPAY, person)}
    return _json(facts)


def _by_number(world: World, number: str) -> Trade | None:
    known = reversed(trades(world).trades.values())
    return next((trade for trade in known if trade.number == number), None)


@helpers.get("/trades.json")
async def trades_json(request: Request) -> HTTPResponse:
    """Every trade and its refunds, newest first, as WeChat Pay has them: what a till's own books must explain."""
    return _json([_entry(trade) for trade in reversed(trades(world_of(request)).trades.values())])


def _entry(trade: Trade) -> dict[str, Any]:
    return {
        "merchant": trade.merchant.name,
        "payee": trade.merchant.payee,
        "number": trade.number,
        "kind": trade.kind,
        "fen": trade.fen,
        "fee_fen": fee_of(trade.fen) if trade.paid_at else 0,
        "refunded_fen": trade.refunded_fen,
        "paid": bool(trade.paid_at),
        "state": trade.state,
        "transaction_id": trade.transaction_id,
        "payer": trade.payer.key if trade.payer else "",
        "code_url": trade.code_url,
        "prepay_id": trade.prepay_id,
        "paid_at": rfc3339(trade.paid_at) if trade.paid_at else None,
        "revoked_at": rfc3339(trade.revoked_at) if trade.revoked_at else None,
        "refunds": [
            {
                "number": refund.number,
                "fen": refund.fen,
                "status": refund.status,
                "done_at": rfc3339(refund.done_at) if refund.done_at else None,
            }
            for refund in trade.refunds
        ],
    }


@helpers.post("/refunds/finish")
async def finish_refunds(request: Request) -> HTTPResponse:
    """End the slow refunds (or only ``number``) with ``status`` (SUCCESS, ABNORMAL or CLOSED)."""
    world, said = world_of(request), fields(request)
    status = str(said.get("status") or "SUCCESS")
    if status not in ("SUCCESS", "ABNORMAL", "CLOSED"):
        return unknown("没有这种结果")
    ended = [
        refund
        for refund in trades(world).refunds.values()
        if refund.status == "PROCESSING" and said.get("number") in (None, "", refund.number)
    ]
    for refund in ended:
        end_refund(world, refund, status)
    return _json({"ok": True, "ended": [refund.number for refund in ended]})


@helpers.post("/funds")
async def set_funds(request: Request) -> HTTPResponse:
    """What a merchant ``name`` has: ``fen``."""
    account, fen = BY_NAME.get(str(fields(request).get("name"))), str(fields(request).get("fen", ""))
    if account is None or not fen.isdigit():
        return unknown("没有这个商户")
    trades(world_of(request)).funds[account.payee] = int(fen)
    return back(request, "wechatpay")


@helpers.post("/rotate")
async def rotate(request: Request) -> HTTPResponse:
    """换证书: a new platform certificate signs from now on."""
    platform = world_of(request).memory(Platform)
    platform.generation += 1
    return back(request, "wechatpay")


@helpers.post("/platform")
async def set_platform(request: Request) -> HTTPResponse:
    """``notices_by`` certificate or public_key; ``ahead`` seconds that answers and notices claim to be ahead."""
    platform, said = world_of(request).memory(Platform), fields(request)
    if "notices_by" in said:
        platform.notices_by_certificate = said["notices_by"] == "certificate"
    if "ahead" in said:
        platform.ahead_s = float(said["ahead"])
    return back(request, "wechatpay")


@helpers.get("/notices.json")
async def notices_json(request: Request) -> HTTPResponse:
    """Every notice, oldest first, and the answers it got (0: none)."""
    return _json([_notice(notice) for notice in world_of(request).memory(Notices).all])


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.id,
        "event": notice.event,
        "about": notice.about,
        "state": notice.state,
        "answers": notice.tries,
        "due": rfc3339(notice.due),
    }


@helpers.post("/notices/deliver")
async def deliver_notices(request: Request) -> HTTPResponse:
    """Send now whatever is due, and with ``held`` whatever was held back; answers when it was sent."""
    sent = await notices.deliver(world_of(request), held=bool(fields(request).get("held")))
    if fields(request).get("then") == "page":
        return back(request, "wechatpay")
    return _json([_notice(notice) for notice in sent])


@helpers.post("/notices/again")
async def repeat_notice(request: Request) -> HTTPResponse:
    """Send the notice about ``number`` once more, spoilt in the way of ``spoil`` (a fault's code, or empty)."""
    world, said = world_of(request), fields(request)
    notice = _about(world, str(said.get("number") or ""))
    if notice is None:
        return unknown("没有这个订单或退款的通知")
    again = replace(notice, spoil=str(said.get("spoil") or ""), tries=[], state="sending")
    await notices.send(world, again)
    return _json(_notice(again))


@helpers.post("/notices/make")
async def make_notice(request: Request) -> HTTPResponse:
    """Headers and body of the notice about ``number``, not sent; ``spoil`` as above, or ``probe``."""
    world, said = world_of(request), fields(request)
    notice = _about(world, str(said.get("number") or ""))
    if notice is None:
        return unknown("没有这个订单或退款的通知")
    headers, body = notices.message(world, notice, str(said.get("spoil") or ""))
    return _json({"headers": headers, "body": body.decode()})


def _about(world: World, number: str) -> Notice | None:
    known = world.memory(Notices).all
    return next((notice for notice in reversed(known) if notice.about == number), None)


def panel(world: World) -> dict[str, Any]:
    """Facts of the control page's box."""
    memory, platform = trades(world), world.memory(Platform)
    shown = [
        {
            "number": trade.number,
            "merchant": trade.merchant.title,
            "subject": trade.subject,
            "yuan": f"{trade.fen / 100:.2f}",
            "state": as_told(trade)["trade_state_desc"],
            "open": trade.state in ("NOTPAY", "USERPAYING"),
            "payer": trade.payer.name if trade.payer else "",
            "time": f"{local(trade.created):%H:%M:%S}",
            "refunded": f"{trade.refunded_fen / 100:.2f}" if trade.refunded_fen else "",
        }
        for trade in list(memory.trades.values())[-20:][::-1]
    ]
    waiting = [notice for notice in world.memory(Notices).all if notice.state in ("waiting", "held")]
    slow: list[Refund] = [refund for refund in memory.refunds.values() if refund.status == "PROCESSING"]
    return {
        "trades": shown,
        "waiting": [
            {"event": notice.event, "about": notice.about, "held": notice.state == "held"} for notice in waiting
        ],
        "slow": len(slow),
        "generation": platform.generation,
        "by_certificate": platform.notices_by_certificate,
    }
