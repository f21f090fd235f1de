"""The page of a transfer, and the line that announces its news."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from backend import archive, payments, stations, transfers
from backend.console.asking import DESK
from backend.console.frame import show
from backend.console.ink import drawn
from backend.console.masking import masked_name
from backend.console.transfers import checks, present, signing, valuation
from backend.kit.access import allow
from backend.kit.database import Work, unit_of_work
from backend.kit.web import answer
from backend.kit.web.qr import qr_svg
from backend.kit.web.requests import link
from backend.transfers import TransferView

bp = Blueprint("console-transfer", url_prefix="/console")


@bp.get("/transfers/<transfer:str>")
@allow(*DESK, work=False)
async def transfer_page(request: Request, transfer: str) -> HTTPResponse:
    """Everything about one transfer."""
    async with unit_of_work(request.ctx.actor, str(request.id)) as work:
        view = await transfers.detail(work, transfer)
        facts: dict[str, Any] = {
            "t": view,
            "sides": [present.side(view.seller, view), present.side(view.buyer, view)],
            "vehicle": present.rows(view.vehicle),
            "findings": present.findings(view),
            "checks": present.checks(view),
            "tiles_of_sides": await checks.tiles_of(view, work),
            "steps": present.steps(view),
            "starts": await _starts(request, work, view),
            "signing": await signing.panel(request, work, view),
            "hand": drawn(await stations.own_signature(request.ctx.actor.id)) if "approve" in view.can else None,
            "entrusted": signing.entrusted(view),
            "plate_types": transfers.plate_types(),
            "provinces": transfers.provinces(),
            "order": await payments.order_of(view.id),
            "kept": await archive.archive_of(view.id),
        }
    # Other models that may be meant come from the catalogue's index, which may be in the making.
    facts["v"] = await valuation.panel(view, request.ctx.actor)
    return await show(request, "console/transfer.html", **facts)


@bp.get("/transfers/<transfer:str>/models")
@allow(*DESK, work=False)
async def models(request: Request, transfer: str) -> HTTPResponse:
    """Lines of catalogue models for a typed text, for the page's list."""
    choices = await valuation.found(str(request.args.get("text") or ""))
    return await show(request, "console/transfer/_models.html", choices=choices)


@bp.get("/api/transfers/<transfer:str>/news")
@allow(*DESK)
async def news(request: Request, transfer: str) -> HTTPResponse:
    """The latest line of its history, without more of a person than the masked name of who acted."""
    view = await transfers.detail(request.ctx.work, transfer)
    last = view.history[0]
    names = {"卖方": view.seller.name, "买方": view.buyer.name}
    who = f"{last.who} {masked_name(names[last.who])}" if names.get(last.who) else last.who
    sentence = last.sentence.split("：")[0]  # what follows a colon are a person's own words
    return answer(
        {"number": view.number, "state": view.state_name, "sentence": f"{who} {sentence}", "action": last.action}
    )


async def _starts(request: Request, work: Work, view: TransferView) -> list[dict[str, Any]]:
    """For every side without a collection the QR that lets a phone begin right in this transfer."""
    if "start_link" not in view.can:
        return []
    starts = []
    for one in (view.seller, view.buyer):
        if one.state == "missing":
            url = link(request, f"/h5/start/{await transfers.start_link(work, view.id, one.side)}")
            starts.append({"side": one.side, "title": one.title, "url": url, "svg": qr_svg(url)})
    return starts
