"""Photographs (影像): resumable uploads, pictures back, what was read.

The line to a phone breaks: a picture is announced, sent in pieces of :data:`CHUNK` bytes from the offset the server
knows, and finished; every call may be repeated.
"""

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import BadRequest, NotFound
from sanic.response import raw

from backend import collection as collecting
from backend.kit.access import Role, allow
from backend.kit.database import unit_of_work
from backend.kit.uploads import UploadStatus
from backend.kit.web import answer, parse
from miniprogram_api.asking import device_of
from miniprogram_api.described import described
from miniprogram_api.schemas.base import Done
from miniprogram_api.schemas.photos import EvidenceAnswer, OffsetAnswer, ReadingAnswer, UploadAnswer, UploadForm

bp = Blueprint("api_photos")

# A bad village line (40 kbit/s) needs a minute for it; PIECES of backend/kit/uploads.py allows far more.
CHUNK = 256 * 1024
OFFSET = {"Upload-Offset": "这一段从第几个字节开始"}


@bp.post("/collections/<collection:str>/uploads")
@allow(Role.OWNER)
@described("开始断点续传一张照片", takes=UploadForm, gives=UploadAnswer, status=201)
async def begin(request: Request, collection: str) -> HTTPResponse:
    """Announce a picture; what would be refused at the end is refused now."""
    form, work = parse(request, UploadForm), request.ctx.work
    await collecting.may_add(work, collection, form.kind)
    label = f"{collection}/{form.kind}/{form.captured}"
    name = await work.kit.uploads.begin(work.actor.id, form.size, form.sha256, label)
    return answer(UploadAnswer(upload=name, kind=form.kind, size=form.size, offset=0, chunk=CHUNK), status=201)


@bp.get("/collections/<collection:str>/uploads")
@allow(Role.OWNER, work=False)
@described("还没有传完的照片，可在任意页面继续", gives=UploadAnswer, many=True)
async def unfinished(request: Request, collection: str) -> HTTPResponse:
    """Every upload of this collection that waits for more."""
    uploads = request.app.ctx.tools.kit.uploads
    waiting = [told(one) for one in await uploads.unfinished(request.ctx.actor.id) if one.kind.startswith(collection)]
    return answer(waiting)


@bp.patch("/uploads/<upload:str>")
@allow(Role.OWNER, work=False)
@described("传一段", takes_bytes="application/octet-stream", gives=OffsetAnswer, headers=OFFSET)
async def append(request: Request, upload: str) -> HTTPResponse:
    """Keep a piece; it is acknowledged once it is safe on the disk."""
    text = request.headers.get("upload-offset", "")
    if not text.isdigit() or len(request.body) > CHUNK:
        raise BadRequest
    uploads = request.app.ctx.tools.kit.uploads
    return answer(OffsetAnswer(offset=await uploads.append(upload, request.ctx.actor.id, int(text), request.body)))


@bp.get("/uploads/<upload:str>")
@allow(Role.OWNER, work=False)
@described("已安全保存到第几个字节", gives=UploadAnswer)
async def status(request: Request, upload: str) -> HTTPResponse:
    """Where to go on."""
    return answer(told(await request.app.ctx.tools.kit.uploads.status(upload, request.ctx.actor.id)))


@bp.delete("/uploads/<upload:str>")
@allow(Role.OWNER, work=False)
@described("放弃这次上传", gives=Done)
async def discard(request: Request, upload: str) -> HTTPResponse:
    """Throw it away; twice is once."""
    await request.app.ctx.tools.kit.uploads.discard(upload, request.ctx.actor.id)
    return answer(Done())


@bp.post("/uploads/<upload:str>/finish")
@allow(Role.OWNER, work=False)
@described("传完：检查照片并保存为证据", gives=EvidenceAnswer, status=201)
async def finish(request: Request, upload: str) -> HTTPResponse:
    """Judge and copy the picture outside any transaction, then keep it."""
    kit, owner = request.app.ctx.tools.kit, request.ctx.actor.id
    collection, kind, captured = (await kit.uploads.status(upload, owner)).kind.split("/")
    prepared = await collecting.prepare_picture(kit.pools, await kit.uploads.finish(upload, owner), kind)
    async with unit_of_work(request.ctx.actor, str(request.id)) as work:
        evidence = await collecting.add_evidence(work, collection, prepared, captured, device_of(request))
    await kit.uploads.discard(upload, owner)
    return answer(EvidenceAnswer(evidence=evidence, kind=kind), status=201)


@bp.get("/evidence/<evidence:str>/<variant:str>")
@allow(Role.OWNER)
@described("看自己拍的照片：display 大图，thumbnail 小图（均已去除元数据）", gives_bytes="image/jpeg")
async def picture(request: Request, evidence: str, variant: str) -> HTTPResponse:
    """A copy without metadata."""
    if variant == "display":
        shown = await collecting.evidence_picture(request.ctx.work, evidence, "display")
    elif variant == "thumbnail":
        shown = await collecting.evidence_picture(request.ctx.work, evidence, "thumbnail")
    else:
        raise NotFound
    return raw(shown.bytes, content_type=shown.content_type)


@bp.get("/evidence/<evidence:str>/reading")
@allow(Role.OWNER)
@described("一张照片的识别结果", gives=ReadingAnswer)
async def reading(request: Request, evidence: str) -> HTTPResponse:
    """What was read, or that it still waits."""
    return answer(ReadingAnswer.told(await collecting.reading_of(request.ctx.work, evidence)))


@bp.post("/evidence/<evidence:str>/keep")
@allow(Role.OWNER)
@described("照片没问题，坚持使用（工作人员会看到识别疑点）", gives=Done)
async def keep(request: Request, evidence: str) -> HTTPResponse:
    """Insist on a photograph that the reader doubted."""
    await collecting.keep_evidence(request.ctx.work, evidence)
    return answer(Done())


def told(one: UploadStatus) -> UploadAnswer:
    """An upload as its owner knows it."""
    return UploadAnswer(upload=one.id, kind=one.kind.split("/")[1], size=one.size, offset=one.offset, chunk=CHUNK)
