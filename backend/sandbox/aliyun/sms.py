"""阿里云短信: SendSms and QuerySendDetails of dysmsapi 2017-05-25, with its templates, checks and flow control.

Business refusals are HTTP 200 with a Code other than OK, as the vendor has it. Sources: INTEGRATIONS §4.3. The limits
per phone are off unless switched on, so that a demo is never told to wait a minute.
"""

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json as json_response

from backend.sandbox.aliyun import rpc
from backend.sandbox.aliyun.rpc import RpcCall, RpcRefusal, action
from backend.sandbox.faults import DUPLICATE_CALLBACK, GENERAL, RATE_LIMIT, WRONG_SIGNATURE, FaultKind
from backend.sandbox.pages.forms import back, fields
from backend.sandbox.services import Panel, Service, register
from backend.sandbox.world import World, world_of

NAME = "aliyun_sms"
VERSION = "2017-05-25"
SHANGHAI = ZoneInfo("Asia/Shanghai")
_PHONE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
_VARIABLE = re.compile(r"\$\{(\w+)\}")
MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Template:
    """An approved text; a verification text has tighter limits, and its ``code`` is 4-6 letters and digits."""

    title: str
    text: str
    verification: bool = False

    @property
    def variables(self) -> list[str]:
        """Names that TemplateParam must fill."""
        return _VARIABLE.findall(self.text)


TEMPLATES: Mapping[str, Template] = {
    "SMS_CODE": Template(
        "验证码", "您的验证码是${code}，5分钟内有效。请勿告诉任何人，工作人员不会向您索要。", verification=True
    ),
    # A notice: Aliyun allows a verification text one variable only (help.aliyun.com, verification code specifications),
    # and this one must name the deal and the documents.
    "SMS_SIGN": Template(
        "签署确认码",
        "您正在签署${deal}的过户文书，文件指纹${fingerprint}，签署确认码${code}，5分钟内有效。"
        "指纹与手机页面不一致时请勿输入，确认码请勿告诉任何人。",
    ),
    "SMS_INVITE": Template("邀请对方", "${name}邀请您一起办理车辆过户，请打开链接继续：${link}"),
    "SMS_RETURNED": Template("资料退回", "您办理过户的资料有${count}项需要重新提交，请打开车务通查看。"),
    "SMS_DONE": Template("办理完成", "您的车辆过户登记已办理完成，编号${number}，可打开车务通查看文件。"),
}


@dataclass(frozen=True, slots=True)
class SentSms:
    """One message that would be on its way; ``code`` is the number a person must type, if it carries one."""

    phone: str
    content: str
    code: str
    template: str
    sign_name: str
    params: dict[str, str]
    biz_id: str
    out_id: str
    at: float

    @property
    def time(self) -> str:
        """When, as a wall clock in China shows it."""
        return datetime.fromtimestamp(self.at, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")

    def as_dict(self) -> dict[str, Any]:
        """Plain data for the JSON twin."""
        return {name: getattr(self, name) for name in ("phone", "content", "code", "template", "biz_id", "out_id")} | {
            "params": self.params,
            "sent_at": self.time,
        }


@dataclass
class SmsMemory:
    """Messages sent, oldest first, and whether flow control is on (None: as the options say)."""

    sent: list[SentSms] = field(default_factory=list)
    limits: bool | None = None

    def limited(self, world: World) -> bool:
        """Whether flow control counts at the moment."""
        return world.options.sms_limits if self.limits is None else self.limits


class Failed(Exception):
    """A business refusal: HTTP 200 with this Code and Message."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(code)


@action(NAME, VERSION, "SendSms")
def send_sms(call: RpcCall) -> dict[str, Any]:
    """Send one text to up to 1000 phones."""
    for name in ("PhoneNumbers", "SignName", "TemplateCode"):
        if not call.params.get(name):
            raise RpcRefusal(400, f"Missing{name}", f"{name} is mandatory for this action.")
    memory = call.world.memory(SmsMemory)
    try:
        sent = _compose(call, memory)
    except Failed as failure:
        return {"Code": failure.code, "Message": failure.message}
    memory.sent.extend(sent)
    _push_receipts(call.world, sent)
    return {"Code": "OK", "Message": "OK", "BizId": sent[0].biz_id}


def _compose(call: RpcCall, memory: SmsMemory) -> list[SentSms]:
    params, world = call.params, call.world
    phones = [_phone(text) for text in params["PhoneNumbers"].split(",")]
    if len(phones) > 1000:
        raise Failed("isv.MOBILE_COUNT_OVER_LIMIT", "手机号码数量超过限制")
    if params["SignName"] not in world.options.accounts.sms_sign_names:
        raise Failed("isv.SMS_SIGNATURE_ILLEGAL", "短信签名不合法")
    template = TEMPLATES.get(params["TemplateCode"])
    if template is None:
        raise Failed("isv.SMS_TEMPLATE_ILLEGAL", "短信模板不合法")
    values = _values(template, params.get("TemplateParam", ""))
    if memory.limited(world):
        for phone in phones:
            _check_limits(memory, world.now(), phone, params["SignName"], params["TemplateCode"])
    now = world.now()
    biz_id = f"{len(memory.sent) + 1:012d}^0"
    text = _VARIABLE.sub(lambda match: values[match[1]], template.text)
    content = f"【{params['SignName']}】{text}"
    out_id = params.get("OutId", "")
    code = values.get("code", "")
    return [
        SentSms(phone, content, code, params["TemplateCode"], params["SignName"], values, biz_id, out_id, now)
        for phone in phones
    ]


def _phone(text: str) -> str:
    match = _PHONE.fullmatch(text.strip())
    if match is None:
        raise Failed("isv.MOBILE_NUMBER_ILLEGAL", f"{text}号码格式错误")
    return match[1]


def _values(template: Template, text: str) -> dict[str, str]:
    """TemplateParam as texts, checked against the template's variables."""
    try:
        values = json.loads(text or "{}")
    except ValueError:
        raise Failed("isv.INVALID_JSON_PARAM", "参数格式错误，请修改为字符串值") from None
    if not isinstance(values, dict) or not all(isinstance(value, str | int) for value in values.values()):
        raise Failed("isv.INVALID_JSON_PARAM", "参数格式错误，请修改为字符串值")
    missing = [name for name in template.variables if not str(values.get(name, ""))]
    if missing:
        raise Failed("isv.TEMPLATE_MISSING_PARAMETERS", f"模板变量缺少对应参数值：{','.join(missing)}")
    texts = {name: str(value) for name, value in values.items()}
    patterns = {"code": r"[0-9A-Za-z]{4,6}", "link": r"[!-~]{1,128}"}
    if not all(re.fullmatch(patterns.get(name, r"[^【】\n]{1,35}"), texts[name]) for name in template.variables):
        raise Failed("isv.TEMPLATE_PARAMS_ILLEGAL", "传入的变量内容和实际申请模板时变量所选择的属性类型不配")
    return texts


def _check_limits(memory: SmsMemory, now: float, phone: str, sign_name: str, template: str) -> None:
    """Flow control on mainland numbers, counted over rolling windows when a message is handed in."""
    verification = TEMPLATES[template].verification
    ages = [
        now - sms.at
        for sms in memory.sent
        if sms.phone == phone
        and sms.sign_name == sign_name
        and (TEMPLATES[sms.template].verification if verification else sms.template == template)
    ]
    windows = ((MINUTE, 1, "分钟级"), (HOUR, 5, "小时级"), (DAY, 10, "天级")) if verification else ((DAY, 50, "天级"),)
    for seconds, permits, title in windows:
        if sum(age < seconds for age in ages) >= permits:
            raise Failed("isv.BUSINESS_LIMIT_CONTROL", f"触发{title}流控Permits:{permits}")


@action(NAME, VERSION, "QuerySendDetails")
def query_send_details(call: RpcCall) -> dict[str, Any]:
    """What became of the messages to one phone on one day."""
    params, world = call.params, call.world
    for name in ("PhoneNumber", "SendDate", "PageSize", "CurrentPage"):
        if not params.get(name):
            raise RpcRefusal(400, f"Missing{name}", f"{name} is mandatory for this action.")
    try:
        phone = _phone(params["PhoneNumber"])
        day = datetime.strptime(params["SendDate"], "%Y%m%d").replace(tzinfo=SHANGHAI)
        size, page = int(params["PageSize"]), int(params["CurrentPage"])
        if not 1 <= size <= 50 or page < 1 or world.now() - day.timestamp() > 31 * DAY:
            raise ValueError
    except Failed as failure:
        return {"Code": failure.code, "Message": failure.message}
    except ValueError:
        return {"Code": "isv.INVALID_PARAMETERS", "Message": "参数异常"}
    found = [
        sms
        for sms in reversed(world.memory(SmsMemory).sent)
        if sms.phone == phone
        and sms.time.startswith(day.strftime("%Y-%m-%d"))
        and params.get("BizId", "") in ("", sms.biz_id)
    ]
    shown = found[(page - 1) * size : page * size]
    return {
        "Code": "OK",
        "Message": "OK",
        "TotalCount": len(found),
        "SmsSendDetailDTOs": {"SmsSendDetailDTO": [_detail(sms) for sms in shown]},
    }


def _detail(sms: SentSms) -> dict[str, Any]:
    return {
        "PhoneNum": sms.phone,
        "SendStatus": 3,
        "ErrCode": "DELIVERED",
        "TemplateCode": sms.template,
        "Content": sms.content,
        "SendDate": sms.time,
        "ReceiveDate": sms.time,
        "OutId": sms.out_id,
    }


_tasks: set[asyncio.Task[None]] = set()


def _push_receipts(world: World, sent: list[SentSms]) -> None:
    """Post delivery receipts, twice when the duplicate-callback fault is on, if somebody wants them."""
    if not world.options.sms_receipt_url:
        return
    times = 2 if world.faults.take(NAME, passive=True) else 1
    receipts = [
        {
            "phone_number": sms.phone,
            "send_time": sms.time,
            "report_time": sms.time,
            "success": True,
            "err_code": "DELIVERED",
            "err_msg": "用户接收成功",
            "sms_size": "1",
            "biz_id": sms.biz_id,
            "out_id": sms.out_id,
        }
        for sms in sent
    ]
    task = asyncio.get_running_loop().create_task(_post(world.options.sms_receipt_url, receipts, times))
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


async def _post(address: str, receipts: list[dict[str, Any]], times: int) -> None:
    async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
        for _ in range(times):
            try:
                await client.post(address, json=receipts)
            except httpx.HTTPError:
                return


helpers = Blueprint("sandbox_sms", url_prefix="/sandbox")


@helpers.get("/sms.json")
async def sms_json(request: Request) -> HTTPResponse:
    """Sent messages, newest first; ``?phone=`` narrows them to one."""
    phone = request.args.get("phone")
    sent = world_of(request).memory(SmsMemory).sent
    return json_response([sms.as_dict() for sms in reversed(sent) if phone in (None, sms.phone)], ensure_ascii=False)


@helpers.post("/sms/limits")
async def switch_limits(request: Request) -> HTTPResponse:
    """Switch flow control on or off: form or JSON field ``on``."""
    world_of(request).memory(SmsMemory).limits = str(fields(request).get("on", "")).lower() in ("1", "true", "on")
    return back(request, "sms-limits")


def _panel(world: World) -> dict[str, Any]:
    memory = world.memory(SmsMemory)
    return {"sent": list(reversed(memory.sent))[:30], "limits": memory.limited(world), "templates": TEMPLATES}


register(
    Service(
        name=NAME,
        title="阿里云短信",
        faults=(
            *GENERAL,
            FaultKind(
                WRONG_SIGNATURE,
                "签名不匹配",
                lambda _: rpc.refused(
                    400,
                    "SignatureDoesNotMatch",
                    "Specified signature is not matched with our calculation. server string to sign is:POST&%2F&",
                ),
            ),
            FaultKind(
                RATE_LIMIT,
                "流控（BUSINESS_LIMIT_CONTROL）",
                lambda _: json_response(
                    {"RequestId": "0", "Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "触发天级流控Permits:10"}
                ),
            ),
            FaultKind(DUPLICATE_CALLBACK, "回执重复推送", passive=True),
        ),
        helpers=(rpc.gateway, helpers),
        panels=(Panel("sms", _panel),),
    )
)
