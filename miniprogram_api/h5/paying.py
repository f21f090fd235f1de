"""Paying the fee on the phone (支付服务费): the amount, two big buttons, the true state afterwards, the receipt.

A page that is left and opened again, or that a channel sends somebody back to, shows what we know from the channel and
never what the address claims.
"""

from datetime import timedelta

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect

from backend import invoices, payments, transfers
from backend.invoices import InvoiceState
from backend.kit import clock
from backend.kit.access import Role, allow
from backend.payments import ChargeState, ChargeView, OrderView
from miniprogram_api.h5.shown import page
from miniprogram_api.paying import UNSURE, by_whom, channels_here, in_wechat, newest_of, own_order

bp = Blueprint("h5_paying", url_prefix="/h5/t")

# What came of an attempt is told for so long; later it is old news.
TOLD_FOR = timedelta(minutes=30)
# After these somebody may ask for an invoice anew.
AGAIN = frozenset({InvoiceState.WITHDRAWN, InvoiceState.RED_REVERSED})
OPEN = UNSURE | {ChargeState.WAITING, ChargeState.ENDING}


@bp.get("/<transfer:str>/pay")
@allow(Role.OWNER)
async def pay(request: Request, transfer: str) -> HTTPResponse:
    """What is due and how to pay it, or how the last attempt stands."""
    work, actor = request.ctx.work, request.ctx.actor
    mine, order = await transfers.transfer_of(work, transfer), await own_order(work, transfer)
    last = newest_of(order, actor.name)
    return page(
        request,
        "pay.html",
        "支付服务费",
        back=f"/h5/t/{transfer}",
        transfer=mine,
        order=order,
        stage=_stage(order, last),
        last=last,
        sentence=payments.sentence_for_payer(last) if last and _is_news(last) else "",
        others=_others(order, actor.name),
        channels=await channels_here(request, order.station) if order.due_fen else [],
        names=payments.CHANNEL_NAMES,
        in_wechat=in_wechat(request),
        gave_up=request.args.get("gave_up") == "1",
    )


@bp.get("/<transfer:str>/receipt")
@allow(Role.OWNER)
async def receipt(request: Request, transfer: str) -> HTTPResponse:
    """The receipt, to keep or to print; before everything is paid, on to paying."""
    mine, order = await transfers.transfer_of(request.ctx.work, transfer), await own_order(request.ctx.work, transfer)
    facts = payments.receipt(order)
    if facts is None:
        return redirect(f"/h5/t/{transfer}/pay")
    back = [one for charge in order.charges for one in charge.refunds]
    return page(
        request,
        "receipt.html",
        "收据",
        back=f"/h5/t/{transfer}",
        transfer=mine,
        receipt=facts,
        order=order,
        refunds=back,
    )


@bp.get("/<transfer:str>/invoice")
@allow(Role.OWNER)
async def invoice(request: Request, transfer: str) -> HTTPResponse:
    """Whom the invoice of the fee names, or how the wish for it stands."""
    work, owner = request.ctx.work, request.ctx.actor.id
    mine, order = await transfers.transfer_of(work, transfer), await own_order(work, transfer)
    wish = await invoices.own_invoice(work, order.id)
    own = wish is not None and wish.owner == owner
    free = wish is None or wish.state in AGAIN or (own and wish.state == InvoiceState.FAILED)
    fen = order.paid_fen - order.refunding_fen - order.refunded_fen if order.settled else 0
    return page(
        request,
        "invoice.html",
        "服务费发票",
        back=f"/h5/t/{transfer}/receipt" if order.settled_at else f"/h5/t/{transfer}",
        transfer=mine,
        order=order,
        fen=fen,
        invoice=wish,
        mine=own,
        asks=free and fen > 0,
    )


def _stage(order: OrderView, last: ChargeView | None) -> str:
    """``over``, ``asking`` (nobody knows yet), ``waiting`` (the owner's turn) or ``choose``."""
    if not order.due_fen:
        return "over"
    state = ChargeState(last.state) if last else None
    if state in UNSURE or state is ChargeState.ENDING:
        return "asking"
    return "waiting" if state is ChargeState.WAITING else "choose"


def _is_news(last: ChargeView) -> bool:
    return ChargeState(last.state) in OPEN or last.asked_at > clock.now() - TOLD_FOR


def _others(order: OrderView, actor: str) -> set[str]:
    """Who else is about to pay: ``other``, ``desk``."""
    return {by_whom(one, actor) for one in order.charges if ChargeState(one.state) in OPEN} - {"mine"}
