"""维护车型: adding, changing and retiring single models."""

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request

from backend import vehicles
from backend.console.asking import MANAGING
from backend.kit.access import allow
from backend.kit.web import answer, parse

bp = Blueprint("console-catalogue-edits", url_prefix="/console/api/catalogue")
CELL = Field("", max_length=200)


class ModelForm(BaseModel):
    """One model in the words of an import's columns; the slice judges each cell."""

    brand_model: str = CELL
    new_price: str = CELL
    brand: str = CELL
    maker: str = CELL
    vehicle_type: str = CELL
    engine: str = CELL
    fuel: str = CELL
    seats: str = CELL
    sold_from: str = CELL
    sold_until: str = CELL
    origin: str = CELL
    price_valid_from: str = CELL
    code: str = CELL


class ModelAddForm(ModelForm):
    """The same, with the waiting text that the model is added for."""

    unknown: str = Field("", max_length=20)


class ModelEditForm(ModelForm):
    """The same, with the version that the page showed."""

    version: int = Field(ge=1)


class RetireForm(BaseModel):
    """Whether a model is offered no more, and the version that the page showed."""

    version: int = Field(ge=1)
    retired: bool


@bp.post("/models")
@allow(*MANAGING)
async def add(request: Request) -> HTTPResponse:
    """Add a model; a waiting text that it was added for finds it from now on."""
    form = parse(request, ModelAddForm)
    made = await vehicles.add_model(request.ctx.work, form.model_dump(exclude={"unknown"}))
    if form.unknown:
        await vehicles.settle_unknown(request.ctx.work, form.unknown, made.id)
    return answer({"id": made.id, "go": f"/console/catalogue/models/{made.id}"}, status=201)


@bp.post("/models/<model:str>")
@allow(*MANAGING)
async def edit(request: Request, model: str) -> HTTPResponse:
    """Change a model; its price changes by a new line of its history."""
    form = parse(request, ModelEditForm)
    made = await vehicles.edit_model(request.ctx.work, model, form.version, form.model_dump(exclude={"version"}))
    return answer({"version": made.version})


@bp.post("/models/<model:str>/retire")
@allow(*MANAGING)
async def retire(request: Request, model: str) -> HTTPResponse:
    """Take a model out of what is offered, or bring it back."""
    form = parse(request, RetireForm)
    await vehicles.retire_model(request.ctx.work, model, form.version, form.retired)
    return answer({})
