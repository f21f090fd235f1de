"""Checking a document (文书查验): where the QR on every page leads. No login, and nothing personal.

Whoever holds a PDF may hand it in to learn whether it is the document itself: it is compared and forgotten.
"""

from datetime import timedelta
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from backend import documents, stations
from backend.kit.access import Role, allow
from backend.kit.errors import Refusal
from backend.kit.keyvalue import RateLimit, check
from backend.kit.web.requests import address_of
from miniprogram_api.h5.shown import page

bp = Blueprint("document_check")

# Ids cannot be guessed; the limit keeps somebody from using the page to try.
LIMIT_OF_ADDRESS = RateLimit("document-check", 60, timedelta(minutes=1))
# Reading a stranger's PDF costs up to seconds of a processor.
LIMIT_OF_FILES = RateLimit("document-check-file", 12, timedelta(minutes=1))


@bp.get("/v/<document:str>")
@allow(Role.ANYONE)
async def show(request: Request, document: str) -> HTTPResponse:
    """Which document this is, who issued it, when, whether it counts, and a place to hand in a file."""
    await check(request.ctx.work.kit.keyvalue, LIMIT_OF_ADDRESS, address_of(request))
    return await _page(request, document)


@bp.post("/v/<document:str>")
@allow(Role.ANYONE, work=False, own_page=False)  # changes nothing, for whoever is logged in here or not
async def hand_in(request: Request, document: str) -> HTTPResponse:
    """Whether the handed-in PDF is this document. The file is not kept."""
    kit = request.app.ctx.tools.kit
    await check(kit.keyvalue, LIMIT_OF_FILES, address_of(request))
    file = request.files.get("file") if request.files else None
    try:
        found = await documents.compare(kit, document, file.body if file else b"")
    except (documents.NotOnePdf, documents.PdfTooLarge) as refusal:
        return await _page(request, document, refusal=refusal)
    return await _page(request, document, found=found)


async def _page(
    request: Request,
    document: str,
    *,
    found: documents.Comparison | None = None,
    refusal: Refusal | None = None,
) -> HTTPResponse:
    standing = await documents.standing(document)
    facts: dict[str, Any] = {
        "standing": standing,
        "document": standing.document,
        "issuer": await _issuer(standing.document.station),
        "found": found,
        "complaint": refusal.sentence if refusal else "",
        "largest_mb": documents.LARGEST_FILE // 1_000_000,
    }
    return page(request, "check.html", "文书查验", status=refusal.status if refusal else 200, **facts)


async def _issuer(station: str) -> str:
    try:
        return (await stations.station(station)).market_name
    except Refusal:  # a station that was taken away leaves its papers behind
        return ""
