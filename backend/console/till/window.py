"""The payment window over a transfer's page (收款窗口), and the receipt that is printed from it."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from backend import payments, stations, transfers
from backend.console.asking import DESK
from backend.console.frame import show
from backend.console.till import present
from backend.kit.access import Role, allow
from backend.kit.errors import Refusal

bp = Blueprint("console-till-window", url_prefix="/console/till")

PAPERS = {"80": "slip", "a5": "a5"}


class NoReceipt(Refusal):
    """There is a receipt once everything is paid (尚无收据)."""

    code = "PAY-201"
    say = "这张收费单还没有结清，或没有收过款，没有收据可打印。"


@bp.get("/orders/<order:str>/window")
@allow(*DESK)
async def window(request: Request, order: str) -> HTTPResponse:
    """The inside of the window, fetched when it opens and again with every piece of news."""
    view = await payments.order_at_desk(request.ctx.actor, order)
    manages, limit = Role.MANAGER in request.ctx.actor.roles, request.app.ctx.settings.pay_clerk_reduction_fen
    facts: dict[str, Any] = {
        "order": view,
        "shift": await payments.own_shift(request.ctx.work),
        "manages": manages,
        "may_reduce": manages or view.reduced_fen < limit,
        "clerk_limit": limit,
        **present.window(view, await payments.channels_at(view.station)),
    }
    return await show(request, "console/till/_window.html", **facts)


@bp.get("/receipts/<order:str>")
@allow(*DESK)
async def receipt(request: Request, order: str) -> HTTPResponse:
    """The receipt on ``?paper=80`` mm or ``a5``, made for printing."""
    view = await payments.order_at_desk(request.ctx.actor, order)
    slip = payments.receipt(view)
    if slip is None:
        raise NoReceipt
    facts: dict[str, Any] = {
        "slip": slip,
        "order": view,
        "car": (await transfers.briefs([view.transfer])).get(view.transfer),
        "place": await stations.station(view.station),
        "paper": PAPERS.get(str(request.args.get("paper") or ""), "slip"),
    }
    pages = request.app.ctx.pages
    response: HTTPResponse = pages.render(request, "console/till/receipt.html", **facts)
    return response
