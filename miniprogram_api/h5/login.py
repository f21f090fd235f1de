"""Logging in with WeChat (微信登录): out to WeChat with a state, back with it and a code.

WeChat takes a state of at most 128 letters and digits, so it is a random word; a signed cookie says that this very
browser began this login, which nobody can do for somebody else, and where to go on, which is never another site.
"""

import re
from datetime import timedelta
from hmac import compare_digest

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect

from backend import collection
from backend.kit import clock, ids
from backend.kit.access import Role, allow, end_session, start_session
from backend.kit.access.sessions import COOKIES, set_cookie
from backend.kit.database import unit_of_work
from backend.kit.keyvalue import check
from backend.kit.secrets.signing import TokenInvalid
from backend.kit.web.requests import address_of, link
from miniprogram_api.h5.shown import page
from miniprogram_api.routes.session import LIMIT_OF_ADDRESS

bp = Blueprint("h5_login", url_prefix="/h5")

PURPOSE = "wechat-login"
COOKIE = "cwt_login"
LASTS = timedelta(minutes=15)
STATE_LETTERS = 32
# A path of these pages: no scheme, no host, no backslash that a browser would turn into a slash.
LOCAL = re.compile(r"/h5/[\w\-./]*")


def local(path: str | None) -> str:
    """Where to go on: a path of these pages, else their home."""
    return path if path and LOCAL.fullmatch(path) and ".." not in path else "/h5/"


@bp.get("/login")
@allow(Role.ANYONE)
async def login(request: Request) -> HTTPResponse:
    """What logging in is for, and the button; inside WeChat there is nothing to ask."""
    wanted = local(request.args.get("next"))
    if request.ctx.actor.kind == "owner":
        return redirect(wanted)
    if "micromessenger" in request.headers.get("user-agent", "").lower() and not request.args.get("why"):
        return redirect(f"/h5/login/wechat?next={wanted}")
    return page(request, "login.html", "登录", next=wanted, why=request.args.get("why", ""))


@bp.get("/login/wechat")
@allow(Role.ANYONE)
async def go(request: Request) -> HTTPResponse:
    """Out to WeChat."""
    tools, state = request.app.ctx.tools, ids.letters(STATE_LETTERS)
    begun = {"n": local(request.args.get("next")), "k": state}
    kept = tools.kit.signer.sign(begun, PURPOSE, clock.now() + LASTS)
    response = redirect(tools.wechat.authorise_url(link(request, "/h5/login/back"), state))
    response.add_cookie(
        COOKIE,
        kept,
        path="/h5/login",
        secure=tools.settings.secure_cookies,
        httponly=True,
        samesite="Lax",
        max_age=int(LASTS.total_seconds()),
    )
    return response


@bp.get("/login/back")
@allow(Role.ANYONE, work=False)
async def back(request: Request) -> HTTPResponse:
    """Back from WeChat: start a session and go on."""
    tools, code = request.app.ctx.tools, request.args.get("code", "")
    wanted = _whence(request, tools.kit.signer.verify(request.cookies.get(COOKIE, ""), PURPOSE))
    if not code or code == "authdeny":
        return redirect(f"/h5/login?why=denied&next={wanted}")
    await check(tools.kit.keyvalue, LIMIT_OF_ADDRESS, address_of(request))
    who = await tools.wechat.identity_from_oauth(code)
    async with unit_of_work(request.ctx.actor, str(request.id)) as work:
        token = await start_session("owner", await collection.owner_from_wechat(work, "h5", who.openid, who.unionid))
    response = redirect(wanted)
    set_cookie(response.cookies, "owner", token, secure=tools.settings.secure_cookies)
    response.delete_cookie(COOKIE, path="/h5/login")
    return response


@bp.post("/logout")
@allow(Role.OWNER)
async def logout(request: Request) -> HTTPResponse:
    """End this browser's session."""
    await end_session(request.ctx.actor)
    response = redirect("/h5/login?why=out", status=303)
    response.delete_cookie(COOKIES["owner"], path="/")
    return response


def _whence(request: Request, begun: dict[str, str]) -> str:
    if not compare_digest(begun["k"], request.args.get("state", "")):
        raise TokenInvalid
    return local(begun["n"])
