"""Where the payment channels tell us of money (支付通知): they prove themselves by a signature, nobody logs in here."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json, text

from backend import payments
from backend.kit.access import Role, allow
from backend.kit.errors import Refusal

bp = Blueprint("pay_notify", url_prefix="/pay/notify")


@bp.post("/wechat/<merchant:str>")
@allow(Role.ANYONE, work=False, own_page=False)
async def from_wechat(request: Request, merchant: str) -> HTTPResponse:
    """WeChat Pay's notifications; answered in its words, after the commit."""
    try:
        await payments.receive_notice(request.app.ctx.tools, "wechat", merchant, request.headers, request.body)
    except Refusal as no:
        return json({"code": "FAIL", "message": no.code}, status=no.status)
    return json({"code": "SUCCESS", "message": "成功"})


@bp.post("/alipay/<merchant:str>")
@allow(Role.ANYONE, work=False, own_page=False)
async def from_alipay(request: Request, merchant: str) -> HTTPResponse:
    """Alipay's notifications; ``success`` and nothing else ends their repetition."""
    try:
        await payments.receive_notice(request.app.ctx.tools, "alipay", merchant, request.headers, request.body)
    except Refusal as no:
        return text("fail", status=no.status)
    return text("success")
