"""Confirming what was read (核对), and the signature (手写签名)."""

from sanic import Blueprint, HTTPResponse, Request

from backend import collection as collecting
from backend.kit.access import Role, allow
from backend.kit.web import answer, parse
from miniprogram_api.asking import device_of
from miniprogram_api.described import described
from miniprogram_api.schemas.photos import ConfirmAnswer, ConfirmedAnswer, ConfirmForm, SignatureAnswer, SignatureForm

bp = Blueprint("api_answers")


@bp.get("/collections/<collection:str>/confirm/<task:str>")
@allow(Role.OWNER)
@described("要核对的内容（identity、agent_identity、vehicle、condition）", gives=ConfirmAnswer)
async def page(request: Request, collection: str, task: str) -> HTTPResponse:
    """What is in force or was read, and whether to wait."""
    return answer(ConfirmAnswer.told(await collecting.confirm_page(request.ctx.work, collection, task)))


@bp.post("/collections/<collection:str>/confirm/<task:str>")
@allow(Role.OWNER)
@described("确认或更正识别结果", takes=ConfirmForm, gives=ConfirmedAnswer)
async def confirm(request: Request, collection: str, task: str) -> HTTPResponse:
    """The owner's word; every change of what was read is kept as a correction."""
    form, work = parse(request, ConfirmForm), request.ctx.work
    said = await collecting.confirm_answers(work, collection, task, form.fields, checked=form.checked)
    return answer(ConfirmedAnswer.of(said))


@bp.post("/collections/<collection:str>/signature")
@allow(Role.OWNER)
@described("手写签名（笔画、时间、压力）", takes=SignatureForm, gives=SignatureAnswer)
async def signature(request: Request, collection: str) -> HTTPResponse:
    """Keep the strokes."""
    ink, work = parse(request, SignatureForm).signature, request.ctx.work
    width, height = round(ink.box.w), round(ink.box.h)
    name = await collecting.add_signature(work, collection, ink.pixels, width, height, device_of(request))
    return answer(SignatureAnswer(signature=name))
