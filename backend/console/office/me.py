"""我的: who I am here, and a new password."""

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request

from backend import stations
from backend.console.asking import EVERYBODY
from backend.console.frame import show
from backend.kit.access import allow
from backend.kit.access.sessions import COOKIES
from backend.kit.web import answer, parse

bp = Blueprint("console-me", url_prefix="/console")


class PasswordForm(BaseModel):
    """The password in force, and the new one."""

    current: str = Field(min_length=1, max_length=200)
    password: str = Field(min_length=1, max_length=200)


@bp.get("/me")
@allow(*EVERYBODY, first_password=True)
async def me(request: Request) -> HTTPResponse:
    """The page."""
    return await show(request, "console/me.html")


@bp.post("/api/me/password")
@allow(*EVERYBODY, first_password=True)
async def change_password(request: Request) -> HTTPResponse:
    """Change it; every session ends, so the page leads back to the login."""
    form = parse(request, PasswordForm)
    await stations.change_own_password(request.ctx.work, form.current, form.password)
    response = answer({"go": "/console/login"})
    response.cookies.delete_cookie(COOKIES["staff"], path="/", secure=request.app.ctx.settings.secure_cookies)
    return response
