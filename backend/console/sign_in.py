"""Logging in and out (登录、退出): account, password and one-time code in one form."""

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect

from backend import stations
from backend.console.asking import EVERYBODY, local_path
from backend.kit.access import Role, allow, end_session
from backend.kit.access.sessions import COOKIES, set_cookie
from backend.kit.errors import Refusal
from backend.kit.web import parse
from backend.kit.web.requests import address_of
from backend.stations import SignInPaused, SignInRefused

bp = Blueprint("console-sign-in", url_prefix="/console")


class SignInForm(BaseModel):
    """What the login page posts; every field may be empty, and is then refused like a wrong one."""

    username: str = Field("", max_length=80)
    password: str = Field("", max_length=400)
    totp: str = Field("", max_length=20)
    next: str = Field("", max_length=400)


@bp.get("/login")
@allow(Role.ANYONE, work=False)
async def login_page(request: Request) -> HTTPResponse:
    """The form; ``?next=`` names the page to go to afterwards."""
    return _form(request, SignInForm(next=str(request.args.get("next") or "")[:400]))


@bp.post("/login")
@allow(Role.ANYONE, work=False)
async def log_in(request: Request) -> HTTPResponse:
    """Start a session, or show the form again with what was wrong."""
    form = parse(request, SignInForm)
    totp = "".join(form.totp.split())
    try:
        token = await stations.sign_in(form.username, form.password, totp, address_of(request), str(request.id))
    except (SignInRefused, SignInPaused) as refusal:
        return _form(request, form, refusal)
    response = redirect(local_path(form.next), status=303)
    set_cookie(response.cookies, "staff", token, secure=request.app.ctx.settings.secure_cookies)
    return response


@bp.post("/logout")
@allow(*EVERYBODY, first_password=True)
async def log_out(request: Request) -> HTTPResponse:
    """End this session."""
    await end_session(request.ctx.actor)
    response = redirect("/console/login", status=303)
    response.cookies.delete_cookie(COOKIES["staff"], path="/", secure=request.app.ctx.settings.secure_cookies)
    return response


def _form(request: Request, form: SignInForm, refusal: Refusal | None = None) -> HTTPResponse:
    facts = {"form": form, "refusal": refusal, "came_back": bool(form.next) and refusal is None}
    response: HTTPResponse = request.app.ctx.pages.render(
        request, "console/login.html", status=refusal.status if refusal else 200, **facts
    )
    if refusal and (wait := refusal.facts.get("retry_after")):
        response.headers["Retry-After"] = str(wait)
    return response
