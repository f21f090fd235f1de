"""批量调取: a period's archives for a court, the police or the tax office, as one ZIP with a list and the verifier."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request

from backend import archive, stations, transfers
from backend.archive import Entry
from backend.console import files
from backend.console.asking import MANAGING
from backend.console.frame import show
from backend.kit import clock
from backend.kit.access import Role, allow
from backend.kit.spreadsheets import Cell, Table, csv_lines, workbook
from backend.kit.web import answer, parse
from backend.rules import Fen

bp = Blueprint("console-archives-exports", url_prefix="/console")

STATES = {"waiting": "正在核验、准备", "ready": "可以下载", "broken": "核验不符，未生成", "over": "已过期"}
COLUMNS = (
    ("序号", 8), ("业务编号", 22), ("登记服务站", 30), ("归档时间", 18),
    ("号牌号码", 12), ("车辆识别代号", 22), ("品牌型号", 24), ("卖方", 16), ("买方", 16),
    ("成交价（元）", 14), ("合同编号", 22), ("文件", 36), ("大小（字节）", 14), ("SHA-256", 68), ("目录 SHA-256", 68),
)  # fmt: skip


class ExportForm(BaseModel):
    """What is asked for: a station's id (an administrator's, empty for all), days of closing, for whom and why."""

    station: str = Field("", max_length=20)
    first: date
    last: date
    authority: str = Field("", max_length=400)
    reason: str = Field("", max_length=2000)


@bp.get("/archives/exports")
@allow(*MANAGING)
async def exports_page(request: Request) -> HTTPResponse:
    """The form, and what was asked for before."""
    actor = request.ctx.actor
    found = await archive.list_exports(actor)
    facts: dict[str, Any] = {
        "found": found,
        "states": STATES,
        "places": {one.public_id: one.name for one in await stations.list_stations()},
        "names": {one.by: await stations.staff_name(one.by) or one.by for one in found},
        "everywhere": Role.ADMINISTRATOR in actor.roles,
        "going": any(one.state == "waiting" for one in found),
        "first": clock.today().replace(day=1),
        "last": clock.today(),
    }
    return await show(request, "console/archives/exports.html", **facts)


@bp.post("/api/archives/exports")
@allow(*MANAGING)
async def ask(request: Request) -> HTTPResponse:
    """Ask for one; a job makes it ready."""
    form = parse(request, ExportForm)
    made = await archive.ask_export(request.ctx.work, **form.model_dump())
    return answer({"export": made}, status=201)


@bp.get("/archives/exports/<export:str>/archives.zip")
@allow(*MANAGING, work=False)
async def download(request: Request, export: str) -> Any:
    """The ZIP, written while it goes. The audit knows before the first byte leaves."""
    kit, actor = request.app.ctx.tools.kit, request.ctx.actor
    fact, entries = await archive.export_to_hand_out(kit, actor, export)
    table = Table("调取清单", COLUMNS, await _lines(entries))
    sheets = {
        "调取清单.xlsx": await kit.pools.in_thread(workbook, table),
        "调取清单.csv": await kit.pools.in_thread(_csv, table),
    }
    await archive.note_handing_out(actor, str(request.id), export, entries)
    name = f"电子档案-{fact.first}-{fact.last}.zip"
    await files.zip_as_it_goes(request, "archives.zip", name, archive.zip_of(kit, entries, sheets))


async def _lines(entries: Sequence[Entry]) -> list[list[Cell]]:
    places = {one.public_id: one.name for one in await stations.list_stations()}
    # The database takes only so many names in one question.
    known: dict[str, transfers.Brief] = {}
    for start in range(0, len(entries), 500):
        known |= await transfers.briefs([one.transfer for one in entries[start : start + 500]])
    return [_line(place, one, places, known.get(one.transfer)) for place, one in enumerate(entries, 1)]


def _line(place: int, one: Entry, places: dict[str, str], brief: "transfers.Brief | None") -> list[Cell]:
    closed = f"{clock.local(datetime.fromisoformat(one.closed_at)):%Y-%m-%d %H:%M}"
    head: list[Cell] = [place, one.number, places.get(one.station, ""), closed]
    deal: list[Cell] = [""] * 7
    if brief:
        price = Fen(brief.price_fen).to_yuan() if brief.price_fen is not None else None
        car, sides = (brief.plate_number, brief.vin, brief.brand_model), (brief.seller_name, brief.buyer_name)
        deal = [*car, *sides, price, brief.contract_number]
    return [*head, *deal, one.file, one.size, one.sha256, one.manifest_sha256]


def _csv(table: Table) -> bytes:
    """With the mark of UTF-8 before it, or spreadsheets misread it."""
    return ("\ufeff" + csv_lines([[heading for heading, _ in table.columns], *table.rows])).encode()
