"""微信支付的错误: code, HTTP status and sentence of every refusal. Source: INTEGRATIONS §2.1 "v3 error body"."""

from collections.abc import Mapping
from typing import Any

STATUSES: Mapping[str, int] = {
    "PARAM_ERROR": 400,
    "INVALID_REQUEST": 400,
    "APPID_MCHID_NOT_MATCH": 400,
    "MCH_NOT_EXISTS": 400,
    "ORDER_CLOSED": 400,
    "ORDERPAID": 400,
    "AUTH_CODE_ERROR": 400,
    "AUTH_CODE_INVALID": 400,
    "AUTHCODEEXPIRE": 400,
    "USERPAYING": 400,
    "USER_PAYING": 400,
    "STATEMENT_CREATING": 400,
    "NO_STATEMENT_EXIST": 400,
    "SIGN_ERROR": 401,
    "NO_AUTH": 403,
    "NOT_ENOUGH": 403,
    "OUT_TRADE_NO_USED": 403,
    "RULE_LIMIT": 403,
    "ACCOUNT_ERROR": 403,
    "TRADE_ERROR": 403,
    "REQUEST_BLOCKED": 403,
    "USER_ACCOUNT_ABNORMAL": 403,
    "ORDER_NOT_EXIST": 404,
    "RESOURCE_NOT_EXISTS": 404,
    "FREQUENCY_LIMITED": 429,
    "SYSTEM_ERROR": 500,
    "BANK_ERROR": 500,
    "OPENID_MISMATCH": 500,
}


class WechatPayError(Exception):
    """A refusal with WeChat Pay's own code; ``detail`` names the field and what is wrong with it."""

    def __init__(self, code: str, message: str, **detail: Any) -> None:
        self.code, self.message, self.detail = code, message, detail
        super().__init__(code)

    @property
    def status(self) -> int:
        """The HTTP status of its code."""
        return STATUSES[self.code]

    def body(self) -> dict[str, Any]:
        """What is answered."""
        said: dict[str, Any] = {"code": self.code, "message": self.message}
        return said | {"detail": self.detail} if self.detail else said


def wrong(field: str, issue: str, value: object = None) -> WechatPayError:
    """A field that is missing or malformed."""
    return WechatPayError(
        "PARAM_ERROR", f"参数错误：{issue}", field=f"/body/{field}", value=value, issue=issue, location="body"
    )
