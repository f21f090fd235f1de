"""拦截记录 and 黑名单: what checks stopped, and who is kept out for a time."""

from typing import Any, Literal

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request

from backend import stations, verification
from backend.console.asking import MANAGING, page_number
from backend.console.frame import show
from backend.console.masking import masked_number
from backend.kit.access import allow
from backend.kit.actor import Role
from backend.kit.web import answer, parse
from backend.verification import BLOCK_NAMES, KIND_NAMES, Kind

bp = Blueprint("console-interceptions", url_prefix="/console")
# Days a block may last; empty: until somebody lifts it.
TERMS = {"30": "30 天", "180": "180 天", "365": "1 年", "": "长期"}


class BlockForm(BaseModel):
    """Whom to keep out, how long, and why."""

    kind: Literal["device", "phone", "id_number"]
    value: str = Field(min_length=1, max_length=40)
    days: Literal["30", "180", "365", ""] = "180"
    reason: str = Field("", max_length=1000)


class LiftForm(BaseModel):
    """Why a block ends before its time."""

    reason: str = Field("", max_length=1000)


@bp.get("/interceptions")
@allow(*MANAGING)
async def interceptions_page(request: Request) -> HTTPResponse:
    """What was stopped, by kind and month."""
    actor = request.ctx.actor
    kind, month = str(request.args.get("kind") or ""), str(request.args.get("month") or "")
    kind = kind if kind in set(Kind) else ""
    found = await verification.interceptions(actor, kind, month[:7], page_number(request))
    everywhere = Role.ADMINISTRATOR in actor.roles
    facts: dict[str, Any] = {
        "found": found,
        "kind": kind,
        "month": month if month in found.months else "",
        "names": {one.value: name for one, name in KIND_NAMES.items()},
        "places": {one.public_id: one.name for one in await stations.list_stations()} if everywhere else {},
        "everywhere": everywhere,
        "terms": TERMS,
    }
    return await show(request, "console/interceptions.html", **facts)


@bp.get("/blocks")
@allow(*MANAGING)
async def blocks_page(request: Request) -> HTTPResponse:
    """Who is kept out now; with ``?all=1`` whoever ever was."""
    actor, everything = request.ctx.actor, request.args.get("all") == "1"
    found = await verification.blocks("" if everything else "in_force")
    facts: dict[str, Any] = {
        "blocks": [(one, masked_number(one.value), await stations.staff_name(one.by) or one.by) for one in found],
        "everything": everything,
        "kinds": BLOCK_NAMES,
        "terms": TERMS,
        "may_lift": lambda one: Role.ADMINISTRATOR in actor.roles or one.station == actor.station,
    }
    return await show(request, "console/blocks.html", **facts)


@bp.post("/api/blocks")
@allow(*MANAGING)
async def block(request: Request) -> HTTPResponse:
    """Keep somebody out."""
    form = parse(request, BlockForm)
    days = int(form.days) if form.days else None
    made = await verification.block(request.ctx.work, form.kind, form.value, form.reason, days)
    return answer({"block": made}, status=201)


@bp.post("/api/blocks/<block:str>/lift")
@allow(*MANAGING)
async def lift(request: Request, block: str) -> HTTPResponse:
    """Let them in again."""
    await verification.lift(request.ctx.work, block, parse(request, LiftForm).reason)
    return answer({})


@bp.post("/api/blocks/<block:str>/reveal")
@allow(*MANAGING)
async def reveal(request: Request, block: str) -> HTTPResponse:
    """The whole value, which is audited."""
    return answer({"value": await verification.blocked_value(request.ctx.work, block)})
