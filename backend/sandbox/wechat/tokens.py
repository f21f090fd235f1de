"""接口调用凭据: the two kinds of server token, each isolated from the other. Sources: INTEGRATIONS §1.1."""

from dataclasses import dataclass, field
from uuid import uuid4

from sanic import Blueprint, HTTPResponse, Request

from backend.sandbox.accounts import WechatApp
from backend.sandbox.wechat.answers import WechatError, answered, body_of, caught
from backend.sandbox.world import World, world_of

LIFE_S = 7200
# In its last five minutes a token is renewed, and the old and the new one both work.
OVERLAP_S = 300
FORCED_PER_DAY = 20
FORCED_APART_S = 30


@dataclass(slots=True)
class Token:
    """One token and until when it works (seconds of the world's clock)."""

    text: str
    app_id: str
    expires: float


@dataclass
class Tokens:
    """Tokens that work or worked, the current one of each app and kind, and the forced refreshes of each app."""

    known: dict[str, Token] = field(default_factory=dict)
    current: dict[tuple[str, str], Token] = field(default_factory=dict)
    forced: dict[str, list[float]] = field(default_factory=dict)


wire = Blueprint("wechat_tokens")
wire.exception(WechatError)(caught)


def proven_app(world: World, app_id: str | None, secret: str | None) -> WechatApp:
    """The app whose id and secret were given; refuses as WeChat does."""
    if not app_id:
        raise WechatError(41002)
    if not secret:
        raise WechatError(41004)
    app = world.options.accounts.wechat_app(app_id)
    if app is None:
        raise WechatError(40013)
    if app.secret != secret:
        raise WechatError(40125)
    return app


def require_token(request: Request, app: WechatApp) -> None:
    """Refuse a call without a server token of ``app`` that still works."""
    world = world_of(request)
    given = request.args.get("access_token")
    if not given:
        raise WechatError(41001)
    token = world.memory(Tokens).known.get(given)
    if token is None:
        raise WechatError(40001)
    if token.expires <= world.now():
        raise WechatError(42001)
    if token.app_id != app.app_id:
        raise WechatError(48001)


def _issue(world: World, tokens: Tokens, app: WechatApp, kind: str) -> Token:
    token = Token(f"{kind}_{uuid4().hex}{uuid4().hex}{uuid4().hex}{uuid4().hex}", app.app_id, world.now() + LIFE_S)
    tokens.known[token.text] = tokens.current[(kind, app.app_id)] = token
    return token


@wire.post("/cgi-bin/stable_token")
async def stable_token(request: Request) -> HTTPResponse:
    """The same token to everyone who asks, until its last five minutes or a forced refresh."""
    world = world_of(request)
    posted = body_of(request)
    if posted.get("grant_type") != "client_credential":
        raise WechatError(40002)
    app = proven_app(world, posted.get("appid"), posted.get("secret"))
    tokens = world.memory(Tokens)
    now = world.now()
    token = tokens.current.get(("stable", app.app_id))
    if posted.get("force_refresh"):
        _count_forced(tokens, app, now)
        if token is not None:
            token.expires = min(token.expires, now)
        token = _issue(world, tokens, app, "stable")
    elif token is None or token.expires - now <= OVERLAP_S:
        token = _issue(world, tokens, app, "stable")
    return answered(access_token=token.text, expires_in=int(token.expires - now))


def _count_forced(tokens: Tokens, app: WechatApp, now: float) -> None:
    times = [at for at in tokens.forced.get(app.app_id, []) if now - at < 86400]
    if len(times) >= FORCED_PER_DAY:
        raise WechatError(45009)
    if times and now - times[-1] < FORCED_APART_S:
        raise WechatError(45011)
    tokens.forced[app.app_id] = [*times, now]


@wire.get("/cgi-bin/token")
async def token(request: Request) -> HTTPResponse:
    """A new token at every call; the one before lives five minutes more."""
    world = world_of(request)
    if request.args.get("grant_type") != "client_credential":
        raise WechatError(40002)
    app = proven_app(world, request.args.get("appid"), request.args.get("secret"))
    tokens = world.memory(Tokens)
    before = tokens.current.get(("plain", app.app_id))
    if before is not None:
        before.expires = min(before.expires, world.now() + OVERLAP_S)
    issued = _issue(world, tokens, app, "plain")
    return answered(access_token=issued.text, expires_in=LIFE_S)
