"""估一估: what is my car worth, before anything begins; plain forms, nothing is kept."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from backend.appraisal import Wish
from backend.kit.access import Role, allow
from backend.kit.errors import Refusal
from backend.kit.web import MalformedRequest
from backend.kit.web.forms import form_of
from backend.rules.codes import codes
from backend.rules.money import Fen
from backend.rules.rmb_words import MalformedAmount
from miniprogram_api.estimating import Estimate, estimate
from miniprogram_api.h5.shown import page
from miniprogram_api.schemas.estimates import EstimateForm

bp = Blueprint("h5_estimate", url_prefix="/h5")

# What nearly every owner drives; the rest of the table follows.
COMMON = ("小型轿车", "小型越野客车", "小型普通客车", "小型面包车", "微型轿车", "轻型普通货车", "普通二轮摩托车")
FIELDS = ("brand_model", "vehicle_type", "use_character", "registered_on", "vin", "model")
SAID = (*FIELDS, "new_price")


@bp.get("/estimate")
@allow(Role.OWNER, work=False)
async def form(request: Request) -> HTTPResponse:
    """The empty form."""
    return shown(request, dict.fromkeys(SAID, "") | {"use_character": "非营运", "vehicle_type": COMMON[0]})


@bp.post("/estimate")
@allow(Role.OWNER, work=False)
async def ask(request: Request) -> HTTPResponse:
    """The form again, with a price below it, models to choose among, or a sentence beside the field that is wrong."""
    said = {name: values[-1].strip() for name, values in (request.form or {}).items() if name in SAID}
    said = dict.fromkeys(SAID, "") | said
    try:
        asked = form_of({name: said[name] for name in FIELDS}, EstimateForm)
        wish = Wish(model=asked.model, new_price_fen=_fen(said["new_price"]))
        told = await estimate(request.app.ctx.tools.kit.keyvalue, request.ctx.actor.id, asked.car(), wish)
    except Refusal as refusal:
        field = refusal.field if refusal.field in SAID else ""
        return shown(request, said, wrong={field or "": refusal.sentence}, status=refusal.status)
    return shown(request, said, told)


def shown(
    request: Request,
    said: dict[str, str],
    told: Estimate | None = None,
    *,
    wrong: dict[str, str] | None = None,
    status: int = 200,
) -> HTTPResponse:
    """The page with what was typed, and what came of it."""
    names = codes("vehicle_type").values()
    facts: dict[str, Any] = {
        "said": said,
        "told": told,
        "wrong": dict.fromkeys((*SAID, ""), "") | (wrong or {}),
        "common": COMMON,
        "types": [name for name in names if name not in COMMON],
        "uses": list(codes("use_character").values()),
    }
    return page(request, "estimate.html", "估一估", back="/h5/", status=status, **facts)


def _fen(text: str) -> int | None:
    if not text:
        return None
    try:
        return Fen.price(text).amount
    except MalformedAmount:
        raise MalformedRequest(field="new_price", sentence="请填写新车价，例如 128800。") from None
