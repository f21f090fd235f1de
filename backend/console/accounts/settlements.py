"""与站结算: what stations get of money that came in under a shared merchant."""

from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request

from backend import reconciliation, stations
from backend.console.asking import MANAGING
from backend.console.frame import show
from backend.kit import clock
from backend.kit.access import Role, allow
from backend.kit.web import answer, parse

bp = Blueprint("console-accounts-settlements", url_prefix="/console")


class SettleForm(BaseModel):
    """Which station, until which day."""

    station: str = Field(max_length=20)
    last: date


class SlipForm(BaseModel):
    """Under which slip the money was sent."""

    slip: str = Field("", max_length=200)


@bp.get("/accounts/settlements")
@allow(*MANAGING)
async def page(request: Request) -> HTTPResponse:
    """What was settled, the latest first."""
    actor = request.ctx.actor
    found = await reconciliation.settlements(actor)
    people = {one.made_by for one in found} | {one.paid_by for one in found if one.paid_by}
    facts: dict[str, Any] = {
        "settlements": found,
        "places": {one.public_id: one.name for one in await stations.list_stations()},
        "names": {one: await stations.staff_name(one.removeprefix("staff:")) or one for one in people},
        "may_settle": Role.ADMINISTRATOR in actor.roles,
        "yesterday": clock.today() - timedelta(days=1),
    }
    return await show(request, "console/accounts/settlements.html", **facts)


@bp.post("/api/accounts/settlements")
@allow(Role.ADMINISTRATOR)
async def settle(request: Request) -> HTTPResponse:
    """Settle everything after the last settlement."""
    form = parse(request, SettleForm)
    name = await reconciliation.settle_station(request.ctx.work, form.station, form.last)
    return answer({"settlement": name}, status=201)


@bp.post("/api/accounts/settlements/<settlement:str>/paid")
@allow(Role.ADMINISTRATOR)
async def paid(request: Request, settlement: str) -> HTTPResponse:
    """The money was sent."""
    await reconciliation.note_payment(request.ctx.work, settlement, parse(request, SlipForm).slip)
    return answer({})
