"""Consent (同意) and the proved phone (手机号)."""

from typing import Literal

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound

from backend import collection as collecting
from backend.kit import clock
from backend.kit.access import Role, allow
from backend.kit.database import unit_of_work
from backend.kit.web import answer, parse
from backend.kit.web.requests import address_of
from miniprogram_api.asking import channel_of
from miniprogram_api.described import described
from miniprogram_api.schemas.base import Done
from miniprogram_api.schemas.collections import (
    CodeForm,
    ConsentForm,
    ConsentTextAnswer,
    PhoneCodeAnswer,
    PhoneForm,
    WechatPhoneForm,
)

bp = Blueprint("api_consents")


def kind_of(text: str) -> Literal["privacy", "face"]:
    """One of the two texts there are."""
    if text == "privacy":
        return "privacy"
    if text == "face":
        return "face"
    raise NotFound


@bp.get("/consents/<kind:str>")
@allow(Role.ANYONE)
@described("告知书或同意书的现行文本（privacy、face）", gives=ConsentTextAnswer)
async def text(request: Request, kind: str) -> HTTPResponse:
    """The text in force."""
    return answer(ConsentTextAnswer.of(collecting.consent_text(kind_of(kind))))


@bp.post("/collections/<collection:str>/consents/<kind:str>")
@allow(Role.OWNER)
@described("同意或不同意（人脸信息可以不同意，改为到站当面核验）", takes=ConsentForm, gives=Done)
async def decide(request: Request, collection: str, kind: str) -> HTTPResponse:
    """Record a decision about the text that was shown."""
    form, work = parse(request, ConsentForm), request.ctx.work
    await collecting.decide(work, collection, kind_of(kind), form.decision, form.version, channel_of(request))
    return answer(Done())


@bp.post("/collections/<collection:str>/consents/<kind:str>/withdraw")
@allow(Role.OWNER)
@described("撤回同意：撤回隐私同意会删除整份采集，撤回人脸同意会删除本人照片", gives=Done)
async def withdraw(request: Request, collection: str, kind: str) -> HTTPResponse:
    """Take a consent back."""
    await collecting.withdraw_consent(request.ctx.work, collection, kind_of(kind), channel_of(request))
    return answer(Done())


@bp.post("/collections/<collection:str>/phone-code")
@allow(Role.OWNER)
@described("发送短信验证码", takes=PhoneForm, gives=PhoneCodeAnswer)
async def send_code(request: Request, collection: str) -> HTTPResponse:
    """Send a code by SMS; an earlier one stops working."""
    form, where = parse(request, PhoneForm), address_of(request)
    sent = await collecting.send_phone_code(request.ctx.work, collection, form.mobile, where)
    wait = max(1, round((sent.again_at - clock.now()).total_seconds()))
    return answer(PhoneCodeAnswer.of(sent, retry_after=wait))


@bp.post("/collections/<collection:str>/phone")
@allow(Role.OWNER)
@described("提交短信验证码，证明手机号", takes=CodeForm, gives=Done)
async def prove(request: Request, collection: str) -> HTTPResponse:
    """The code that came."""
    await collecting.prove_phone(request.ctx.work, collection, parse(request, CodeForm).code)
    return answer(Done())


@bp.post("/collections/<collection:str>/phone/wechat")
@allow(Role.OWNER, work=False)
@described("用微信手机号（getPhoneNumber）代替短信验证码", takes=WechatPhoneForm, gives=Done)
async def prove_by_wechat(request: Request, collection: str) -> HTTPResponse:
    """The phone that WeChat vouches for."""
    form = parse(request, WechatPhoneForm)
    phone = await request.app.ctx.tools.wechat.phone_number(form.code)
    async with unit_of_work(request.ctx.actor, str(request.id)) as work:
        await collecting.phone_from_wechat(work, collection, phone)
    return answer(Done())
