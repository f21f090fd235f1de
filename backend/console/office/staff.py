"""人员管理: managers see to the clerks of their station, administrators to everybody."""

from typing import Any, Literal

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request

from backend import stations
from backend.console.asking import MANAGING
from backend.console.frame import show
from backend.kit.access import Role, allow
from backend.kit.web import answer, parse
from backend.kit.web.qr import qr_data_uri
from backend.stations import NewCredentials

bp = Blueprint("console-staff", url_prefix="/console")


class NewStaffForm(BaseModel):
    """A new account; ``station`` is a public id, and a manager's own when left out."""

    username: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1, max_length=40)
    role: Literal["clerk", "manager", "administrator"] = "clerk"
    station: str = Field("", max_length=20)


@bp.get("/staff")
@allow(*MANAGING)
async def staff_page(request: Request) -> HTTPResponse:
    """Everybody this actor may see to, by station."""
    people = await stations.list_staff(request.ctx.work)
    places = {place.public_id: place for place in await stations.list_stations()}
    everywhere = Role.ADMINISTRATOR in request.ctx.actor.roles
    return await show(request, "console/staff.html", people=people, places=places, everywhere=everywhere)


@bp.post("/api/staff")
@allow(*MANAGING)
async def add_staff(request: Request) -> HTTPResponse:
    """Open an account; its first password and its authenticator QR are shown this once."""
    form, actor = parse(request, NewStaffForm), request.ctx.actor
    role = Role(form.role)
    station = form.station or actor.station
    if role is Role.ADMINISTRATOR:
        station = ""
    made = await stations.add_staff(
        request.ctx.work, username=form.username, name=form.name, role=role, station=station
    )
    return answer(_once(made), status=201)


@bp.post("/api/staff/<person:str>/password")
@allow(*MANAGING)
async def reset_password(request: Request, person: str) -> HTTPResponse:
    """A new first password."""
    return answer(_once(await stations.reset_password(request.ctx.work, person)))


@bp.post("/api/staff/<person:str>/totp")
@allow(*MANAGING)
async def reset_totp(request: Request, person: str) -> HTTPResponse:
    """A new authenticator secret, as after a lost phone."""
    return answer(_once(await stations.reset_totp(request.ctx.work, person)))


@bp.post("/api/staff/<person:str>/deactivate")
@allow(*MANAGING)
async def deactivate(request: Request, person: str) -> HTTPResponse:
    """Close an account."""
    await stations.deactivate_staff(request.ctx.work, person)
    return answer({})


@bp.post("/api/staff/<person:str>/activate")
@allow(*MANAGING)
async def activate(request: Request, person: str) -> HTTPResponse:
    """Open it again."""
    await stations.activate_staff(request.ctx.work, person)
    return answer({})


def _once(made: NewCredentials) -> dict[str, Any]:
    qr = qr_data_uri(made.totp_uri) if made.totp_uri else ""
    return {"username": made.username, "password": made.password, "totp_secret": made.totp_secret, "qr": qr}
