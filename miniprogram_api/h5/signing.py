"""Signing on the phone (签署): read every document to its end, then sign once for all of them."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from backend.kit.access import Role, allow
from miniprogram_api.h5.shown import page
from miniprogram_api.reading_rights import own_document, own_set

bp = Blueprint("h5_signing", url_prefix="/h5/sign")

SIDES = {"seller": "卖方", "buyer": "买方", "clerk": "经办人", "seller_p": "卖方委托人", "buyer_p": "买方委托人"}


@bp.get("/<set_id:str>")
@allow(Role.OWNER)
async def the_set(request: Request, set_id: str) -> HTTPResponse:
    """Which documents there are, which are read, and the pad once all that this owner signs are."""
    owner = request.ctx.actor.id
    facts = await own_set(set_id, owner)
    to_sign = facts.to_sign(owner)
    papers: dict[str, Any] = {
        "set": facts,
        "sides": SIDES,
        "mine": facts.signer(owner),
        "to_sign": to_sign,
        "to_read": [document for document in facts.documents if document not in to_sign],
    }
    # A principal is no side of the transfer: these papers are all they have of it.
    back = "/h5/" if papers["mine"].side.endswith("_p") else f"/h5/t/{facts.transfer}"
    return page(request, "sign.html", "签署文件", back=back, **papers)


@bp.get("/<set_id:str>/<document:str>")
@allow(Role.OWNER)
async def read(request: Request, set_id: str, document: str) -> HTTPResponse:
    """The very pages of one document, to be scrolled to the end."""
    fact = await own_document(document, request.ctx.actor.id)
    facts = await own_set(set_id, request.ctx.actor.id)
    return page(request, "sign_read.html", fact.title, back=f"/h5/sign/{set_id}", document=fact, set=facts)
