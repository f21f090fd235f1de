"""The principal's own way in (委托人签署): a link from the agent or the station, proof of who it is, then signing."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect

from backend import documents
from backend.kit.access import Role, allow
from miniprogram_api.h5.shown import page

bp = Blueprint("h5_principal", url_prefix="/h5/principal")


@bp.get("/<token:str>")
@allow(Role.ANYONE)
async def came(request: Request, token: str) -> HTTPResponse:
    """What is asked and by whom, before anybody logs in; then the proof; who has given it goes on to the papers."""
    facts = await documents.principal_of(request.ctx.work, token)
    if facts.mine:
        return redirect(f"/h5/sign/{facts.set}")
    return page(request, "principal.html", "委托人签署", facts=facts, token=token)
