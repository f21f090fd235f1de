"""控制台: what was sent, who am I on WeChat, and which service misbehaves; each with a JSON twin for tests."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json as json_response

from backend.sandbox.pages import page
from backend.sandbox.pages.forms import back, fields, unknown
from backend.sandbox.services import Service, panel, service, services
from backend.sandbox.world import World, world_of

pages = Blueprint("sandbox_control", url_prefix="/sandbox")


@pages.get("/")
async def overview(request: Request) -> HTTPResponse:
    """The control page."""
    world = world_of(request)
    boxes = {box.name: box.facts(world) for known in services() for box in known.panels}
    return page("control.html", active="control", boxes=boxes, switches=_switches(world))


@pages.get("/panel/<name:str>")
async def one_panel(request: Request, name: str) -> HTTPResponse:
    """One box of the control page, for the page to refresh by itself."""
    box = panel(name)
    if box is None:
        return unknown("没有这个面板")
    return page(f"panels/{name}.html", **box.facts(world_of(request)))


def _switches(world: World) -> list[dict[str, Any]]:
    return [{"service": known, "on": world.faults.current(known.name)} for known in services()]


@pages.get("/faults.json")
async def faults_json(request: Request) -> HTTPResponse:
    """Which faults there are, and which are on."""
    world = world_of(request)
    return json_response({known.name: _as_json(world, known) for known in services()}, ensure_ascii=False)


def _as_json(world: World, known: Service) -> dict[str, Any]:
    on = world.faults.current(known.name)
    return {
        "title": known.title,
        "kinds": {kind.code: kind.title for kind in known.faults},
        "on": None if on is None else {"kind": on.kind.code, "left": on.left},
    }


@pages.post("/faults")
async def switch_fault(request: Request) -> HTTPResponse:
    """Switch a fault: fields ``service``, ``kind`` (empty: off) and ``count`` (empty: until switched off)."""
    said = fields(request)
    known = service(str(said.get("service")))
    if known is None:
        return unknown("没有这个服务")
    code = str(said.get("kind") or "")
    kind = known.fault(code)
    if code and kind is None:
        return unknown("这个服务没有这种故障")
    count = str(said.get("count") or "")
    if count and not (count.isdigit() and 1 <= int(count) <= 1000):
        return json_response({"ok": False, "message": "次数应为 1 到 1000"}, status=400, ensure_ascii=False)
    world_of(request).faults.switch(known.name, kind, int(count) if count else None)
    return back(request, "faults")


@pages.post("/reset")
async def reset(request: Request) -> HTTPResponse:
    """Forget everything that was sent and switch every fault off."""
    world_of(request).reset()
    return back(request, "top")


@pages.post("/clock")
async def advance(request: Request) -> HTTPResponse:
    """Let ``seconds`` pass for codes, tokens and limits, so that nobody has to wait for them."""
    try:
        seconds = float(fields(request).get("advance", ""))
    except ValueError:
        return json_response({"ok": False, "message": "advance 应为秒数"}, status=400, ensure_ascii=False)
    world_of(request).advance(seconds)
    return back(request, "top")
