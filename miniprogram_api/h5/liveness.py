"""The guided capture's page (真人检测): the first way to the selfie where a camera works."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect

from backend import collection as collecting
from backend import verification
from backend.kit.access import Role, allow
from backend.kit.errors import Refusal
from miniprogram_api.h5.tasks import OWNERS_TURN, task_page

bp = Blueprint("h5_liveness", url_prefix="/h5/c")
KEY = "selfie"


@bp.get("/<collection:str>/liveness")
@allow(Role.OWNER)
async def capture(request: Request, collection: str) -> HTTPResponse:
    """Instructions, the camera, and what came of it; without face consent, on to where that is decided."""
    work = request.ctx.work
    tasks = await collecting.task_list(work, collection)
    by_key = {one.key: one for one in tasks.tasks}
    if tasks.state not in OWNERS_TURN or KEY not in by_key:
        return redirect(f"/h5/c/{collection}")
    try:
        await collecting.may_add(work, collection, KEY)
    except Refusal:
        return redirect(f"/h5/c/{collection}/t/{KEY}")
    found = await verification.liveness_facts(work, collection)
    return task_page(request, tasks, by_key[KEY], "liveness.html", found=found)
