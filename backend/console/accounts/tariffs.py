"""收费标准: what each item costs, in force and coming; added and never changed; and what a transfer would cost."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request

from backend import payments, stations
from backend.console.asking import MANAGING
from backend.console.frame import show
from backend.console.periods import day_named
from backend.console.till.forms import fen_of
from backend.kit import clock
from backend.kit.access import Role, allow
from backend.kit.web import answer, parse
from backend.payments import BUSINESSES, CLASSES, MEMBERS, OrderFacts, TariffFacts
from backend.stations import StationFacts

bp = Blueprint("console-accounts-tariffs", url_prefix="/console")

# What the example may be about, one of each class, as a licence words it.
CARS: Final = ("小型轿车", "大型普通客车", "轻型普通货车", "重型普通货车", "普通二轮摩托车", "重型半挂牵引车")
STATES: Final = {"coming": ("note", "待生效"), "in_force": ("ok", "现行"), "over": ("draft", "已被替代")}


class TariffForm(BaseModel):
    """One line of the tariffs; ``fen`` is typed in yuan."""

    station: str = Field("", max_length=20)
    item: str = Field("", max_length=200)
    fen: str = Field("", max_length=40)
    vehicle_class: str = Field("", max_length=20)
    business: str = Field("", max_length=20)
    member: str = Field("", max_length=3)
    valid_from: date


@bp.get("/accounts/tariffs")
@allow(*MANAGING)
async def page(request: Request) -> HTTPResponse:
    """A station's tariffs beside everybody's; an administrator chooses the station by ``?station=``."""
    actor, today = request.ctx.actor, clock.today()
    everywhere = Role.ADMINISTRATOR in actor.roles
    places = await stations.list_stations()
    station = _chosen(request, places) if everywhere else actor.station
    car = str(request.args.get("car") or CARS[0])[:40]
    business = str(request.args.get("business") or "direct")
    example = OrderFacts(car, business if business in BUSINESSES else "direct", request.args.get("member") == "yes")
    day = day_named(request, "day") or today
    tariffs = await payments.tariffs_of(station)
    states = states_of(tariffs, today)
    order = list(STATES)
    facts: dict[str, Any] = {
        "station": station,
        "stations": places,
        "places": {one.public_id: one.name for one in places},
        "everywhere": everywhere,
        "tariffs": sorted(tariffs, key=lambda one: order.index(states[one.id])),
        "states": states,
        "badges": STATES,
        "classes": CLASSES,
        "businesses": BUSINESSES,
        "members": MEMBERS,
        "items": list(dict.fromkeys(one.item for one in tariffs)),
        "cars": CARS,
        "example": example,
        "day": day,
        "today": today,
        "quote": await payments.quote(station, example, day),
    }
    return await show(request, "console/accounts/tariffs.html", **facts)


@bp.post("/api/accounts/tariffs")
@allow(*MANAGING)
async def add(request: Request) -> HTTPResponse:
    """Add one; a manager's is for the own station, whatever the form says."""
    form, actor = parse(request, TariffForm), request.ctx.actor
    station = form.station if Role.ADMINISTRATOR in actor.roles else actor.station
    if station:
        await stations.station(station)
    name = await payments.add_tariff(
        request.ctx.work,
        item=form.item,
        fen=fen_of(form.fen, "fen"),
        valid_from=form.valid_from,
        station=station,
        vehicle_class=form.vehicle_class,
        business=form.business,
        member=form.member,
    )
    return answer({"tariff": name}, status=201)


def states_of(tariffs: Iterable[TariffFacts], today: date) -> dict[str, str]:
    """tariff -> whether it is coming, in force, or over because a later one of the same kind took its place.

    ``tariffs`` come the latest first, as they do of :func:`payments.tariffs_of`.
    """
    states: dict[str, str] = {}
    in_force: set[tuple[str, ...]] = set()
    for one in tariffs:
        kind = (one.station, one.item, one.vehicle_class, one.business, one.member)
        if one.valid_from > today.isoformat():
            states[one.id] = "coming"
        else:
            states[one.id] = "over" if kind in in_force else "in_force"
            in_force.add(kind)
    return states


def _chosen(request: Request, places: list[StationFacts]) -> str:
    """The station that the address names, empty for what holds everywhere."""
    asked = str(request.args.get("station") or "")
    return asked if any(one.public_id == asked for one in places) else ""
