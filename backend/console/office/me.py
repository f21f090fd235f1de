"""我的: who I am here, a new password, the hand that signs the papers I approve."""

from pydantic import BaseModel, Field, Json
from sanic import Blueprint, HTTPResponse, Request

from backend import documents, stations
from backend.console.asking import EVERYBODY
from backend.console.frame import show
from backend.console.ink import Ink, drawn
from backend.kit.access import allow
from backend.kit.access.sessions import COOKIES
from backend.kit.web import answer, parse

bp = Blueprint("console-me", url_prefix="/console")


class PasswordForm(BaseModel):
    """The password in force, and the new one."""

    current: str = Field(min_length=1, max_length=200)
    password: str = Field(min_length=1, max_length=200)


class HandForm(BaseModel):
    """The pad's ink, as the page holds it in one field."""

    signature: Json[Ink]


@bp.get("/me")
@allow(*EVERYBODY, first_password=True)
async def me(request: Request) -> HTTPResponse:
    """The page."""
    hand = drawn(await stations.own_signature(request.ctx.actor.id))
    return await show(request, "console/me.html", hand=hand)


@bp.post("/api/me/password")
@allow(*EVERYBODY, first_password=True)
async def change_password(request: Request) -> HTTPResponse:
    """Change it; every session ends, so the page leads back to the login."""
    form = parse(request, PasswordForm)
    await stations.change_own_password(request.ctx.work, form.current, form.password)
    response = answer({"go": "/console/login"})
    response.cookies.delete_cookie(COOKIES["staff"], path="/", secure=request.app.ctx.settings.secure_cookies)
    return response


@bp.post("/api/me/signature")
@allow(*EVERYBODY)
async def save_signature(request: Request) -> HTTPResponse:
    """Keep it for the papers approved from now on."""
    hand = documents.desk_hand(parse(request, HandForm).signature.hand)
    await stations.save_own_signature(request.ctx.work, hand)
    return answer({"done": True})


@bp.post("/api/me/signature/forget")
@allow(*EVERYBODY)
async def forget_signature(request: Request) -> HTTPResponse:
    """From now on the line on the papers stays open for the pen."""
    await stations.save_own_signature(request.ctx.work, None)
    return answer({"done": True})
