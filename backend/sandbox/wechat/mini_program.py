"""小程序手机号: the phone number behind a getPhoneNumber button. Source: INTEGRATIONS §1.1."""

from sanic import Blueprint, HTTPResponse, Request

from backend.sandbox.wechat.answers import WechatError, answered, body_of, caught
from backend.sandbox.wechat.login import redeem
from backend.sandbox.wechat.tokens import require_token
from backend.sandbox.world import world_of

wire = Blueprint("wechat_mini_program")
wire.exception(WechatError)(caught)


@wire.post("/wxa/business/getuserphonenumber")
async def user_phone_number(request: Request) -> HTTPResponse:
    """The phone bound to WeChat; the code must be in the body and come from the button, not from wx.login."""
    world = world_of(request)
    app = world.options.accounts.mini_program
    require_token(request, app)
    code = body_of(request).get("code")
    if not isinstance(code, str) or not code:
        raise WechatError(40029)
    phone = redeem(world, "phone", app.app_id, code).person.phone
    return answered(
        errcode=0,
        errmsg="ok",
        phone_info={
            "phoneNumber": phone,
            "purePhoneNumber": phone,
            "countryCode": "86",
            "watermark": {"timestamp": int(world.now()), "appid": app.app_id},
        },
    )
