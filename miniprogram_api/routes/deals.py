"""Deals (约定交易): invite the other side, accept, agree on one price."""

from sanic import Blueprint, HTTPResponse, Request

from backend import collection as collecting
from backend.collection import NoDeal
from backend.kit.access import Role, allow
from backend.kit.web import answer, parse
from backend.kit.web.qr import qr_svg
from backend.kit.web.requests import link
from miniprogram_api.described import described
from miniprogram_api.schemas.collections import CollectionId
from miniprogram_api.schemas.deals import DealAnswer, InvitationAnswer, JoinForm, PriceForm

bp = Blueprint("api_deals")


@bp.post("/collections/<collection:str>/invitation")
@allow(Role.OWNER)
@described("邀请对方：链接和二维码", takes=PriceForm, gives=InvitationAnswer)
async def invite(request: Request, collection: str) -> HTTPResponse:
    """A link to the other side, with the price that this side confirms."""
    form = parse(request, PriceForm)
    made = await collecting.invite(request.ctx.work, collection, form.price_fen)
    url = link(request, f"/h5/join/{made.token}")
    return answer(InvitationAnswer.of(made, url=url, qr_svg=qr_svg(url)))


@bp.get("/invitations/<token:str>")
@allow(Role.ANYONE)
@described("邀请的内容（不需登录，不含个人信息）", gives=DealAnswer)
async def invitation(request: Request, token: str) -> HTTPResponse:
    """What is offered."""
    return answer(DealAnswer.of(await collecting.invitation(request.ctx.work, token)))


@bp.post("/invitations/<token:str>/join")
@allow(Role.OWNER)
@described("接受邀请", takes=JoinForm, gives=CollectionId)
async def join(request: Request, token: str) -> HTTPResponse:
    """Accept, with a new collection or one's own."""
    form = parse(request, JoinForm)
    return answer(CollectionId(collection=await collecting.join(request.ctx.work, token, form.collection)))


@bp.get("/collections/<collection:str>/deal")
@allow(Role.OWNER)
@described("约定的成交价和双方确认情况", gives=DealAnswer)
async def deal(request: Request, collection: str) -> HTTPResponse:
    """The deal as this side sees it."""
    facts = await collecting.deal_of(request.ctx.work, collection)
    if facts is None:
        raise NoDeal
    return answer(DealAnswer.of(facts))


@bp.post("/collections/<collection:str>/price")
@allow(Role.OWNER)
@described("改成交价，等对方重新确认", takes=PriceForm, gives=DealAnswer)
async def set_price(request: Request, collection: str) -> HTTPResponse:
    """Change the price."""
    await collecting.set_price(request.ctx.work, collection, parse(request, PriceForm).price_fen)
    return await shown(request, collection)


@bp.post("/collections/<collection:str>/price/confirm")
@allow(Role.OWNER)
@described("确认看到的成交价", takes=PriceForm, gives=DealAnswer)
async def confirm_price(request: Request, collection: str) -> HTTPResponse:
    """Confirm the price one saw; refused when it is no longer that."""
    await collecting.confirm_price(request.ctx.work, collection, parse(request, PriceForm).price_fen)
    return await shown(request, collection)


async def shown(request: Request, collection: str) -> HTTPResponse:
    """The deal after a change."""
    return answer(DealAnswer.of(await collecting.deal_of(request.ctx.work, collection)))
