"""车型库: the list with its search, one model with its prices, and the form for a new one."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from backend import vehicles
from backend.console.asking import MANAGING, page_number
from backend.console.frame import show
from backend.kit.access import allow
from backend.rules import codes
from backend.vehicles import ORIGIN_NAMES

bp = Blueprint("console-catalogue", url_prefix="/console")
# Fields that a link may fill in on the form for a new model, as the page of unknown models does.
PREFILLED = ("brand_model", "brand", "maker", "vehicle_type", "seats", "unknown")
LONGEST_PREFILL = 80


@bp.get("/catalogue")
@allow(*MANAGING)
async def catalogue_page(request: Request) -> HTTPResponse:
    """Models that fit ``?q=``, ``type``, ``origin`` and ``retired``, a page at a time."""
    asked = {name: str(request.args.get(name) or "").strip() for name in ("q", "type", "origin", "retired")}
    found = await vehicles.list_models(
        asked["q"],
        vehicle_type=asked["type"],
        origin=asked["origin"],
        retired=asked["retired"] == "yes",
        page=page_number(request),
    )
    waiting = (await vehicles.unknown_models()).total
    return await show(request, "console/catalogue/list.html", found=found, asked=asked, waiting=waiting, **choices())


@bp.get("/catalogue/new")
@allow(*MANAGING)
async def new_page(request: Request) -> HTTPResponse:
    """The form for one more model, with what the link knows of it."""
    given = {name: str(request.args.get(name) or "")[:LONGEST_PREFILL] for name in PREFILLED}
    return await show(request, "console/catalogue/new.html", given=given, **choices())


@bp.get("/catalogue/models/<model:str>")
@allow(*MANAGING)
async def model_page(request: Request, model: str) -> HTTPResponse:
    """One model: what is known of it, and every price that it ever had."""
    facts: dict[str, Any] = {"model": await vehicles.model(model), "prices": await vehicles.price_history(model)}
    return await show(request, "console/catalogue/model.html", **facts, **choices())


def choices() -> dict[str, Any]:
    """What the forms offer."""
    return {"types": codes.codes("vehicle_type").values(), "origins": ORIGIN_NAMES}
