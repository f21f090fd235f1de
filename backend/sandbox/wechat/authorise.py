"""网页授权页: where a person agrees to log in; here a tester chooses which generated person that is.

Links, not a form: a page's policy on form targets would also bind the redirect that follows. Source: INTEGRATIONS §1.1.
"""

import ipaddress
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import httpx
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect

from backend.sandbox.pages import page
from backend.sandbox.people import BY_KEY, PEOPLE
from backend.sandbox.wechat.answers import NAME
from backend.sandbox.wechat.login import hand_out
from backend.sandbox.world import Options, world_of

SCOPES = ("snsapi_base", "snsapi_userinfo")
_LOCAL_ENDINGS = (".localhost", ".local", ".test", ".internal", ".lan")

pages = Blueprint("wechat_authorise", url_prefix="/connect/oauth2")


def _complaint(request: Request) -> tuple[int, str] | None:
    """The number and text of what is wrong with a login request, as WeChat's own page shows it."""
    args, options = request.args, world_of(request).options
    if args.get("appid") != options.accounts.official.app_id:
        return 10012, "appid 参数错误"
    if args.get("response_type") != "code":
        return 10004, "response_type 参数错误"
    if args.get("scope") not in SCOPES:
        return 10005, "Scope 参数错误或没有 Scope 权限"
    if not _may_return_to(args.get("redirect_uri", ""), options):
        return 10003, "redirect_uri 域名与后台配置不一致"
    return None


def _may_return_to(address: str, options: Options) -> bool:
    """Loopback, private and local names stand in for the domain that a real account configures."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        return False
    if host in options.oauth_domains or host == "localhost" or "." not in host or host.endswith(_LOCAL_ENDINGS):
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


def _returned(request: Request, **answers: str) -> str:
    """``redirect_uri`` with the answer added to its own query."""
    parts = urlsplit(request.args["redirect_uri"][0])
    query = [*parse_qsl(parts.query, keep_blank_values=True), *answers.items()]
    if state := request.args.get("state"):
        query.append(("state", state))
    return urlunsplit(parts._replace(query=urlencode(query)))


@pages.get("/authorize")
async def choose(request: Request) -> HTTPResponse:
    """The page that asks who you are, or goes straight back when that was settled on the control page."""
    if complaint := _complaint(request):
        return page("authorise_error.html", status=400, number=complaint[0], text=complaint[1])
    world = world_of(request)
    if world.whoami:
        return await _agree(request, world.whoami)
    return page("authorise.html", people=PEOPLE, query=request.query_string, scope=request.args.get("scope"))


@pages.get("/authorize/agree/<key:str>")
async def agree(request: Request, key: str) -> HTTPResponse:
    """The tester picked a person."""
    if complaint := _complaint(request):
        return page("authorise_error.html", status=400, number=complaint[0], text=complaint[1])
    if key not in BY_KEY:
        return page("authorise_error.html", status=404, number=10016, text="没有这位测试人物")
    return await _agree(request, key)


@pages.get("/authorize/deny")
async def deny(request: Request) -> HTTPResponse:
    """The tester refused: back without a code, as WeChat does it."""
    if complaint := _complaint(request):
        return page("authorise_error.html", status=400, number=complaint[0], text=complaint[1])
    return redirect(_returned(request))


async def _agree(request: Request, key: str) -> HTTPResponse:
    world = world_of(request)
    code = hand_out(
        world,
        "oauth",
        request.args["appid"][0],
        BY_KEY[key],
        request.args["scope"][0],
        snapshot=request.args.get("snapshot") == "1",
    )
    target = _returned(request, code=code)
    if world.faults.take(NAME, passive=True):
        await _visit(target)
    return redirect(target)


async def _visit(address: str) -> None:
    """Open the address once before the person does, as a link scanner or an impatient browser would."""
    async with httpx.AsyncClient(timeout=3, trust_env=False, follow_redirects=False) as client:
        try:
            await client.get(address)
        except httpx.HTTPError:
            return
