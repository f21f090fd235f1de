"""After sending (提交之后): the access code, what happens next and when, consents, taking everything back."""

from datetime import UTC
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect

from backend import collection as collecting
from backend import documents, transfers
from backend.kit.access import Role, allow
from backend.kit.web.qr import qr_data_uri
from backend.kit.web.requests import link
from miniprogram_api.h5.shown import page
from miniprogram_api.h5.tasks import OWNERS_TURN

bp = Blueprint("h5_after", url_prefix="/h5")


@bp.get("/c/<collection:str>/done")
@allow(Role.OWNER)
async def done(request: Request, collection: str) -> HTTPResponse:
    """The code to show at the station; once a station has it, how far it is."""
    work = request.ctx.work
    tasks = await collecting.task_list(work, collection)
    if tasks.state in OWNERS_TURN:
        return redirect(f"/h5/c/{collection}")
    card = next(one for one in await collecting.mine(work) if one.id == collection)
    code = await collecting.access_code(work, collection)
    expires = code.expires_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if code else ""
    transfer = await transfers.transfer_of(work, tasks.transfer) if tasks.transfer else None
    deal = await collecting.deal_of(work, collection)
    qr = qr_data_uri(code.qr) if code else ""
    facts: dict[str, Any] = {
        "list": tasks,
        "card": card,
        "code": code,
        "qr": qr,
        "expires": expires,
        "transfer": transfer,
        "deal": deal,
    }
    return page(request, "done.html", "已提交" if not transfer else "办理进度", back="/h5/", **facts)


@bp.get("/c/<collection:str>/manage")
@allow(Role.OWNER)
async def manage(request: Request, collection: str) -> HTTPResponse:
    """My rights: what I agreed to, taking it back, deleting everything."""
    tasks = await collecting.task_list(request.ctx.work, collection)
    rows = await collecting.review_rows(request.ctx.work, collection)
    face = next((row.value for row in rows if row.task == "consent_face"), "")
    return page(request, "manage.html", "我的资料与授权", back=f"/h5/c/{collection}", list=tasks, face=face)


@bp.get("/t/<transfer:str>")
@allow(Role.OWNER)
async def transfer(request: Request, transfer: str) -> HTTPResponse:
    """One transfer of mine: where it stands, what comes next, my papers."""
    owner, mine = request.ctx.actor.id, await transfers.transfer_of(request.ctx.work, transfer)
    papers = next((one for one in await documents.sets_of_owner(owner) if one.id == mine.document_set), None)
    tasks = await collecting.task_list(request.ctx.work, mine.collection) if mine.collection else None
    facts: dict[str, Any] = {
        "transfer": mine,
        "papers": papers,
        "mine": papers.signer(owner) if papers else None,
        "to_sign": papers.to_sign(owner) if papers else (),
        "principal": await _principal(request, mine, papers),
        "mine_open": tasks is not None and tasks.state in OWNERS_TURN,
        "steps": _steps(mine),
    }
    return page(request, "transfer.html", "过户进度", back="/h5/", **facts)


@bp.post("/notices/<notice:str>/open")
@allow(Role.OWNER)
async def open_notice(request: Request, notice: str) -> HTTPResponse:
    """Read a notice and go to what it is about."""
    told = next((one for one in await collecting.notices(request.ctx.work) if one.id == notice), None)
    await collecting.mark_read(request.ctx.work, notice)
    return redirect(f"/h5/c/{told.collection}" if told else "/h5/", status=303)


async def _principal(
    request: Request, mine: transfers.OwnerTransfer, papers: documents.SetFacts | None
) -> dict[str, Any] | None:
    """The principal whom this owner acts for: how far they are, and while they are to sign by phone, their link."""
    side = f"{mine.side}_p"
    signer = next((one for one in papers.signers if one.side == side), None) if papers else None
    if papers is None or signer is None or papers.state == "preparing":
        return None
    facts: dict[str, Any] = {"signer": signer}
    if signer.state == "waiting" and signer.way == "phone" and papers.state == "signing":
        url = link(request, f"/h5/principal/{await transfers.principal_link(request.ctx.work, mine.id, side)}")
        facts |= {"url": url, "qr": qr_data_uri(url)}
    return facts


def _steps(mine: transfers.OwnerTransfer) -> list[dict[str, object]]:
    """The states on the way, those behind it done."""
    way = [state for state in transfers.State if state is not transfers.State.CANCELLED]
    if mine.state not in way:
        return []
    reached = way.index(mine.state) + (mine.state in {transfers.State.COMPLETED, transfers.State.ARCHIVED})
    return [
        {"title": transfers.STATE_NAMES[state], "say": "", "when": "", "done": place < reached}
        for place, state in enumerate(way)
    ]
