"""收款结算单: a period by day, station, clerk and channel, on a page, as a sheet and on paper."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from sanic import Blueprint, HTTPResponse, Request

from backend import reconciliation, stations
from backend.console import files
from backend.console.asking import MANAGING
from backend.console.frame import show
from backend.console.periods import period
from backend.documents import Report, report_pdf
from backend.kit import clock
from backend.kit.access import allow
from backend.kit.errors import Refusal
from backend.kit.spreadsheets import Cell, Table, workbook
from backend.payments import CHANNEL_NAMES
from backend.reconciliation import PARTS, StatementRow, added_up, whole
from backend.rules import Fen

bp = Blueprint("console-accounts-statements", url_prefix="/console/accounts/statement")

TITLES: Final = {"day": "日期", "station": "登记服务站", "clerk": "收款人", "channel": "渠道"}
WIDTHS: Final = {"day": 13, "station": 24, "clerk": 18, "channel": 12}
# What the statement opens with: most people ask what came in each day by which way.
USUAL: Final = ("day", "channel")
SUMS: Final = (
    ("收款笔数", 11),
    ("收款（元）", 14),
    ("退款笔数", 11),
    ("退款（元）", 14),
    ("渠道手续费（元）", 18),
    ("净额（元）", 14),
)
# Beside the sums only where some day's fee is not known yet.
REMARK: Final = ("备注", 14)
NOTES: Final = ("手续费以渠道账单为准。",)
UNKNOWN: Final = "备注写明未对账的，渠道手续费还不知道，净额尚未扣除。"


@bp.get("/")
@allow(*MANAGING)
async def page(request: Request) -> HTTPResponse:
    """``?first= &last= &by=day&by=channel``; this month by day and channel without them."""
    first, last, by = _asked(request)
    rows, complaint = [], ""
    try:
        rows = await reconciliation.statement(request.ctx.actor, first, last, PARTS)
    except Refusal as refusal:
        complaint = refusal.sentence
    facts: dict[str, Any] = {
        "first": first,
        "last": last,
        "by": by,
        "parts": TITLES,
        "rows": added_up(rows, by),
        "whole": whole(rows),
        "names": await _names(rows),
        "complaint": complaint,
    }
    return await show(request, "console/accounts/statement.html", **facts)


@bp.get("/sheet")
@allow(*MANAGING)
async def sheet(request: Request) -> HTTPResponse:
    """The same as a workbook: what was asked for, and beside it every part."""
    first, last, by = _asked(request)
    rows = await reconciliation.statement(request.ctx.actor, first, last, PARTS)
    names = await _names(rows)
    await request.ctx.work.record("reconciliation.statement_taken", _about(request), first=str(first), last=str(last))
    tables = [_table("结算单", added_up(rows, by), by, names), _table("全部明细", rows, PARTS, names)]
    data = await request.app.ctx.tools.kit.pools.in_thread(workbook, *tables)
    return files.workbook_to_keep(data, "statement.xlsx", f"收款结算单-{first}-{last}.xlsx")


@bp.get("/paper")
@allow(*MANAGING)
async def paper(request: Request) -> HTTPResponse:
    """The same on paper."""
    first, last, by = _asked(request)
    rows = await reconciliation.statement(request.ctx.actor, first, last, PARTS)
    names = await _names(rows)
    table = _table("结算单", added_up(rows, by), by, names)
    me = await stations.staff(request.ctx.actor.id)
    place = await stations.station(me.station) if me.station else None
    report = Report(
        title="收款结算单",
        lines=(
            f"登记服务站：{place.name if place else '全部登记服务站'}",
            f"期间：{first} 至 {last}",
            f"制表：{me.name}　{clock.local(clock.now()):%Y-%m-%d %H:%M}",
        ),
        columns=tuple(table.columns),
        rows=tuple(tuple(_printed(cell) for cell in row) for row in table.rows),
        notes=NOTES if whole(rows).fee_known else (*NOTES, UNKNOWN),
    )
    await request.ctx.work.record("reconciliation.statement_taken", _about(request), first=str(first), last=str(last))
    data = await request.app.ctx.tools.kit.pools.in_process(report_pdf, report)
    return files.pdf(data, "statement.pdf", f"收款结算单-{first}-{last}.pdf")


def _asked(request: Request) -> tuple[Any, Any, tuple[str, ...]]:
    first, last = period(request, clock.today().replace(day=1), clock.today())
    asked = {str(one) for one in request.args.getlist("by", [])}
    return first, last, tuple(part for part in PARTS if part in asked) or USUAL


def _about(request: Request) -> str:
    return f"station:{request.ctx.actor.station or 'all'}"


async def _names(rows: list[StatementRow]) -> dict[str, Mapping[str, str]]:
    """What people read instead of ids, for each part."""
    clerks = {row.clerk for row in rows}
    return {
        "station": {"": "未归属", **{one.public_id: one.name for one in await stations.list_stations()}},
        "clerk": {"": "无经办人（自助等）", **{one: await _clerk(one) for one in clerks if one}},
        "channel": CHANNEL_NAMES,
    }


async def _clerk(name: str) -> str:
    return await stations.staff_name(name.removeprefix("staff:")) or name


def _table(title: str, rows: list[StatementRow], by: tuple[str, ...], names: Mapping[str, Mapping[str, str]]) -> Table:
    columns = [(TITLES[part], WIDTHS[part]) for part in by]
    remarks = any(not row.fee_known for row in rows)
    lines = [[*(_part(row, part, names) for part in by), *_sums(row, remarks)] for row in rows]
    first: list[Cell] = ["合计", *("" for _ in by[1:])]
    sums = [*SUMS, REMARK] if remarks else SUMS
    return Table(title, [*columns, *sums], [*lines, [*first, *_sums(whole(rows), remarks)]])


def _part(row: StatementRow, part: str, names: Mapping[str, Mapping[str, str]]) -> Cell:
    if part == "day":
        return row.day
    value = str(getattr(row, part))
    return names[part].get(value, value)


def _sums(row: StatementRow, remarks: bool) -> list[Cell]:
    told = row.fee_known or row.fee_fen
    remark = "" if row.fee_known else "部分未对账" if told else "未对账"
    return [
        row.charges,
        Fen(row.charge_fen).to_yuan(),
        row.refunds,
        Fen(row.refund_fen).to_yuan(),
        Fen(row.fee_fen).to_yuan() if told else None,
        Fen(row.net_fen).to_yuan(),
        *([remark] if remarks else []),
    ]


def _printed(cell: Cell) -> str:
    return "" if cell is None else f"{cell:,.2f}" if isinstance(cell, Decimal) else str(cell)
