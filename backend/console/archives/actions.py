"""What a manager or administrator does to an archive: verify it, hold it, lift a hold, agree to its end, confirm it."""

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request

from backend import archive
from backend.console.asking import MANAGING
from backend.kit.access import allow
from backend.kit.database import unit_of_work
from backend.kit.web import answer, parse
from backend.kit.web.pages import when

bp = Blueprint("console-archives-actions", url_prefix="/console/api/archives")


class ReasonForm(BaseModel):
    """Why; how long it may be the archive says."""

    reason: str = Field("", max_length=2000)


@bp.post("/<archived:str>/verify")
@allow(*MANAGING, work=False)
async def verify(request: Request, archived: str) -> HTTPResponse:
    """核验: compute everything of this archive again. Reads every byte, so no transaction is open."""
    transfer = await archive.transfer_of(request.ctx.actor, archived)
    told = await archive.verify_archive(request.app.ctx.tools.kit, transfer)
    async with unit_of_work(request.ctx.actor, str(request.id)) as work:
        await work.record("archive.verified", transfer, archive=archived, wrong=told.wrong)
    conclusion = "与归档时完全一致。"
    if told.disposed:
        conclusion = "目录、签名和处置记录完好；材料已按规定处置。"
    if told.wrong:
        return answer({"parts": told.parts, "conclusion": f"不符：{told.wrong}", "stamp": ""})
    return answer({"parts": told.parts, "conclusion": conclusion, "stamp": await _stamp(request, transfer)})


@bp.post("/<archived:str>/holds")
@allow(*MANAGING)
async def hold(request: Request, archived: str) -> HTTPResponse:
    """暂缓销毁."""
    made = await archive.place_hold(request.ctx.work, archived, parse(request, ReasonForm).reason)
    return answer({"hold": made}, status=201)


@bp.post("/holds/<hold:str>/lift")
@allow(*MANAGING)
async def lift(request: Request, hold: str) -> HTTPResponse:
    """解除暂缓销毁."""
    await archive.lift_hold(request.ctx.work, hold, parse(request, ReasonForm).reason)
    return answer({})


@bp.post("/<archived:str>/agree")
@allow(*MANAGING)
async def agree(request: Request, archived: str) -> HTTPResponse:
    """同意销毁, by the first person."""
    await archive.agree(request.ctx.work, archived)
    return answer({})


@bp.post("/<archived:str>/confirm")
@allow(*MANAGING)
async def confirm(request: Request, archived: str) -> HTTPResponse:
    """确认销毁, by a second person; a job deletes."""
    await archive.confirm(request.ctx.work, archived)
    return answer({})


async def _stamp(request: Request, transfer: str) -> str:
    """What the authority's own certificate says of the time-stamp, where both are there."""
    tools = request.app.ctx.tools
    checked = await archive.check_stamp(tools.kit, tools.timestamps, transfer) if tools.timestamps else None
    if checked is None:
        return ""
    good = "有效" if checked.intact and checked.trusted else "不可信，请系统管理员核对时间戳服务的根证书"
    return f"{when(checked.at)}，{checked.authority}，{good}"
