"""A collection from beginning to sending (采集), on one phone or several."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from backend import collection as collecting
from backend.kit.access import Role, allow
from backend.kit.database import unit_of_work
from backend.kit.web import answer, live_stream, parse
from backend.kit.web.qr import qr_svg
from backend.kit.web.requests import link
from miniprogram_api.described import described
from miniprogram_api.schemas.base import Done
from miniprogram_api.schemas.collections import (
    BeginForm,
    CollectionCard,
    CollectionId,
    LinkAnswer,
    PartyForm,
    ReviewRowAnswer,
    TaskListAnswer,
)

bp = Blueprint("api_collections")

HANDOVER_SECONDS = 15 * 60


@bp.post("/collections")
@allow(Role.OWNER)
@described("开始一份采集", takes=BeginForm, gives=CollectionId, status=201)
async def begin(request: Request) -> HTTPResponse:
    """A new collection, or the one that is still untouched."""
    form = parse(request, BeginForm)
    return answer(CollectionId(collection=await collecting.begin(request.ctx.work, form.role)), status=201)


@bp.get("/collections")
@allow(Role.OWNER)
@described("我的采集，最新在前", gives=CollectionCard, many=True)
async def mine(request: Request) -> HTTPResponse:
    """The owner's collections."""
    return answer([CollectionCard.of(card) for card in await collecting.mine(request.ctx.work)])


@bp.get("/collections/<collection:str>")
@allow(Role.OWNER)
@described("任务清单：做到哪里、下一项是什么", gives=TaskListAnswer)
async def task_list(request: Request, collection: str) -> HTTPResponse:
    """What is done, what is left, what comes next; the same on every device."""
    return answer(TaskListAnswer.of(await collecting.task_list(request.ctx.work, collection)))


@bp.post("/collections/<collection:str>/party")
@allow(Role.OWNER)
@described("选择办理身份", takes=PartyForm, gives=TaskListAnswer)
async def party(request: Request, collection: str) -> HTTPResponse:
    """Which side, person or company, in person or by an agent."""
    form = parse(request, PartyForm)
    await collecting.choose_party(request.ctx.work, collection, form.role, form.party_kind, form.by_agent)
    return answer(TaskListAnswer.of(await collecting.task_list(request.ctx.work, collection)))


@bp.get("/collections/<collection:str>/review")
@allow(Role.OWNER)
@described("提交前核对：每一项答案和它的修改入口", gives=ReviewRowAnswer, many=True)
async def review(request: Request, collection: str) -> HTTPResponse:
    """Every answer, in the order of the task list."""
    return answer([ReviewRowAnswer.of(row) for row in await collecting.review_rows(request.ctx.work, collection)])


@bp.post("/collections/<collection:str>/submit")
@allow(Role.OWNER)
@described("提交（首次，或补齐退回项之后）", gives=TaskListAnswer)
async def submit(request: Request, collection: str) -> HTTPResponse:
    """Send it; twice is once."""
    await collecting.submit(request.ctx.work, collection)
    return answer(TaskListAnswer.of(await collecting.task_list(request.ctx.work, collection)))


@bp.post("/collections/<collection:str>/withdraw")
@allow(Role.OWNER)
@described("撤回采集并删除资料", gives=Done)
async def withdraw(request: Request, collection: str) -> HTTPResponse:
    """Delete what was sent, while no station has it."""
    await collecting.withdraw(request.ctx.work, collection)
    return answer(Done())


@bp.post("/collections/<collection:str>/handover")
@allow(Role.OWNER)
@described("换一部手机继续：一次有效的链接和二维码", gives=LinkAnswer)
async def handover(request: Request, collection: str) -> HTTPResponse:
    """A link that opens this collection, logged in, on another phone."""
    token = await collecting.handover_token(request.ctx.work, collection)
    url = link(request, f"/h5/handover/{token}")
    return answer(LinkAnswer(url=url, qr_svg=qr_svg(url), expires_in_seconds=HANDOVER_SECONDS))


@bp.get("/collections/<collection:str>/events")
@allow(Role.OWNER, work=False)
@described("实时更新（SSE）：采集有变化时推送", gives_bytes="text/event-stream")
async def events(request: Request, collection: str) -> Any:
    """Tell the page when something changed."""
    async with unit_of_work(request.ctx.actor, str(request.id)) as work:
        await collecting.task_list(work, collection)
    await live_stream(request, request.app.ctx.tools.kit.keyvalue, [f"collection:{collection}"])
