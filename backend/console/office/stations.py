"""登记服务站管理: administrators open stations."""

from typing import Any

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request

from backend import stations
from backend.console.frame import show
from backend.kit.access import Role, allow
from backend.kit.web import answer, parse
from backend.rules import codes
from backend.settings import PROJECT

bp = Blueprint("console-stations", url_prefix="/console")


class NewStationForm(BaseModel):
    """A new station; what it prints on papers and speaks in its city's words."""

    code: str = Field(pattern=r"^\d{4}$")
    name: str = Field(min_length=1, max_length=80)
    market_name: str = Field(min_length=1, max_length=120)
    province: str = Field(min_length=2, max_length=2)
    city: str = Field(min_length=1, max_length=40)
    city_nickname: str = Field("", max_length=4)
    address: str = Field("", max_length=200)
    phone: str = Field("", max_length=40)
    document_city: str = Field("default", pattern=r"^[a-z]{1,32}$")


@bp.get("/stations")
@allow(Role.ADMINISTRATOR)
async def stations_page(request: Request) -> HTTPResponse:
    """Every station, and the form for one more."""
    folders = (PROJECT / "templates" / "documents").iterdir()
    cities = sorted(one.name for one in folders if one.is_dir())
    facts: dict[str, Any] = {
        "places": await stations.list_stations(),
        "provinces": codes.codes("province"),
        "cities": cities,
    }
    return await show(request, "console/stations.html", **facts)


@bp.post("/api/stations")
@allow(Role.ADMINISTRATOR)
async def open_station(request: Request) -> HTTPResponse:
    """Open a station."""
    form = parse(request, NewStationForm)
    place = await stations.open_station(request.ctx.work, **form.model_dump())
    return answer({"id": place.public_id}, status=201)
