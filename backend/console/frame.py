"""The frame of every page (页面框架): who is logged in, at which station, and what the top bar offers them."""

from dataclasses import dataclass
from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import redirect

from backend import stations
from backend.console.alarms import backup_alarm, bill_alarm, face_alarm, seal_alarm, stopped_seal, till_alarm
from backend.console.asking import EVERYBODY, MANAGING
from backend.kit.access.refusals import PasswordFirst
from backend.kit.actor import Role
from backend.kit.web.answers import problem, wants_page
from backend.stations import StaffFacts, StationFacts

OWN_PAGE = "/console/me"


@dataclass(frozen=True, slots=True)
class Tab:
    """One entry of the top bar."""

    address: str
    title: str
    current: bool


# address, title, whose: what is used all day stands in the bar, what is set up now and then in the menu beside it.
TABS = (
    ("/console/", "办理台", {Role.CLERK}),
    ("/console/till/", "收银", set(EVERYBODY)),
    ("/console/batches/", "批量评估", {Role.CLERK}),
    ("/console/archives/", "电子档案", set(MANAGING)),
    ("/console/catalogue", "车型库", set(MANAGING)),
    ("/console/wordings", "文书文本", {Role.CLERK, *MANAGING}),
)
MENU = (
    ("/console/accounts", "对账与结算", set(MANAGING)),
    ("/console/staff", "人员管理", set(MANAGING)),
    ("/console/terms", "评估参数", set(MANAGING)),
    ("/console/checks", "核查策略", set(MANAGING)),
    ("/console/interceptions", "拦截记录", set(MANAGING)),
    ("/console/blocks", "黑名单", set(MANAGING)),
    ("/console/seals", "印章与证书", set(MANAGING)),
    ("/console/stations", "登记服务站", {Role.ADMINISTRATOR}),
    ("/console/backups", "备份", set(MANAGING)),
    ("/console/storage", "存储", {Role.ADMINISTRATOR}),
    ("/console/people", "个人信息", {Role.ADMINISTRATOR}),
    ("/console/audit", "审计", {Role.ADMINISTRATOR}),
)


async def show(request: Request, template: str, *, status: int = 200, **facts: Any) -> HTTPResponse:
    """Render ``template`` for the staff member who asks."""
    me = await stations.staff(request.ctx.actor.id)
    place = await stations.station(me.station) if me.station else None
    pages = request.app.ctx.pages
    settings = request.app.ctx.settings
    frame = framed(request, me, place) | {
        "late_seals": await seal_alarm(settings, me.station),
        "stopped_seal": await stopped_seal(me.station, request.ctx.actor.roles),
        "odd_money": await till_alarm(me.station),
        "odd_bills": await bill_alarm(request.ctx.actor.roles),
        "many_faces": await face_alarm(request.app.ctx.tools.kit, request.ctx.actor.roles),
        "no_backup": await backup_alarm(settings, request.ctx.actor.roles),
    }
    response: HTTPResponse = pages.render(request, template, status=status, **frame, **facts)
    return response


async def lead_to_own_page(request: Request, refusal: PasswordFirst) -> HTTPResponse:
    """Somebody with a first password is led to change it; an action of theirs is refused in a program's words."""
    if wants_page(request):
        return redirect(OWN_PAGE)
    return problem(request, refusal.status, refusal.code, refusal.sentence)


def framed(request: Request, me: StaffFacts, place: StationFacts | None) -> dict[str, Any]:
    """What ``console/_base.html`` wants to know."""
    roles = request.ctx.actor.roles
    tabs, menu = (
        [Tab(address, title, _is_current(request.path, address)) for address, title, whose in listed if roles & whose]
        for listed in (TABS, MENU)
    )
    return {"me": me, "place": place, "tabs": tabs, "menu": menu, "at_desk": Role.CLERK in roles}


def _is_current(path: str, address: str) -> bool:
    if address == "/console/":
        return path == address or path.startswith("/console/transfers")
    return path.startswith(address)
