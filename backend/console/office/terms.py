"""评估参数: how a city values cars; managers of its stations and administrators change it, after seeing an example."""

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request

from backend import appraisal, stations
from backend.appraisal import METHOD_NAMES, PRICE_STEPS, Example, TermsFacts, TermsValues
from backend.console.asking import MANAGING
from backend.console.frame import show
from backend.kit import clock
from backend.kit.access import allow
from backend.kit.errors import Refusal
from backend.kit.web import answer, parse
from backend.kit.web.forms import form_of
from backend.rules import Fen, MalformedAmount
from backend.rules.months import MonthCount
from backend.rules.years_method import COUNT_NAMES, Method

bp = Blueprint("console-terms", url_prefix="/console")
# DOMAIN §3.2's car: whoever checks the page by hand finds its numbers there.
EXAMPLE_PRICE, EXAMPLE_REGISTERED = "128800", date(2019, 3, 28)


class ValuesForm(BaseModel):
    """What a city may set; the slice judges the numbers."""

    method: Method
    months: MonthCount
    residual_rate: Decimal
    price_step_fen: int
    coefficient: Decimal
    clerk_low: Decimal
    clerk_high: Decimal
    manager_low: Decimal
    manager_high: Decimal
    band_low: Decimal
    band_high: Decimal
    age_weight: Decimal

    def values(self) -> TermsValues:
        """As the slice takes them."""
        return TermsValues(**{name: getattr(self, name) for name in ValuesForm.model_fields})


class TermsForm(ValuesForm):
    """The values, whose, and from which day on."""

    city: str = Field(min_length=1, max_length=40)
    valid_from: date


class TrialForm(TermsForm):
    """The same with the example car."""

    example_price: str = Field(EXAMPLE_PRICE, max_length=20)
    example_registered: date = EXAMPLE_REGISTERED

    def example(self) -> Example:
        """As the slice takes it; valued today."""
        try:
            price = Fen.from_yuan(self.example_price).amount
        except MalformedAmount:
            raise appraisal.ExampleImpossible(field="example_price") from None
        return Example(price, self.example_registered, clock.today())


@bp.get("/terms")
@allow(*MANAGING)
async def terms_page(request: Request) -> HTTPResponse:
    """Terms in force and their history; with proposed values in the address also what they would change."""
    cities = await appraisal.cities_of(request.ctx.actor)
    asked = str(request.args.get("city") or "")
    city = asked if asked in cities else (cities[0] if cities else "")
    now = await appraisal.terms_in_force(city)
    history = await appraisal.terms_history(city)
    facts: dict[str, Any] = {
        "cities": cities,
        "city": city,
        "now": now,
        "lines": [(one, await stations.staff_name(one.set_by) or one.set_by) for one in history],
        "in_force": next((one for one in history if one == now), None),
        "today": clock.today(),
        "methods": METHOD_NAMES,
        "counts": COUNT_NAMES,
        "steps": {step: Fen(step).text() for step in PRICE_STEPS},
        "asked": {name: str(values[0]) for name, values in request.args.items()},
        "example": {"price": EXAMPLE_PRICE, "registered": EXAMPLE_REGISTERED},
        **_trial(request, now),
    }
    return await show(request, "console/terms.html", **facts)


@bp.post("/api/terms")
@allow(*MANAGING)
async def set_terms(request: Request) -> HTTPResponse:
    """Put the values in force from their day on."""
    form = parse(request, TermsForm)
    await appraisal.set_terms(request.ctx.work, form.city, form.valid_from, form.values())
    return answer({"go": f"/console/terms?city={quote(form.city)}"}, status=201)


def _trial(request: Request, now: TermsFacts) -> dict[str, Any]:
    """The example by the terms in force and by those proposed, or the sentence that refuses them."""
    nothing: dict[str, Any] = {"trial": None, "complaint": "", "field": ""}
    if "method" not in request.args:
        return nothing
    try:
        form = form_of({name: values[0] for name, values in request.args.items()}, TrialForm)
        appraisal.must_hold(form.values())
        both = [appraisal.work_example(values, form.example()) for values in (now, form.values())]
    except Refusal as refusal:
        return nothing | {"complaint": refusal.sentence, "field": refusal.field or ""}
    return nothing | {"trial": {"form": form, "before": both[0], "after": both[1]}}
