"""支付宝: the open platform's gateway for payments, the notifications it sends, its bills, and payers who pay.

Four fault switches, so that faults combine: the gateway itself, the trades behind it, notifications, bills.
Sources: INTEGRATIONS §3.1.
"""

from sanic import HTTPResponse, Request
from sanic.response import raw

from backend.sandbox.alipay import bills, charging, helpers, notices, refusals, settling, wallet
from backend.sandbox.alipay.envelope import BILLS, NAME, NOTICES, TRADES, answered, refused, wire
from backend.sandbox.faults import GENERAL, RATE_LIMIT, WRONG_SIGNATURE, FaultKind
from backend.sandbox.services import Panel, Service, register

__all__ = ["bills", "charging", "helpers", "notices", "refusals", "settling", "wallet"]


def _refuses(code: str, sub_code: str, sub_msg: str, *, signed: bool = True) -> FaultKind:
    """A switch for what the gateway says before any method is asked."""

    def answer(request: Request) -> HTTPResponse:
        name = str(request.args.get("method") or "error_response") if signed else "error_response"
        body = answered(name, refused(code, sub_code, sub_msg), signed=signed)
        return raw(body, content_type="application/json;charset=utf-8")

    kinds = {"isv.invalid-signature": WRONG_SIGNATURE, "isv.app-call-limited": RATE_LIMIT}
    return FaultKind(kinds.get(sub_code, "unsigned_refusal"), f"网关拒绝：{sub_msg}", answer)


register(
    Service(
        name=NAME,
        title="支付宝网关",
        faults=(
            *GENERAL,
            _refuses("40002", "isv.invalid-signature", "验签出错（有签名的拒绝）"),
            _refuses("40005", "isv.app-call-limited", "应用调用次数超限"),
            _refuses("20000", "isp.unknow-error", "系统繁忙（没有签名的拒绝）", signed=False),
            FaultKind("lost_answer", "办成了，但回答丢失（超时）", passive=True),
            FaultKind("error_after", "办成了，但回答 502", passive=True),
            FaultKind("corrupt_answer", "回答坏一个字节", passive=True),
            FaultKind("unsigned_answer", "回答没有签名", passive=True),
            FaultKind("rotated_key", "回答用新的支付宝密钥签名", passive=True),
        ),
        wire=(wire,),
        helpers=(helpers.helpers,),
        panels=(Panel(NAME, helpers.panel),),
    )
)
register(Service(name=TRADES, title="支付宝交易", faults=refusals.FAULTS))
register(Service(name=NOTICES, title="支付宝通知", faults=notices.FAULTS))
register(Service(name=BILLS, title="支付宝账单", faults=bills.FAULTS))
