"""The owner's home (首页): what waits for me, my collections, my transfers; and the two pages anybody may read."""

from sanic import Blueprint, HTTPResponse, Request

from backend import collection, documents, stations, transfers
from backend.kit.access import Role, allow
from miniprogram_api.h5.markdown import blocks
from miniprogram_api.h5.shown import page

bp = Blueprint("h5_home", url_prefix="/h5")

# The newest; older ones stand in the interface's list and would push what waits off the screen.
MOST_NOTICES = 2
STATES = {
    "filling": ("填写中", "继续填写"),
    "submitted": ("已提交，等待到站", "出示接入码"),
    "claimed": ("服务站办理中", "查看进度"),
    "returned": ("有资料被退回", "去补充"),
}


@bp.get("/")
@allow(Role.OWNER)
async def home(request: Request) -> HTTPResponse:
    """Everything of mine, what waits for me first."""
    work, owner = request.ctx.work, request.ctx.actor.id
    sets = [(facts, facts.signer(owner)) for facts in await documents.sets_of_owner(owner)]
    waiting = [
        (facts, facts.to_sign(owner))
        for facts, mine in sets
        if mine and mine.state == "waiting" and facts.state == "signing"
    ]
    return page(
        request,
        "home.html",
        "我的过户",
        # What a station works on is shown once, as a transfer.
        cards=[card for card in await collection.mine(work) if card.state != "claimed"],
        states=STATES,
        to_sign=waiting,
        transfers=await transfers.transfers_of(work),
        notices=(await collection.notices(work, unread_only=True))[:MOST_NOTICES],
    )


@bp.get("/privacy")
@allow(Role.ANYONE)
async def privacy(request: Request) -> HTTPResponse:
    """The privacy text, for whoever wants to read it before logging in."""
    text = collection.consent_text("privacy")
    return page(request, "text.html", "隐私说明", back="/h5/", blocks=blocks(text.text), version=text.version)


@bp.get("/stations")
@allow(Role.ANYONE)
async def places(request: Request) -> HTTPResponse:
    """Where the way goes on in person."""
    return page(request, "stations.html", "登记服务站", back="/h5/", stations=await stations.list_stations())
