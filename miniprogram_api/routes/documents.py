"""Documents (文书): the very pages to be signed, the PDF, signing once for all, saying no."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound
from sanic.response import raw

from backend import documents
from backend.kit import clock
from backend.kit.access import Role, allow
from backend.kit.database import unit_of_work
from backend.kit.web import answer, parse
from backend.kit.web.requests import address_of
from miniprogram_api.asking import device_of
from miniprogram_api.described import described
from miniprogram_api.reading_rights import own_document, own_set
from miniprogram_api.schemas.base import Done
from miniprogram_api.schemas.documents import (
    DeclineForm,
    DocumentSetAnswer,
    SignerAnswer,
    SignForm,
    SigningCodeAnswer,
)

bp = Blueprint("api_documents")

# CSS pixels of a phone's page at density 3.
PAGE_WIDTH = 1080
# A page never changes under its address: the address carries the hash of the document.
KEEP = {"Cache-Control": "private, max-age=86400"}


@bp.get("/document-sets")
@allow(Role.OWNER)
@described("待签和已签的文书", gives=DocumentSetAnswer, many=True)
async def mine(request: Request) -> HTTPResponse:
    """Every set in force that this owner signs or signed."""
    owner = request.ctx.actor.id
    return answer([DocumentSetAnswer.seen_by(owner, facts) for facts in await documents.sets_of_owner(owner)])


@bp.get("/document-sets/<set_id:str>")
@allow(Role.OWNER)
@described("一组文书", gives=DocumentSetAnswer)
async def one(request: Request, set_id: str) -> HTTPResponse:
    """One set and who has signed."""
    owner = request.ctx.actor.id
    return answer(DocumentSetAnswer.seen_by(owner, await own_set(set_id, owner)))


@bp.get("/documents/<document:str>/pages/<page:int>")
@allow(Role.OWNER, work=False)
@described("一页的图像（从 1 起）", gives_bytes="image/png", query={"width": "像素宽，200 到 1400，默认 1080"})
async def page(request: Request, document: str, page: int) -> HTTPResponse:
    """The very page that will be signed, as a picture."""
    async with unit_of_work(request.ctx.actor, str(request.id)):
        await own_document(document, request.ctx.actor.id)
    text = request.args.get("width", str(PAGE_WIDTH))
    if not (text.isdecimal() and len(text) <= 4):
        raise NotFound
    image, kind = await documents.page_image(request.app.ctx.tools.kit, document, page, int(text))
    return raw(image, content_type=kind, headers=KEEP if request.args.get("of") else None)


@bp.get("/documents/<document:str>/pdf")
@allow(Role.OWNER, work=False)
@described("PDF：签完后是带签名的版本", gives_bytes="application/pdf", query={"download": "1 表示下载而不是打开"})
async def pdf(request: Request, document: str) -> HTTPResponse:
    """The bytes that the hash is of."""
    async with unit_of_work(request.ctx.actor, str(request.id)):
        await own_document(document, request.ctx.actor.id)
    fact, data = await documents.pdf_of(request.app.ctx.tools.kit, document)
    how = "attachment" if request.args.get("download") == "1" else "inline"
    return raw(
        data, content_type="application/pdf", headers={"Content-Disposition": f'{how}; filename="{fact.id}.pdf"'}
    )


@bp.post("/documents/<document:str>/read")
@allow(Role.OWNER)
@described("记下这份文书已看到最后；换一部手机也记得", gives=SignerAnswer)
async def read(request: Request, document: str) -> HTTPResponse:
    """Read to the end; twice is once."""
    owner = request.ctx.actor.id
    return answer(SignerAnswer.of(await documents.read_to_end(request.ctx.work, document=document, owner=owner)))


@bp.post("/document-sets/<set_id:str>/code")
@allow(Role.OWNER)
@described("获取签署确认码：短信写明是哪台车、哪组文书", gives=SigningCodeAnswer)
async def code(request: Request, set_id: str) -> HTTPResponse:
    """Send a code for this very set to the signer's proved phone."""
    sent = await documents.send_signing_code(
        request.ctx.work, set_id=set_id, owner=request.ctx.actor.id, address=address_of(request)
    )
    wait = max(1, round((sent.again_at - clock.now()).total_seconds()))
    return answer(SigningCodeAnswer.of(sent, retry_after=wait))


@bp.post("/document-sets/<set_id:str>/signature")
@allow(Role.OWNER)
@described("看完要签的文书后签名，一次签整组；要用本组的短信确认码", takes=SignForm, gives=SignerAnswer)
async def sign(request: Request, set_id: str) -> HTTPResponse:
    """Sign; twice is once."""
    form, owner = parse(request, SignForm), request.ctx.actor.id
    ink = documents.Strokes(form.signature.shares, form.signature.box.w / form.signature.box.h)
    device = device_of(request)
    state = await documents.sign(
        request.ctx.work, set_id=set_id, owner=owner, strokes=ink, seen=form.seen, device=device, code=form.code
    )
    return answer(SignerAnswer.of(state))


@bp.post("/document-sets/<set_id:str>/withdraw")
@allow(Role.OWNER)
@described("撤回自己的签名（还有人没签时）", gives=SignerAnswer)
async def withdraw(request: Request, set_id: str) -> HTTPResponse:
    """Take the own signature back; twice is once."""
    owner = request.ctx.actor.id
    return answer(SignerAnswer.of(await documents.withdraw_signature(request.ctx.work, set_id=set_id, owner=owner)))


@bp.post("/document-sets/<set_id:str>/decline")
@allow(Role.OWNER)
@described("拒绝签署并说明原因", takes=DeclineForm, gives=Done)
async def decline(request: Request, set_id: str) -> HTTPResponse:
    """Say no, with a reason for the station."""
    reason = parse(request, DeclineForm).reason
    await documents.decline(request.ctx.work, set_id=set_id, owner=request.ctx.actor.id, reason=reason)
    return answer(Done())
