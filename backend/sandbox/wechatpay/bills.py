"""账单: the trade bill and the fund bill of one Beijing day, as WeChat Pay's own CSV: every cell after a backtick.

From ten o'clock of the next morning by the sandbox's clock. Source: INTEGRATIONS §2.1 "Trade bill".
"""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha1
from typing import Any
from uuid import uuid4

from sanic import Blueprint, HTTPResponse
from sanic.response import raw

from backend.sandbox.faults import FaultKind
from backend.sandbox.wechatpay import calls
from backend.sandbox.wechatpay.bill_lines import Line, fund_lines, lines_of, write_fund_bill, write_trade_bill
from backend.sandbox.wechatpay.calls import Call, signed_call
from backend.sandbox.wechatpay.refusals import WechatPayError
from backend.sandbox.wechatpay.trades import SHANGHAI, digits, local, trades

NAME = "wechatpay_bills"
LINK_LIFE_S = 300
READY_AT_HOUR, KEPT_DAYS = 10, 92

FAULTS = (
    FaultKind("broken_line", "有一行残缺", passive=True),
    FaultKind("missing_line", "少一行", passive=True),
    FaultKind("extra_line", "多一行（别处没有的交易）", passive=True),
    FaultKind("wrong_amount", "有一行金额多一分", passive=True),
    FaultKind("wrong_state", "有一行状态不对", passive=True),
    FaultKind("wrong_hash", "文件与摘要不符", passive=True),
    FaultKind("cut_short", "下载到一半断掉", passive=True),
    FaultKind("late", "账单迟迟不生成", passive=True),
    FaultKind("fund_gap", "资金账单多一笔别处没有的扣款", passive=True),
    FaultKind("fund_withdrawal", "资金账单里有一笔提现", passive=True),
    FaultKind("fund_none", "没有开通资金账单", passive=True),
)


@dataclass
class Downloads:
    """What each download token leads to: the merchant's number, the file and until when."""

    files: dict[str, tuple[str, bytes, float]] = field(default_factory=dict)


wire = Blueprint("wechatpay_bills", url_prefix="/v3")


def _fault(call: Call, *codes: str) -> str:
    return calls.fault(call.world, *codes, service=NAME)


@wire.get("/bill/tradebill")
@signed_call
async def trade_bill(call: Call) -> dict[str, Any]:
    """申请交易账单."""
    day = _day(call)
    kind = call.query("bill_type") or "ALL"
    if kind not in ("ALL", "SUCCESS", "REFUND"):
        raise WechatPayError("PARAM_ERROR", "bill_type 应为 ALL、SUCCESS 或 REFUND", field="bill_type", value=kind)
    if call.query("sub_mchid") not in ("", call.merchant.sub_mchid):
        raise WechatPayError("NO_AUTH", "子商户与服务商无绑定关系")
    lines = [line for line in _of_day(call, day) if kind == "ALL" or line.refund is (kind == "REFUND")]
    if not lines:
        raise WechatPayError("NO_STATEMENT_EXIST", "账单文件不存在")
    how = _fault(call, "broken_line", "missing_line", "extra_line", "wrong_amount", "wrong_state")
    return _offered(call, write_trade_bill(call.merchant, lines, how))


@wire.get("/bill/fundflowbill")
@signed_call
async def fund_bill(call: Call) -> dict[str, Any]:
    """申请资金账单."""
    day = _day(call)
    if (call.query("account_type") or "BASIC") not in ("BASIC", "OPERATION", "FEES"):
        raise WechatPayError("PARAM_ERROR", "account_type 应为 BASIC、OPERATION 或 FEES", field="account_type")
    if _fault(call, "fund_none"):
        raise WechatPayError("NO_AUTH", "商户无权限下载资金账单")
    lines = fund_lines(_of_day(call, day)) if (call.query("account_type") or "BASIC") == "BASIC" else []
    if not lines:
        raise WechatPayError("NO_STATEMENT_EXIST", "账单文件不存在")
    if how := _fault(call, "fund_gap", "fund_withdrawal"):
        name, fen = {"fund_gap": ("其他扣款", 1_234), "fund_withdrawal": ("提现", 20_000)}[how]
        lines.append(replace(lines[-1], business=f"10{digits(26)}", name=name, kind=name, fen=-fen, voucher=""))
    return _offered(call, write_fund_bill(lines))


def _day(call: Call) -> date:
    try:
        day = date.fromisoformat(call.query("bill_date"))
    except ValueError:
        raise WechatPayError("PARAM_ERROR", "bill_date 格式应为 yyyy-MM-dd", field="bill_date") from None
    if call.query("tar_type") not in ("", "GZIP"):
        raise WechatPayError("PARAM_ERROR", "tar_type 应为 GZIP", field="tar_type")
    now = local(call.world.now())
    if day < now.date() - timedelta(days=KEPT_DAYS):
        raise WechatPayError("INVALID_REQUEST", "只能下载三个月以内的账单")
    if day >= now.date():
        raise WechatPayError("INVALID_REQUEST", "账单日期应早于今天", field="bill_date", value=str(day))
    ready = datetime(day.year, day.month, day.day, READY_AT_HOUR, tzinfo=SHANGHAI) + timedelta(days=1)
    if now < ready or _fault(call, "late"):
        raise WechatPayError("STATEMENT_CREATING", "账单生成中，请稍后再试")
    return day


def _of_day(call: Call, day: date) -> list[Line]:
    mine: Iterator[Line] = (
        line
        for (payee, _), trade in trades(call.world).trades.items()
        if payee == call.merchant.payee
        for line in lines_of(trade)
    )
    return sorted((line for line in mine if local(line.at).date() == day), key=lambda line: line.at)


def _offered(call: Call, plain: bytes) -> dict[str, Any]:
    hashed = sha1(plain).hexdigest()  # noqa: S324 - the vendor's own choice
    if _fault(call, "wrong_hash"):
        plain += b"\r\n"
    token = uuid4().hex + uuid4().hex
    # Without a time in its header, so that the same bill is the same bytes.
    content = gzip.compress(plain, mtime=0) if call.query("tar_type") == "GZIP" else plain
    until = call.world.now() + LINK_LIFE_S
    call.world.memory(Downloads).files[token] = (call.merchant.mchid, content, until)
    place = f"{call.request.scheme}://{call.request.host}/v3/billdownload/file"
    return {"hash_type": "SHA1", "hash_value": hashed, "download_url": f"{place}?token={token}"}


@wire.get("/billdownload/file")
@signed_call
async def download(call: Call) -> HTTPResponse:
    """下载账单: asked for with a signature like any other, answered without one."""
    mchid, content, until = call.world.memory(Downloads).files.get(call.query("token"), ("", b"", 0.0))
    if mchid != call.merchant.mchid or call.world.now() > until:
        raise WechatPayError("NO_AUTH", "下载地址已失效或无权下载", field="token")
    if _fault(call, "cut_short"):
        content = content[: len(content) // 2]
    return raw(content, content_type="application/octet-stream")
