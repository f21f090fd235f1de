"""对账: which days agree with the channels' bills, what differs, and what somebody did about it."""

from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request

from backend import payments, reconciliation, stations
from backend.console import files
from backend.console.asking import MANAGING
from backend.console.frame import show
from backend.console.periods import period
from backend.kit import clock
from backend.kit.access import Role, allow
from backend.kit.spreadsheets import CSV_TYPE
from backend.kit.web import answer, parse
from backend.payments import CHANNEL_NAMES

bp = Blueprint("console-accounts-days", url_prefix="/console")


class AskForm(BaseModel):
    """Which merchant's day to match."""

    merchant: str = Field(max_length=20)
    day: date


class NoteForm(BaseModel):
    """What a difference is, or why a closed day is matched again."""

    note: str = Field("", max_length=1000)


@bp.get("/accounts")
@allow(*MANAGING)
async def days_page(request: Request) -> HTTPResponse:
    """Days from ``?first=`` to ``?last=``, the last two weeks without them."""
    actor, yesterday = request.ctx.actor, clock.today() - timedelta(days=1)
    first, last = period(request, yesterday - timedelta(days=13), yesterday)
    own = actor.station if Role.ADMINISTRATOR not in actor.roles else None
    facts: dict[str, Any] = {
        "first": first,
        "last": last,
        "yesterday": yesterday,
        "days": await reconciliation.days(actor, first, last),
        "merchants": [one for one in await payments.list_merchants() if own in (None, one.station)],
        "places": await _places(),
        "channels": CHANNEL_NAMES,
    }
    return await show(request, "console/accounts/days.html", **facts)


@bp.get("/accounts/days/<bill_day:str>")
@allow(*MANAGING)
async def day_page(request: Request, bill_day: str) -> HTTPResponse:
    """One day with its differences."""
    day, differences = await reconciliation.day(request.ctx.actor, bill_day)
    names = {one.by: await stations.staff_name(one.by.removeprefix("staff:")) for one in differences if one.by}
    facts: dict[str, Any] = {
        "day": day,
        "differences": differences,
        "names": names,
        "places": await _places(),
        "channels": CHANNEL_NAMES,
    }
    return await show(request, "console/accounts/day.html", **facts)


@bp.get("/accounts/days/<bill_day:str>/bill")
@allow(*MANAGING)
async def bill(request: Request, bill_day: str) -> HTTPResponse:
    """The channel's bill as it came, which is audited."""
    name, data = await reconciliation.bill_of(request.ctx.work, bill_day)
    return files.to_keep(data, CSV_TYPE, name, name)


@bp.get("/accounts/days/<bill_day:str>/funds")
@allow(*MANAGING)
async def fund_bill(request: Request, bill_day: str) -> HTTPResponse:
    """The same with the fund bill."""
    name, data = await reconciliation.bill_of(request.ctx.work, bill_day, funds=True)
    return files.to_keep(data, CSV_TYPE, name, name)


@bp.post("/api/accounts/days")
@allow(*MANAGING)
async def ask(request: Request) -> HTTPResponse:
    """Match a past day now."""
    form = parse(request, AskForm)
    name = await reconciliation.ask_for_day(request.ctx.work, form.merchant, form.day)
    return answer({"day": name, "go": f"/console/accounts/days/{name}"}, status=202)


@bp.post("/api/accounts/days/<bill_day:str>/reopen")
@allow(*MANAGING)
async def reopen(request: Request, bill_day: str) -> HTTPResponse:
    """Match a closed day again."""
    await reconciliation.reopen(request.ctx.work, bill_day, parse(request, NoteForm).note)
    return answer({}, status=202)


@bp.post("/api/accounts/days/<bill_day:str>/differences/<difference:str>")
@allow(*MANAGING)
async def resolve(request: Request, bill_day: str, difference: str) -> HTTPResponse:
    """Write what a difference is."""
    await reconciliation.resolve(request.ctx.work, bill_day, difference, parse(request, NoteForm).note)
    return answer({})


@bp.post("/api/accounts/days/<bill_day:str>/close")
@allow(*MANAGING)
async def close(request: Request, bill_day: str) -> HTTPResponse:
    """Close a day whose differences are all settled."""
    await reconciliation.close_day(request.ctx.work, bill_day)
    return answer({})


async def _places() -> dict[str, str]:
    return {one.public_id: one.name for one in await stations.list_stations()}
