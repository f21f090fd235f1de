"""The frame of every page (页面框架): who is logged in, at which station, and what the top bar offers them."""

from dataclasses import dataclass
from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import redirect

from backend import stations
from backend.console.asking import MANAGING
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


# address, title, whose: managers see to their clerks, administrators to everything but transfers.
TABS = (
    ("/console/", "办理台", {Role.CLERK}),
    ("/console/batches/", "批量评估", {Role.CLERK}),
    ("/console/staff", "人员管理", set(MANAGING)),
    ("/console/catalogue", "车型库", set(MANAGING)),
    ("/console/terms", "评估参数", set(MANAGING)),
    ("/console/stations", "登记服务站", {Role.ADMINISTRATOR}),
    ("/console/storage", "存储", {Role.ADMINISTRATOR}),
    ("/console/audit", "审计", {Role.ADMINISTRATOR}),
)


async def show(request: Request, template: str, *, status: int = 200, **facts: Any) -> HTTPResponse:
    """Render ``template`` for the staff member who asks."""
    me = await stations.staff(request.ctx.actor.id)
    place = await stations.station(me.station) if me.station else None
    pages = request.app.ctx.pages
    response: HTTPResponse = pages.render(request, template, status=status, **framed(request, me, place), **facts)
    return response


async def lead_to_own_page(request: Request, refusal: PasswordFirst) -> HTTPResponse:
    """Somebody with a first password is led to change it; an action of theirs is refused in a program's words."""
    if wants_page(request):
        return redirect(OWN_PAGE)
    return problem(request, refusal.status, refusal.code, refusal.sentence)


def framed(request: Request, me: StaffFacts, place: StationFacts | None) -> dict[str, Any]:
    """What ``console/_base.html`` wants to know."""
    roles = request.ctx.actor.roles
    tabs = [Tab(address, title, _is_current(request.path, address)) for address, title, whose in TABS if roles & whose]
    return {"me": me, "place": place, "tabs": tabs, "at_desk": Role.CLERK in roles}


def _is_current(path: str, address: str) -> bool:
    if address == "/console/":
        return path == address or path.startswith("/console/transfers")
    return path.startswith(address)
