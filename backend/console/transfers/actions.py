"""What a clerk does to a transfer (办理动作): every handler parses, asks the slice, and answers the new version."""

from sanic import Blueprint, HTTPResponse, Request

from backend import appraisal, documents, stations, transfers
from backend.console.asking import DESK
from backend.console.transfers.forms import (
    ApproveForm,
    ChecksForm,
    EditForm,
    ReasonForm,
    SendBackForm,
    ValuationForm,
    VersionForm,
)
from backend.kit.access import allow
from backend.kit.database import unit_of_work
from backend.kit.web import answer, parse
from backend.transfers import Changes, Valuation

bp = Blueprint("console-transfer-actions", url_prefix="/console/api/transfers")


@bp.post("/<transfer:str>/edit")
@allow(*DESK)
async def edit(request: Request, transfer: str) -> HTTPResponse:
    """Prices and their reason, remarks, kind of trade, corrected fields of the licence."""
    form = parse(request, EditForm)
    changes = Changes(**form.model_dump(exclude={"version"}))
    return answer({"version": await transfers.edit(request.ctx.work, transfer, form.version, changes)})


@bp.post("/<transfer:str>/valuation")
@allow(*DESK, work=False)
async def revalue(request: Request, transfer: str) -> HTTPResponse:
    """Another model, new price, coefficient, day or condition. The lookup may wait for its index, nobody else does."""
    form = parse(request, ValuationForm)
    wanted = Valuation(**form.model_dump(exclude={"version"}))
    async with unit_of_work(request.ctx.actor, str(request.id)) as work:
        car, wish = await transfers.valuation_wanted(work, transfer, form.version, wanted)
    estimated = await appraisal.estimate(car, wish)
    async with unit_of_work(request.ctx.actor, str(request.id)) as work:
        return answer({"version": await transfers.revalue(work, transfer, form.version, estimated)})


@bp.post("/<transfer:str>/checks")
@allow(*DESK)
async def checks(request: Request, transfer: str) -> HTTPResponse:
    """Answers to the nine prohibitions."""
    form = parse(request, ChecksForm)
    answers = {code: (result, form.source.get(code, "")) for code, result in form.result.items()}
    return answer({"version": await transfers.record_checks(request.ctx.work, transfer, form.version, answers)})


@bp.post("/<transfer:str>/returns")
@allow(*DESK)
async def send_back(request: Request, transfer: str) -> HTTPResponse:
    """Single items back to one side."""
    form = parse(request, SendBackForm)
    items = [(task, form.reason.get(task, "")) for task in form.task]
    return answer({"version": await transfers.send_back(request.ctx.work, transfer, form.version, form.side, items)})


@bp.post("/<transfer:str>/approve")
@allow(*DESK)
async def approve(request: Request, transfer: str) -> HTTPResponse:
    """Approve, with a reason for every finding that asks, and the clerk's hand or why a pen signs instead."""
    form, work = parse(request, ApproveForm), request.ctx.work
    hand = documents.desk_hand(form.signature.hand) if form.signature and not form.by_pen else None
    if hand and form.remember:
        await stations.save_own_signature(work, hand)
    by_pen = form.pen_reason if form.by_pen else None
    version = await transfers.approve(work, transfer, form.version, form.overrule, form.paper, hand, by_pen)
    return answer({"version": version})


@bp.post("/<transfer:str>/refuse")
@allow(*DESK)
async def refuse(request: Request, transfer: str) -> HTTPResponse:
    """Do not approve."""
    form = parse(request, ReasonForm)
    return answer({"version": await transfers.refuse(request.ctx.work, transfer, form.version, form.reason)})


@bp.post("/<transfer:str>/cancel")
@allow(*DESK)
async def cancel(request: Request, transfer: str) -> HTTPResponse:
    """End it before it is completed."""
    form = parse(request, ReasonForm)
    return answer({"version": await transfers.cancel(request.ctx.work, transfer, form.version, form.reason)})


@bp.post("/<transfer:str>/complete")
@allow(*DESK)
async def complete(request: Request, transfer: str) -> HTTPResponse:
    """办结."""
    form = parse(request, VersionForm)
    return answer({"version": await transfers.complete(request.ctx.work, transfer, form.version)})
