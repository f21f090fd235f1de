"""Photographs (影像): small ones for the page, large ones for the viewer; every large look is audited."""

from typing import Literal

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from backend import collection, transfers
from backend.console.asking import DESK
from backend.kit.access import allow

bp = Blueprint("console-pictures", url_prefix="/console/evidence")


@bp.get("/<evidence:str>")
@allow(*DESK)
async def display(request: Request, evidence: str) -> HTTPResponse:
    """The copy to look at closely."""
    return await _picture(request, evidence, "display")


@bp.get("/<evidence:str>/thumbnail")
@allow(*DESK)
async def thumbnail(request: Request, evidence: str) -> HTTPResponse:
    """The copy for the page."""
    return await _picture(request, evidence, "thumbnail")


async def _picture(request: Request, evidence: str, variant: Literal["display", "thumbnail"]) -> HTTPResponse:
    work = request.ctx.work
    await transfers.must_see(work, collection=await collection.collection_of_evidence(evidence))
    picture = await collection.evidence_picture(work, evidence, variant)
    return raw(picture.bytes, content_type=picture.content_type)
