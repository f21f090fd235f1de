"""The list of archives, the search, and one archive's page."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect

from backend import archive, stations, transfers
from backend.archive import ArchiveView, Wanted
from backend.console.archives.asked import STATES, Asked, from_address, from_form
from backend.console.asking import MANAGING, page_number
from backend.console.frame import show
from backend.console.masking import masked_name
from backend.kit import audit
from backend.kit.access import Role, allow
from backend.kit.database import Work, unit_of_work

bp = Blueprint("console-archives", url_prefix="/console/archives")

DISPOSALS = {
    "proposed": "到期，待同意销毁",
    "agreed": "已同意，待第二人确认",
    "confirmed": "已确认，正在销毁",
    "deleting": "已确认，正在销毁",
    "done": "已按规定处置",
}
# Lines of the audit chain that say who took or checked it.
USES = {
    "archive.packed": "下载证据包",
    "archive.printed": "打印全部文书",
    "archive.exported": "批量调取",
    "archive.verified": "核验",
    "archive.held": "暂缓销毁",
    "archive.hold_lifted": "解除暂缓销毁",
    "archive.disposal_agreed": "同意到期销毁",
    "archive.disposal_confirmed": "确认到期销毁",
}
GROUPS = {
    "documents": "文书",
    "evidence": "影像原件",
    "signatures": "手写签名",
    "consents": "同意书",
    "records": "办理记录",
    "pki": "根证书",
}
OTHERS = "核验材料"


@bp.get("/")
@allow(*MANAGING)
async def archives_page(request: Request) -> HTTPResponse:
    """The archives that fit the search, twenty a page, the latest first."""
    asked, work = from_address(request), request.ctx.work
    places = await _places(work)
    if asked.station not in places:
        asked = Asked(asked.text, "", asked.first, asked.last, asked.state)
    among = None
    if asked.text:
        among = await transfers.transfers_fitting(work, asked.text, [asked.station] if asked.station else places)
    wanted = Wanted(among, asked.station, asked.first, asked.last, asked.state)
    found = await archive.list_archives(work.actor, wanted, page_number(request))
    facts: dict[str, Any] = {
        "asked": asked,
        "found": found,
        "states": STATES,
        "disposals": DISPOSALS,
        "places": places,
        "everywhere": Role.ADMINISTRATOR in work.actor.roles,
        "briefs": await transfers.briefs([row.archive.transfer for row in found.rows]),
        "mask": masked_name,
    }
    return await show(request, "console/archives/list.html", **facts)


@bp.post("/")
@allow(*MANAGING)
async def search(request: Request) -> HTTPResponse:
    """Take a search; its words leave the form sealed, so that no name stands in an address or a log."""
    return redirect(from_form(request).address(), status=303)


@bp.get("/<archived:str>")
@allow(*MANAGING, work=False)
async def archive_page(request: Request, archived: str) -> HTTPResponse:
    """One archive: what is in it, how long it is kept, who holds it, who took it."""
    kit = request.app.ctx.tools.kit
    view = await archive.look_into(kit, request.ctx.actor, archived)
    async with unit_of_work(request.ctx.actor, str(request.id)) as work:
        request.ctx.work = work
        facts: dict[str, Any] = {
            "view": view,
            "brief": (await transfers.briefs([view.facts.transfer])).get(view.facts.transfer),
            "place": (await _places(work)).get(view.facts.station, ""),
            "groups": _grouped(view),
            "disposals": DISPOSALS,
            "uses": await _uses(view),
            "names": await _names(view),
            "at_own_desk": Role.CLERK in work.actor.roles,
        }
        await work.record("archive.seen", view.facts.transfer, archive=view.facts.id)
        facts["station_name"] = facts.pop("place")
        return await show(request, "console/archives/one.html", **facts)


async def _places(work: Work) -> dict[str, str]:
    """Station's id -> name, of the stations whose archives this actor may see."""
    own = "" if Role.ADMINISTRATOR in work.actor.roles else work.actor.station
    return {one.public_id: one.name for one in await stations.list_stations() if own in {"", one.public_id}}


def _grouped(view: ArchiveView) -> dict[str, list[archive.PartFact]]:
    groups: dict[str, list[archive.PartFact]] = {title: [] for title in (*GROUPS.values(), OTHERS)}
    for part in view.parts:
        groups[GROUPS.get(part.path.split("/")[0], OTHERS)].append(part)
    return {title: parts for title, parts in groups.items() if parts}


async def _uses(view: ArchiveView) -> list[dict[str, Any]]:
    lines = [one for one in await audit.about([view.facts.transfer]) if one["action"] in USES]
    return [
        {"what": USES[one["action"]], "at": audit.moment(one["at"]), "who": await _name(one["actor"].partition(":")[2])}
        for one in reversed(lines)
    ]


async def _names(view: ArchiveView) -> dict[str, str]:
    """Everybody whom holds and disposal name."""
    people = {one.by for one in view.holds} | {one.lifted_by for one in view.holds}
    if view.disposal:
        people |= {view.disposal.agreed_by, view.disposal.confirmed_by}
    return {person: await _name(person) for person in people}


async def _name(person: str) -> str:
    return (await stations.staff_name(person) or person) if person else "系统"
