"""拦截记录 and 黑名单: what checks stopped, and who is kept out for a time."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Literal

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from backend import collection, stations, transfers, verification
from backend.console import files
from backend.console.asking import MANAGING, page_number
from backend.console.frame import show
from backend.console.masking import masked_number
from backend.kit import clock
from backend.kit.access import allow
from backend.kit.actor import Role
from backend.kit.images import veiled
from backend.kit.spreadsheets import CSV_TYPE, Cell, Table, csv_lines, workbook
from backend.kit.web import answer, parse
from backend.verification import BLOCK_NAMES, HIGH_IS_BAD, KIND_NAMES, Asked, InterceptionFacts, Kind

bp = Blueprint("console-interceptions", url_prefix="/console")
# Days a block may last; empty: until somebody lifts it.
TERMS = {"30": "30 天", "180": "180 天", "365": "1 年", "": "长期"}


COLUMNS = (
    ("时间", 18), ("核查", 14), ("分数", 8), ("登记服务站", 30), ("业务编号", 20), ("原因", 50), ("照片（张）", 11),
    ("后续", 50),
)  # fmt: skip


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
    """What was stopped, with the photographs that are kept and what happened next; counted by kind and day."""
    actor, asked = request.ctx.actor, _asked(request)
    found = await verification.interceptions(actor, asked, page_number(request))
    everywhere = Role.ADMINISTRATOR in actor.roles
    facts: dict[str, Any] = {
        "found": found,
        "asked": asked,
        "names": {one.value: name for one, name in KIND_NAMES.items()},
        "places": await _places() if everywhere else {},
        "numbers": {one.id: one.number for one in (await transfers.briefs(_transfers(found.rows))).values()},
        "everywhere": everywhere,
        "high_is_bad": {one.value for one in HIGH_IS_BAD},
        "terms": TERMS,
    }
    return await show(request, "console/interceptions.html", **facts)


@bp.get("/interceptions/sheet")
@allow(*MANAGING)
async def sheet(request: Request) -> HTTPResponse:
    """The same for a spreadsheet, without photographs; that it left is audited."""
    asked, places = _asked(request), await _places()
    form = "csv" if request.args.get("form") == "csv" else "xlsx"
    found = [one async for one in verification.export_interceptions(request.ctx.work, asked)]
    numbers = await transfers.briefs(_transfers(found))
    lines = [_line(one, places, numbers[one.transfer].number if one.transfer in numbers else "") for one in found]
    table, name = Table("拦截记录", COLUMNS, lines), f"拦截记录-{asked.first}-{asked.last}.{form}"
    if form == "csv":
        text = csv_lines([[heading for heading, _ in COLUMNS], *lines])
        return files.to_keep(f"\ufeff{text}".encode(), CSV_TYPE, "interceptions.csv", name)
    data = await request.app.ctx.tools.kit.pools.in_thread(workbook, table)
    return files.workbook_to_keep(data, "interceptions.xlsx", name)


@bp.get("/interceptions/<name:str>/pictures/<evidence:str>")
@allow(*MANAGING)
async def picture(request: Request, name: str, evidence: str) -> HTTPResponse:
    """One photograph of a record: who looked at whose is audited."""
    work = request.ctx.work
    await verification.may_see_intercepted(work.actor, name, evidence)
    seen = await collection.evidence_picture(work, evidence, "display")
    return raw(seen.bytes, content_type=seen.content_type)


@bp.get("/interceptions/<name:str>/pictures/<evidence:str>/veiled")
@allow(*MANAGING)
async def veiled_picture(request: Request, name: str, evidence: str) -> HTTPResponse:
    """The same in squares so large that nobody is recognised and nothing is read."""
    work = request.ctx.work
    await verification.may_see_intercepted(work.actor, name, evidence)
    small = await collection.evidence_picture(work, evidence, "thumbnail")
    data = await request.app.ctx.tools.kit.pools.in_thread(veiled, small.bytes)
    return raw(data, content_type="image/jpeg")


def _asked(request: Request) -> Asked:
    """What the address asks for; what it does not say is any kind, any station, the last thirty days."""
    kind, station = (str(request.args.get(one) or "") for one in ("kind", "station"))
    today = clock.today()
    first, last = _day(request, "first") or today - timedelta(days=29), _day(request, "last") or today
    return Asked(min(first, last), max(first, last), kind if kind in set(Kind) else "", station[:20])


def _day(request: Request, name: str) -> date | None:
    try:
        day = date.fromisoformat(str(request.args.get(name) or ""))
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day < date(2100, 1, 1) else None


async def _places() -> dict[str, str]:
    return {one.public_id: one.name for one in await stations.list_stations()}


def _transfers(rows: Iterable[InterceptionFacts]) -> list[str]:
    return [one.transfer for one in rows if one.transfer]


def _line(one: InterceptionFacts, places: dict[str, str], number: str) -> list[Cell]:
    place = places.get(one.station, "尚未到站")
    at = f"{clock.local(one.at):%Y-%m-%d %H:%M}"
    return [at, one.kind_name, one.score, place, number, one.reason, one.sent, "；".join(one.then)]


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
