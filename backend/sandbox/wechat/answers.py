"""How WeChat answers (微信回答格式): JSON with ``errcode`` and a text that ends in a request id, always HTTP 200."""

import json
from typing import Any
from uuid import uuid4

from sanic import HTTPResponse, Request
from sanic.response import text

NAME = "wechat"

TEXTS = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40013: "invalid appid",
    40029: "invalid code",
    40037: "invalid template_id",
    40097: "invalid args",
    40125: "invalid appsecret",
    40163: "code been used",
    40169: "invalid length for scene, or the data is not json string",
    40226: "code blocked",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41008: "missing code",
    41030: "invalid page",
    42001: "access_token expired",
    43101: "user refuse to accept the msg",
    44002: "empty post data",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit  mustslower  retry next minute",
    47001: "data format error",
    47003: "argument invalid!",
    48001: "api unauthorized",
}


class WechatError(Exception):
    """A refusal with WeChat's own number; ``detail`` follows the usual text."""

    def __init__(self, code: int, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(code)


def answered(**fields: Any) -> HTTPResponse:
    """A success; some interfaces add ``errcode`` 0 themselves, some do not."""
    # WeChat labels its JSON text/plain in the OAuth calls, which is why SDKs decode the bytes themselves.
    return text(json.dumps(fields, ensure_ascii=False), content_type="text/plain; charset=utf-8")


def failed(code: int, detail: str = "") -> HTTPResponse:
    """A refusal by number."""
    return answered(errcode=code, errmsg=f"{TEXTS[code]}{detail}, rid: {uuid4().hex[:8]}-{uuid4().hex[:8]}")


def body_of(request: Request) -> dict[str, Any]:
    """The JSON object that was posted; refuses an empty or malformed one."""
    if not request.body:
        raise WechatError(44002)
    try:
        posted = json.loads(request.body)
    except ValueError:
        raise WechatError(47001) from None
    if not isinstance(posted, dict):
        raise WechatError(47001)
    return posted


def caught(_: Request, error: Exception) -> HTTPResponse:
    """Exception handler of every wire blueprint."""
    assert isinstance(error, WechatError)  # noqa: S101 - registered for that class only
    return failed(error.code, error.detail)
