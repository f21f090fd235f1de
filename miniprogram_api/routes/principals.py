"""Principals behind agents (委托人): the agent hands on a link, the principal proves to be who it is for."""

from sanic import Blueprint, HTTPResponse, Request

from backend import documents, transfers
from backend.kit.access import Role, allow
from backend.kit.web import answer, parse
from backend.kit.web.qr import qr_svg
from backend.kit.web.requests import link
from miniprogram_api.described import described
from miniprogram_api.schemas.principals import ClaimedAnswer, ClaimForm, PrincipalAnswer, PrincipalLinkAnswer

bp = Blueprint("api_principals")


@bp.post("/transfers/<transfer:str>/principal-link")
@allow(Role.OWNER)
@described("代办人取得委托人的签署链接和二维码", gives=PrincipalLinkAnswer)
async def made(request: Request, transfer: str) -> HTTPResponse:
    """A link for whoever the caller acts for in this transfer; good for seven days."""
    work = request.ctx.work
    mine = await transfers.transfer_of(work, transfer)
    url = link(request, f"/h5/principal/{await transfers.principal_link(work, transfer, f'{mine.side}_p')}")
    return answer(PrincipalLinkAnswer(url=url, qr_svg=qr_svg(url)))


@bp.get("/principals/<token:str>")
@allow(Role.ANYONE)
@described("委托人链接的内容（不需登录，不含个人信息）", gives=PrincipalAnswer)
async def offered(request: Request, token: str) -> HTTPResponse:
    """Which car it is about, and whether anybody proved to be the principal."""
    return answer(PrincipalAnswer.of(await documents.principal_of(request.ctx.work, token)))


@bp.post("/principals/<token:str>/claim")
@allow(Role.OWNER)
@described("委托人用身份证号后 6 位确认身份，登记本人手机号，然后签署", takes=ClaimForm, gives=ClaimedAnswer)
async def claim(request: Request, token: str) -> HTTPResponse:
    """From now on this owner signs as the principal; twice is once."""
    form = parse(request, ClaimForm)
    claimed = await documents.claim_principal(request.ctx.work, token, id_tail=form.id_tail, phone=form.phone)
    return answer(ClaimedAnswer(document_set=claimed))
