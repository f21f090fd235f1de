"""The access code (采集接入码): show, renew, revoke."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from backend import collection as collecting
from backend.collection import NoAccessCode
from backend.kit.access import Role, allow
from backend.kit.web import answer
from backend.kit.web.qr import qr_svg
from miniprogram_api.described import described
from miniprogram_api.schemas.base import Done
from miniprogram_api.schemas.collections import AccessCodeAnswer

bp = Blueprint("api_codes")


@bp.get("/collections/<collection:str>/access-code")
@allow(Role.OWNER)
@described("采集接入码", gives=AccessCodeAnswer)
async def show(request: Request, collection: str) -> HTTPResponse:
    """The code that waits for a station."""
    return answer(AccessCodeAnswer.of(await living(request, collection)))


@bp.get("/collections/<collection:str>/access-code.svg")
@allow(Role.OWNER)
@described("采集接入码的二维码", gives_bytes="image/svg+xml")
async def picture(request: Request, collection: str) -> HTTPResponse:
    """What the scanner reads."""
    code = await living(request, collection)
    return raw(qr_svg(code.qr).encode(), content_type="image/svg+xml")


@bp.post("/collections/<collection:str>/access-code/renew")
@allow(Role.OWNER)
@described("更新接入码，旧码立即失效", gives=AccessCodeAnswer)
async def renew(request: Request, collection: str) -> HTTPResponse:
    """A new code."""
    return answer(AccessCodeAnswer.of(await collecting.renew_code(request.ctx.work, collection)))


@bp.post("/collections/<collection:str>/access-code/revoke")
@allow(Role.OWNER)
@described("作废接入码", gives=Done)
async def revoke(request: Request, collection: str) -> HTTPResponse:
    """Nobody can claim the collection until the code is renewed."""
    await collecting.revoke_code(request.ctx.work, collection)
    return answer(Done())


async def living(request: Request, collection: str) -> collecting.CodeFacts:
    """The code, or the refusal that says why there is none."""
    code = await collecting.access_code(request.ctx.work, collection)
    if code is None:
        raise NoAccessCode
    return code
