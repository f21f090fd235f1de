"""钱箱: a clerk's shift, opened with a float and closed by counting; the history beneath."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from backend import payments
from backend.console.asking import DESK
from backend.console.frame import show
from backend.console.till.forms import CountForm, FloatForm, fen_of
from backend.console.till.orders import names_of
from backend.kit.access import Role, allow
from backend.kit.web import answer, parse

bp = Blueprint("console-till-drawer", url_prefix="/console")


@bp.get("/till/drawer")
@allow(*DESK)
async def page(request: Request) -> HTTPResponse:
    """One's own shift; a manager sees everybody's past ones."""
    actor = request.ctx.actor
    everybody = Role.MANAGER in actor.roles
    past = await payments.shifts_of(actor.station)
    facts: dict[str, Any] = {
        "shift": await payments.own_shift(request.ctx.work),
        "past": [one for one in past if everybody or one.clerk == actor.name],
        "everybody": everybody,
    }
    facts["names"] = await names_of({one.clerk for one in facts["past"]})
    return await show(request, "console/till/drawer.html", **facts)


@bp.post("/api/till/shifts")
@allow(*DESK)
async def open_shift(request: Request) -> HTTPResponse:
    """开班."""
    form = parse(request, FloatForm)
    made = await payments.open_shift(request.ctx.work, fen_of(form.float or "0", "float"))
    return answer({"shift": made.id}, status=201)


@bp.post("/api/till/shifts/close")
@allow(*DESK)
async def close_shift(request: Request) -> HTTPResponse:
    """交班."""
    form = parse(request, CountForm)
    made = await payments.close_shift(request.ctx.work, fen_of(form.counted, "counted"), form.reason)
    return answer({"shift": made.id, "difference": payments.yuan(made.difference_fen)})
