"""服务费发票: what payers wish invoiced, listed and exported for the tax system, and the numbers that it gave."""

from datetime import date
from typing import Any, Final

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request

from backend import invoices, stations
from backend.console import files
from backend.console.asking import EVERYBODY
from backend.console.frame import show
from backend.console.masking import masked_name
from backend.invoices import INVOICE_NAMES, TITLE_KINDS, WAITING, InvoiceState, InvoiceView
from backend.kit import clock
from backend.kit.access import Role, allow
from backend.kit.spreadsheets import Cell, Table, workbook
from backend.kit.web import answer, parse
from backend.rules import Fen

bp = Blueprint("console-accounts-invoices", url_prefix="/console")

COLUMNS: Final = (
    ("申请编号", 20), ("登记服务站", 30), ("状态", 10), ("抬头类型", 10), ("购买方名称", 36), ("购买方税号", 22),
    ("金额（元）", 14), ("邮箱", 28), ("手机号", 14), ("申请时间", 18), ("发票号码", 24), ("开票日期", 12),
    ("红字发票号码", 24),
)  # fmt: skip
# What the page opens with: what somebody has to do.
OPEN: Final = "open"


class IssuedForm(BaseModel):
    """The tax system's number and day, and the amount that the clerk saw."""

    number: str = Field("", max_length=40)
    day: date
    fen: int = Field(0, ge=0, le=10**12)


class ReversedForm(BaseModel):
    """The red invoice's number and day."""

    number: str = Field("", max_length=40)
    day: date


class FailedForm(BaseModel):
    """Why it cannot be issued, which the payer reads."""

    reason: str = Field("", max_length=1000)


@bp.get("/accounts/invoices")
@allow(*EVERYBODY)
async def page(request: Request) -> HTTPResponse:
    """Wishes in ``?state=``: what waits for somebody without it, ``all`` for every one."""
    state, found = await _asked(request)
    facts: dict[str, Any] = {
        "state": state,
        "states": {OPEN: "待处理", **{one.value: name for one, name in INVOICE_NAMES.items()}, "all": "全部"},
        "invoices": [(one, _masked(one)) for one in found],
        "kinds": TITLE_KINDS,
        "places": {one.public_id: one.name for one in await stations.list_stations()},
        "everywhere": Role.ADMINISTRATOR in request.ctx.actor.roles,
        "today": clock.today(),
    }
    return await show(request, "console/accounts/invoices.html", **facts)


@bp.get("/accounts/invoices/sheet")
@allow(*EVERYBODY)
async def sheet(request: Request) -> HTTPResponse:
    """The same as a workbook with whole titles, for issuing many in the tax system; audited."""
    state, found = await _asked(request)
    places = {one.public_id: one.name for one in await stations.list_stations()}
    about = f"station:{request.ctx.actor.station or 'all'}"
    await request.ctx.work.record("invoices.taken", about, state=state, count=len(found))
    table = Table("发票申请", list(COLUMNS), [_row(one, places.get(one.station, "")) for one in found])
    data = await request.app.ctx.tools.kit.pools.in_thread(workbook, table)
    return files.workbook_to_keep(data, "invoices.xlsx", f"服务费发票申请-{clock.today()}.xlsx")


@bp.post("/api/accounts/invoices/<invoice:str>/reveal")
@allow(*EVERYBODY)
async def reveal(request: Request, invoice: str) -> HTTPResponse:
    """The whole title, which is audited."""
    title = await invoices.title_of(request.ctx.work, invoice)
    return answer({"value": " ".join(part for part in (title.name, title.credit_code) if part)})


@bp.post("/api/accounts/invoices/<invoice:str>/issued")
@allow(*EVERYBODY)
async def issued(request: Request, invoice: str) -> HTTPResponse:
    """It was issued in the tax system."""
    form = parse(request, IssuedForm)
    await invoices.mark_issued(request.ctx.work, invoice, form.number, form.day, form.fen)
    return answer({})


@bp.post("/api/accounts/invoices/<invoice:str>/failed")
@allow(*EVERYBODY)
async def failed(request: Request, invoice: str) -> HTTPResponse:
    """It cannot be issued so."""
    await invoices.mark_failed(request.ctx.work, invoice, parse(request, FailedForm).reason)
    return answer({})


@bp.post("/api/accounts/invoices/<invoice:str>/reversed")
@allow(*EVERYBODY)
async def reversed_(request: Request, invoice: str) -> HTTPResponse:
    """The red invoice was issued."""
    form = parse(request, ReversedForm)
    await invoices.mark_reversed(request.ctx.work, invoice, form.number, form.day)
    return answer({})


async def _asked(request: Request) -> tuple[str, list[InvoiceView]]:
    state = str(request.args.get("state") or OPEN)
    if state not in {"all", *(one.value for one in InvoiceState)}:
        state = OPEN
    wanted = () if state == "all" else WAITING if state == OPEN else (state,)
    return state, await invoices.invoices(request.ctx.actor, wanted)


def _masked(one: InvoiceView) -> str:
    """A company is public; of a person the family name."""
    if one.title is None:
        return "（已删除）"
    return one.title.name if one.title.kind == "company" else masked_name(one.title.name)


def _row(one: InvoiceView, place: str) -> list[Cell]:
    title = one.title
    parts = (TITLE_KINDS[title.kind], title.name, title.credit_code) if title else ("", "", "")
    return [
        one.number,
        place,
        one.state_name,
        *parts,
        Fen(one.fen).to_yuan(),
        title.email if title else "",
        title.phone if title else "",
        f"{clock.local(one.asked_at):%Y-%m-%d %H:%M}",
        one.invoice_number,
        str(one.invoice_day or ""),
        one.red_number,
    ]
