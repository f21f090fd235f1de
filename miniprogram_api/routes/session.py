"""Logging in and out (登录), who I am, what I was told."""

from datetime import timedelta

from sanic import Blueprint, HTTPResponse, Request

from backend import collection
from backend.kit.access import Role, allow, end_session, start_session
from backend.kit.access.sessions import LIFETIMES
from backend.kit.database import unit_of_work
from backend.kit.keyvalue import RateLimit, check
from backend.kit.web import answer, parse
from backend.kit.web.requests import address_of
from miniprogram_api.described import described
from miniprogram_api.schemas.base import Done
from miniprogram_api.schemas.session import LoginForm, Me, Notice, SessionAnswer

bp = Blueprint("api_session")

# A market's whole hall may share one address; a script that tries codes is far above.
LIMIT_OF_ADDRESS = RateLimit("login-address", 120, timedelta(minutes=10))


@bp.post("/login")
@allow(Role.ANYONE, work=False)
@described("小程序登录：用 wx.login 的 code 换取令牌", takes=LoginForm, gives=SessionAnswer)
async def login(request: Request) -> HTTPResponse:
    """A bearer token for the mini-program."""
    form = parse(request, LoginForm)
    tools = request.app.ctx.tools
    await check(tools.kit.keyvalue, LIMIT_OF_ADDRESS, address_of(request))
    who = await tools.wechat.identity_from_mini_program(form.js_code)
    async with unit_of_work(request.ctx.actor, str(request.id)) as work:
        owner = await collection.owner_from_wechat(work, "mini", who.openid, who.unionid)
        token = await start_session("owner", owner)
    lasts = int(LIFETIMES["owner"].total_seconds())
    return answer(SessionAnswer(token=token, owner=owner, lasts_seconds=lasts))


@bp.post("/logout")
@allow(Role.OWNER)
@described("退出登录", gives=Done)
async def logout(request: Request) -> HTTPResponse:
    """End this session; other devices stay logged in."""
    await end_session(request.ctx.actor)
    return answer(Done())


@bp.get("/me")
@allow(Role.OWNER)
@described("当前登录的车主", gives=Me)
async def me(request: Request) -> HTTPResponse:
    """Who is logged in."""
    unread = await collection.notices(request.ctx.work, unread_only=True)
    return answer(Me(owner=request.ctx.actor.id, unread=len(unread)))


@bp.get("/notices")
@allow(Role.OWNER)
@described("通知列表，最新在前", gives=Notice, many=True)
async def notices(request: Request) -> HTTPResponse:
    """What the owner was told."""
    return answer([Notice.of(one) for one in await collection.notices(request.ctx.work)])


@bp.post("/notices/<notice:str>/read")
@allow(Role.OWNER)
@described("把一条通知标为已读", gives=Done)
async def read(request: Request, notice: str) -> HTTPResponse:
    """The owner saw it."""
    await collection.mark_read(request.ctx.work, notice)
    return answer(Done())
