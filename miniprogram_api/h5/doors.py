"""Coming in by a link or QR (扫码进入): an invitation, a station's direct start, one's own other phone."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect

from backend import collection, transfers
from backend.kit.access import Role, allow, start_session
from backend.kit.access.sessions import set_cookie
from miniprogram_api.h5.shown import page

bp = Blueprint("h5_doors", url_prefix="/h5")


@bp.get("/join/<token:str>")
@allow(Role.ANYONE)
async def invitation(request: Request, token: str) -> HTTPResponse:
    """What is offered, before anybody logs in."""
    deal = await collection.invitation(request.ctx.work, token)
    return page(request, "join.html", "交易邀请", back="/h5/", deal=deal, token=token)


@bp.get("/start/<token:str>")
@allow(Role.OWNER)
async def start(request: Request, token: str) -> HTTPResponse:
    """A station's QR: straight into its transfer. Opening it twice is once, so a GET may do it."""
    return redirect(f"/h5/c/{await transfers.accept_start(request.ctx.work, token)}")


@bp.get("/handover/<token:str>")
@allow(Role.ANYONE)
async def offered(request: Request, token: str) -> HTTPResponse:
    """Ask before using the one-time link up: messengers open links to draw a preview."""
    return page(request, "handover_open.html", "在这部手机上继续", token=token)


@bp.post("/handover/<token:str>")
@allow(Role.ANYONE, own_page=False)
async def continue_here(request: Request, token: str) -> HTTPResponse:
    """Go on here as the same owner. The token itself is the proof, so a session of somebody else does not matter."""
    owner, name = await collection.open_handover(request.ctx.work, token)
    secure = request.app.ctx.settings.secure_cookies
    response = redirect(f"/h5/c/{name}", status=303)
    set_cookie(response.cookies, "owner", await start_session("owner", owner), secure=secure)
    return response
