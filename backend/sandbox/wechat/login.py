"""登录: codes that stand for a person for five minutes, and what a server may exchange them for.

Sources: INTEGRATIONS §1.1. A code works once, at one interface, for one app.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json as json_response

from backend.sandbox.pages.forms import back, fields, unknown
from backend.sandbox.people import BY_KEY, PEOPLE, Person
from backend.sandbox.wechat.answers import WechatError, answered, caught
from backend.sandbox.wechat.tokens import proven_app
from backend.sandbox.world import World, world_of

CODE_LIFE_S = 300
USER_TOKEN_LIFE_S = 7200
EXCHANGES_PER_MINUTE = 100


@dataclass(slots=True)
class Grant:
    """What one code stands for. ``kind`` is js (wx.login), phone (getPhoneNumber) or oauth (web page)."""

    kind: str
    app_id: str
    person: Person
    issued: float
    scope: str = ""
    snapshot: bool = False
    used: bool = False


@dataclass(frozen=True, slots=True)
class UserToken:
    """A user-level token of the web login: not the server's token."""

    app_id: str
    person: Person
    scope: str
    expires: float


@dataclass
class Logins:
    """Codes handed out, user tokens, and when each person's codes were exchanged."""

    grants: dict[str, Grant] = field(default_factory=dict)
    user_tokens: dict[str, UserToken] = field(default_factory=dict)
    exchanges: dict[str, list[float]] = field(default_factory=dict)


wire = Blueprint("wechat_login")
wire.exception(WechatError)(caught)
helpers = Blueprint("sandbox_wechat_login", url_prefix="/sandbox")


def hand_out(world: World, kind: str, app_id: str, person: Person, scope: str = "", *, snapshot: bool = False) -> str:
    """A fresh code for one person at one app."""
    code = f"0{uuid4().hex[:31]}"
    world.memory(Logins).grants[code] = Grant(kind, app_id, person, world.now(), scope, snapshot)
    return code


def redeem(world: World, kind: str, app_id: str, code: str | None) -> Grant:
    """Use a code up; refuses one that is missing, unknown, of another kind or app, stale, or used before."""
    if not code:
        raise WechatError(41008)
    logins = world.memory(Logins)
    grant = logins.grants.get(code)
    if grant is None or grant.kind != kind or grant.app_id != app_id:
        raise WechatError(40029)
    if grant.used:
        # The phone number's interface does not tell a used code from a wrong one.
        raise WechatError(40029 if kind == "phone" else 40163)
    if world.now() - grant.issued > CODE_LIFE_S:
        raise WechatError(40029)
    recent = [at for at in logins.exchanges.get(grant.person.key, []) if world.now() - at < 60]
    if len(recent) >= EXCHANGES_PER_MINUTE:
        raise WechatError(45011)
    logins.exchanges[grant.person.key] = [*recent, world.now()]
    grant.used = True
    return grant


@wire.get("/sns/jscode2session")
async def code_to_session(request: Request) -> HTTPResponse:
    """小程序登录: who a wx.login code stands for."""
    world = world_of(request)
    app = proven_app(world, request.args.get("appid"), request.args.get("secret"))
    if request.args.get("grant_type") != "authorization_code":
        raise WechatError(40002)
    if app != world.options.accounts.mini_program:
        raise WechatError(40013)
    grant = redeem(world, "js", app.app_id, request.args.get("js_code"))
    return answered(
        session_key="U2FuZGJveFNlc3Npb25LZXk=", openid=grant.person.openid(app.app_id), unionid=grant.person.unionid
    )


@wire.get("/sns/oauth2/access_token")
async def oauth_access_token(request: Request) -> HTTPResponse:
    """网页授权: a web login code for a user-level token."""
    world = world_of(request)
    app = proven_app(world, request.args.get("appid"), request.args.get("secret"))
    if request.args.get("grant_type") != "authorization_code":
        raise WechatError(40002)
    grant = redeem(world, "oauth", app.app_id, request.args.get("code"))
    token = f"user_{uuid4().hex}{uuid4().hex}"
    expires = world.now() + USER_TOKEN_LIFE_S
    world.memory(Logins).user_tokens[token] = UserToken(app.app_id, grant.person, grant.scope, expires)
    body: dict[str, Any] = {
        "access_token": token,
        "expires_in": USER_TOKEN_LIFE_S,
        "refresh_token": f"refresh_{uuid4().hex}",
        "openid": grant.person.openid(app.app_id),
        "scope": grant.scope,
    }
    if grant.snapshot:
        # A page opened as a "snapshot" gets a made-up identity that must not be trusted.
        body |= {"openid": f"o{uuid4().hex[:27]}", "is_snapshotuser": 1}
    else:
        body["unionid"] = grant.person.unionid
    return answered(**body)


@wire.get("/sns/userinfo")
async def user_info(request: Request) -> HTTPResponse:
    """网页授权: nickname and picture of the person who agreed to show them."""
    world = world_of(request)
    token = world.memory(Logins).user_tokens.get(request.args.get("access_token", ""))
    if token is None:
        raise WechatError(40001)
    if token.expires <= world.now():
        raise WechatError(42001)
    person = token.person
    if request.args.get("openid") != person.openid(token.app_id):
        raise WechatError(40003)
    if token.scope != "snsapi_userinfo":
        raise WechatError(48001)
    return answered(
        openid=person.openid(token.app_id),
        nickname=person.nickname,
        sex=0,
        language="",
        city="",
        province="",
        country="",
        headimgurl=f"{request.scheme}://{request.host}/sandbox/people/{person.key}/avatar.jpg",
        privilege=[],
        unionid=person.unionid,
    )


@helpers.post("/wechat/login-code")
async def login_code(request: Request) -> HTTPResponse:
    """What wx.login and the phone-number button give a mini-program: codes for ``person`` (or for whoami)."""
    world = world_of(request)
    person = BY_KEY.get(str(fields(request).get("person") or world.whoami or ""))
    if person is None:
        return unknown("没有这位测试人物")
    app_id = world.options.accounts.mini_program.app_id
    codes = {"js_code": "js", "phone_code": "phone"}
    return json_response(
        {name: hand_out(world, kind, app_id, person) for name, kind in codes.items()}
        | {"person": person.key, "openid": person.openid(app_id), "unionid": person.unionid}
    )


@helpers.post("/whoami")
async def choose_whoami(request: Request) -> HTTPResponse:
    """Decide who the next WeChat login is: field ``person``; empty asks each time."""
    key = str(fields(request).get("person") or "")
    if key and key not in BY_KEY:
        return unknown("没有这位测试人物")
    world_of(request).whoami = key or None
    return back(request, "whoami")


def panel(world: World) -> dict[str, Any]:
    """Facts of the control page's box."""
    return {"people": PEOPLE, "whoami": world.whoami}
