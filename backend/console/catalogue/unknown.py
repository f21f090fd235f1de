"""未知车型: what was read and not found; a manager says which model it is, adds it, or ignores it."""

from dataclasses import dataclass

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request

from backend import vehicles
from backend.console.asking import MANAGING, page_number
from backend.console.frame import show
from backend.kit.access import allow
from backend.kit.web import answer, parse
from backend.vehicles import Candidate, Sighting, UnknownFacts

bp = Blueprint("console-catalogue-unknown", url_prefix="/console")

# The next best rarely helps when five did not.
CHOICES = 5


class SettleForm(BaseModel):
    """Which model a text means; without one it is ignored for ``reason``."""

    model: str = Field("", max_length=20)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One waiting text with the models that it may mean."""

    unknown: UnknownFacts
    choices: tuple[Candidate, ...]


# Looking may wait for the index to be made anew, so no transaction is open meanwhile.
@bp.get("/catalogue/unknown")
@allow(*MANAGING, work=False)
async def unknown_page(request: Request) -> HTTPResponse:
    """The texts that wait, the most frequent first, each with what comes near it."""
    page = await vehicles.unknown_models(page_number(request))
    entries = [Entry(one, await _choices(one)) for one in page.entries]
    return await show(request, "console/catalogue/unknown.html", entries=entries, queue=page)


@bp.post("/api/catalogue/unknown/<unknown:str>")
@allow(*MANAGING)
async def settle(request: Request, unknown: str) -> HTTPResponse:
    """Remember the model that a text means, or ignore the text."""
    form = parse(request, SettleForm)
    await vehicles.settle_unknown(request.ctx.work, unknown, form.model or None, form.reason)
    return answer({})


async def _choices(unknown: UnknownFacts) -> tuple[Candidate, ...]:
    sighting = Sighting(
        unknown.brand_model,
        seats=unknown.seats,
        registered_on=unknown.registered_on,
        vehicle_type=unknown.vehicle_type,
    )
    return (await vehicles.find_models(sighting, CHOICES)).candidates
