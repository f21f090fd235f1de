"""价格偏离: prices far from the base price in a time, on a page and as a sheet, for managers and administrators."""

from datetime import date

from sanic import Blueprint, HTTPResponse, Request

from backend import transfers
from backend.console import files
from backend.console.asking import MANAGING, page_number
from backend.console.frame import show
from backend.console.periods import period
from backend.kit import clock
from backend.kit.access import allow
from backend.kit.spreadsheets import Cell, Table, workbook
from backend.rules import Fen
from backend.transfers import DeviatingTransfer

bp = Blueprint("console-deviations", url_prefix="/console/deviations")

COLUMNS = (
    ("受理日期", 12), ("业务编号", 20), ("登记服务站", 30), ("号牌号码", 12), ("品牌型号", 24), ("基准价（元）", 14),
    ("偏离的价格", 12), ("金额（元）", 14), ("占基准价（%）", 13), ("偏离说明", 40), ("经办人", 10), ("业务状态", 10),
)  # fmt: skip


@bp.get("/")
@allow(*MANAGING)
async def deviations_page(request: Request) -> HTTPResponse:
    """Transfers with a far price that were opened from ``?first=`` to ``?last=``, this month without them."""
    first, last = _period(request)
    found = await transfers.price_deviations(request.ctx.actor, first, last, page_number(request))
    return await show(request, "console/deviations.html", found=found, first=first, last=last)


@bp.get("/sheet")
@allow(*MANAGING)
async def sheet(request: Request) -> HTTPResponse:
    """The same as a workbook, one line a price."""
    first, last = _period(request)
    found = transfers.export_deviations(request.ctx.work, first, last)
    table = Table("价格偏离", COLUMNS, [line async for one in found for line in _lines(one)])
    data = await request.app.ctx.tools.kit.pools.in_thread(workbook, table)
    return files.workbook_to_keep(data, "deviations.xlsx", f"价格偏离-{first}-{last}.xlsx")


def _period(request: Request) -> tuple[date, date]:
    """What the address does not name is this month until today."""
    return period(request, clock.today().replace(day=1), clock.today())


def _lines(one: DeviatingTransfer) -> list[list[Cell]]:
    known: list[Cell] = [
        clock.local(one.opened_at).date(), one.number, one.station, one.plate_number, one.brand_model,
        Fen(one.base_fen).to_yuan(),
    ]  # fmt: skip
    return [
        [*known, far.title, Fen(far.fen).to_yuan(), far.ratio * 100, one.reason, one.clerk, one.state]
        for far in one.far
    ]
