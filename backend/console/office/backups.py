"""备份: for administrators the schedule, the results and the way back; for managers the own station's copy."""

from datetime import date, timedelta
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from backend import backups, stations
from backend.console import files
from backend.console.asking import MANAGING
from backend.console.frame import show
from backend.console.periods import period
from backend.kit import clock
from backend.kit.access import Role, allow
from backend.kit.database import unit_of_work
from backend.kit.errors import Refusal
from backend.kit.web import answer

bp = Blueprint("console-backups", url_prefix="/console")


@bp.get("/backups")
@allow(*MANAGING)
async def backups_page(request: Request) -> HTTPResponse:
    """An administrator sees the platform's; a manager what the own station may take."""
    if Role.ADMINISTRATOR not in request.ctx.actor.roles:
        return await _own_page(request)
    told = await backups.standing(request.app.ctx.settings)
    return await show(request, "console/backups.html", told=told, now=clock.now())


@bp.post("/api/backups/now")
@allow(Role.ADMINISTRATOR)
async def back_up_now(request: Request) -> HTTPResponse:
    """Ask for a backup at once."""
    await backups.ask_now(request.ctx.work)
    return answer({"message": "已开始备份。"}, status=202)


@bp.get("/backups/own")
@allow(Role.MANAGER, work=False)
async def own(request: Request) -> Any:
    """The station's archives of ``?first=`` to ``?last=`` as one ZIP, made while it is sent: no transaction is open."""
    actor, kit = request.ctx.actor, request.app.ctx.tools.kit
    copy = await backups.own_copy(actor, *_period(request))
    async with unit_of_work(actor, str(request.id)) as work:
        await backups.begin_own_copy(work, copy)
        place = await stations.station(actor.station)
    title = f"{place.name} {copy.first} 至 {copy.last} 电子档案备份：{copy.archives} 笔业务"
    await files.zip_as_it_goes(request, "backup.zip", copy.name, backups.stream(kit, copy, title))


async def _own_page(request: Request) -> HTTPResponse:
    first, last = _period(request)
    copy, complaint = None, ""
    try:
        copy = await backups.own_copy(request.ctx.actor, first, last)
    except Refusal as refusal:
        complaint = refusal.sentence
    taken = [(one, await stations.staff_name(one.by)) for one in await backups.taken_by(request.ctx.actor.station)]
    facts: dict[str, Any] = {"copy": copy, "complaint": complaint, "taken": taken, "first": first, "last": last}
    return await show(request, "console/backups_own.html", **facts)


def _period(request: Request) -> tuple[date, date]:
    """Without days in the address last month, which is what most stations take."""
    over = clock.today().replace(day=1) - timedelta(days=1)
    return period(request, over.replace(day=1), over)
