"""Papers (文书): their pages as pictures, and their bytes."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from backend import documents, transfers
from backend.console import files
from backend.console.asking import DESK
from backend.kit.access import allow
from backend.kit.database import unit_of_work
from backend.kit.web import MalformedRequest

bp = Blueprint("console-papers", url_prefix="/console/documents")


@bp.get("/<document:str>/pdf")
@allow(*DESK, work=False)
async def pdf(request: Request, document: str) -> HTTPResponse:
    """The PDF, signed once it is; in the browser's viewer, or with ``?download=1`` to keep."""
    await _may_see(request, document, whole=True)
    fact, data = await documents.pdf_of(request.app.ctx.tools.kit, document)
    return files.pdf(data, f"{fact.id}.pdf", f"{fact.number}.pdf", keep=bool(request.args.get("download")))


@bp.get("/<document:str>/pages/<page:int>")
@allow(*DESK, work=False)
async def page(request: Request, document: str, page: int) -> HTTPResponse:
    """One page as a picture, ``?width=`` pixels wide; drawing takes long, so no transaction is open."""
    await _may_see(request, document)
    text = str(request.args.get("width") or "700")
    if not (text.isdecimal() and len(text) <= 4):
        raise MalformedRequest(sentence="图片宽度须为数字。")
    kit = request.app.ctx.tools.kit
    image, kind = await documents.page_image(kit, document, page, int(text))
    return raw(image, content_type=kind)


async def _may_see(request: Request, document: str, *, whole: bool = False) -> None:
    fact = await documents.document_fact(document)
    async with unit_of_work(request.ctx.actor, str(request.id)) as work:
        await transfers.must_see(work, transfer=fact.transfer)
        if whole:  # the pictures belong to the page, whose look is audited already
            await work.record("document.seen", document, transfer=fact.transfer)
