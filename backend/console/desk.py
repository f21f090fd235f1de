"""办理台: scanning codes, opening transfers, finding them, and hearing when something arrives."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect

from backend import seals, transfers
from backend.console.asking import DESK, EVERYBODY, page_number
from backend.console.frame import show
from backend.console.masking import masked_name
from backend.kit.access import Role, allow
from backend.kit.database import unit_of_work
from backend.kit.web import answer, live_stream, parse
from backend.kit.web.requests import address_of
from backend.transfers import State, TransferPage

bp = Blueprint("console-desk", url_prefix="/console")

# key in the address, words, states; the order is the way of a transfer.
FILTERS: tuple[tuple[str, str, Sequence[State]], ...] = (
    ("", "全部", ()),
    ("collecting", "采集中", (State.DRAFT, State.COLLECTING)),
    ("reviewing", "待审核", (State.REVIEWING,)),
    ("signing", "待签署", (State.SIGNING,)),
    ("settling", "待办结", (State.SETTLING,)),
    ("done", "已办结", (State.COMPLETED, State.ARCHIVED)),
    ("cancelled", "已取消", (State.CANCELLED,)),
)


class CodeForm(BaseModel):
    """What the scanner typed, and the transfer whose page is open, if any."""

    code: str = Field(min_length=1, max_length=300)
    transfer: str = Field("", max_length=20)


@bp.get("/")
@allow(*EVERYBODY)
async def home(request: Request) -> HTTPResponse:
    """The scan box and the station's transfers; an administrator, who sees none, is led to the staff."""
    if Role.CLERK not in request.ctx.actor.roles:
        return redirect("/console/staff")
    query, chosen, page = _asked(request)
    states = next((states for key, _, states in FILTERS if key == chosen), ())
    found = await transfers.search(request.ctx.work, query, states, page)
    facts: dict[str, Any] = {
        "query": query,
        "chosen": chosen,
        "found": found,
        "filters": _filters(found),
        "mask": masked_name,
    }
    return await show(request, "console/desk.html", **facts)


@bp.post("/api/codes")
@allow(*DESK)
async def take_code(request: Request) -> HTTPResponse:
    """Take a scanned code into the open transfer, or into a new one; answers where to go."""
    form = parse(request, CodeForm)
    taken = await transfers.take_code(request.ctx.work, form.code, form.transfer or None, address=address_of(request))
    go = f"/console/transfers/{taken.transfer}"
    return answer({"go": go, "transfer": taken.transfer, "side": taken.side, "opened": taken.opened})


@bp.post("/api/transfers")
@allow(*DESK)
async def open_transfer(request: Request) -> HTTPResponse:
    """Open an empty transfer, whose page shows the QRs for both phones."""
    transfer = await transfers.open_transfer(request.ctx.work)
    return answer({"go": f"/console/transfers/{transfer}", "transfer": transfer}, status=201)


@bp.get("/events")
@allow(*DESK, work=False)
async def events(request: Request) -> Any:
    """Server-sent events of this station and of certificates, and of ``?transfer=`` if its page is open."""
    actor = request.ctx.actor
    topics = [f"station:{actor.station}", seals.TOPIC]
    if wanted := str(request.args.get("transfer") or ""):
        async with unit_of_work(actor, str(request.id)) as work:
            topics.append(f"transfer:{await transfers.must_see(work, transfer=wanted)}")
    await live_stream(request, request.app.ctx.tools.kit.keyvalue, topics)


def _asked(request: Request) -> tuple[str, str, int]:
    query = str(request.args.get("q") or "").strip()[:80]
    chosen = str(request.args.get("state") or "")
    return query, chosen, page_number(request)


def _filters(found: TransferPage) -> list[dict[str, Any]]:
    everything = sum(found.counts.values())
    return [
        {"key": key, "title": title, "count": sum(found.counts.get(one, 0) for one in states) if states else everything}
        for key, title, states in FILTERS
    ]
