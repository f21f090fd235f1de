"""Checking a document (文书查验): where the QR on every page leads. No login, and nothing personal."""

from datetime import timedelta

from sanic import Blueprint, HTTPResponse, Request

from backend import documents
from backend.kit.access import Role, allow
from backend.kit.keyvalue import RateLimit, check
from backend.kit.web.requests import address_of
from miniprogram_api.h5.shown import page

bp = Blueprint("document_check")

# Ids cannot be guessed; the limit keeps somebody from using the page to try.
LIMIT_OF_ADDRESS = RateLimit("document-check", 60, timedelta(minutes=1))


@bp.get("/v/<document:str>")
@allow(Role.ANYONE)
async def show(request: Request, document: str) -> HTTPResponse:
    """Which document this is, its number, its state and its hash."""
    await check(request.ctx.work.kit.keyvalue, LIMIT_OF_ADDRESS, address_of(request))
    return page(request, "check.html", "文书查验", document=await documents.document_fact(document))
