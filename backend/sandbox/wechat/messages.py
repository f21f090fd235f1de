"""订阅消息: one consent buys one message, and every value must fit its kind. Source: INTEGRATIONS §1.1."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json as json_response

from backend.sandbox.pages.forms import back, fields, unknown
from backend.sandbox.people import BY_KEY, PEOPLE, Person
from backend.sandbox.wechat.answers import WechatError, answered, body_of, caught
from backend.sandbox.wechat.tokens import require_token
from backend.sandbox.world import World, world_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
# In a demo people always agree; a test sets what is left of their consents.
CONSENTS_AT_FIRST = 1000
STATES = ("developer", "trial", "formal")

_MOMENT = r"(\d{4}年\d{1,2}月\d{1,2}日 )?\d{1,2}:\d{2}(:\d{2})?"

# What a value of each kind may look like; the platform has its own reading of the same rules.
KINDS: Mapping[str, str] = {
    "thing": r"[^\n]{1,20}",
    "number": r"\d{1,32}(\.\d+)?",
    "letter": r"[A-Za-z]{1,32}",
    "symbol": r"[^\w\s]{1,5}",
    "character_string": r"[!-~]{1,32}",
    "time": rf"{_MOMENT}(~{_MOMENT})?",
    "date": r"\d{4}年\d{1,2}月\d{1,2}日( \d{1,2}:\d{2})?",
    "amount": r"[¥￥$€£]?\d{1,10}(\.\d{1,2})?元?",
    "phone_number": r"[+\d()-]{1,17}",
    "car_number": r"(?=.{1,8}$)[一-龥A-Z][A-Z0-9·-]*[A-Z0-9一-龥]",
    "name": r"[一-鿿㐀-䶿𠀀-𱍊·]{1,10}|[A-Za-z .·]{1,20}",
    "phrase": r"[一-龥]{1,5}",
}


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """One approved template: title, and the title of each value by its name (kind and number)."""

    title: str
    values: Mapping[str, str]


TEMPLATES: Mapping[str, MessageTemplate] = {
    "tmpl-returned": MessageTemplate(
        "资料退回通知", {"thing1": "办理事项", "thing2": "退回内容", "thing3": "退回原因", "time4": "退回时间"}
    ),
    "tmpl-progress": MessageTemplate(
        "办理进度通知", {"thing1": "办理事项", "phrase2": "当前进度", "time3": "更新时间", "thing4": "备注"}
    ),
}


@dataclass(frozen=True, slots=True)
class SentMessage:
    """One message on somebody's WeChat."""

    person: Person
    openid: str
    template_id: str
    page: str
    data: dict[str, str]
    at: float

    @property
    def time(self) -> str:
        """When, as a wall clock in China shows it."""
        return datetime.fromtimestamp(self.at, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")

    @property
    def template(self) -> MessageTemplate:
        """The template it was made from."""
        return TEMPLATES[self.template_id]

    def as_dict(self) -> dict[str, Any]:
        """Plain data for the JSON twin."""
        return {
            "person": self.person.key,
            "openid": self.openid,
            "template_id": self.template_id,
            "title": self.template.title,
            "page": self.page,
            "data": self.data,
            "sent_at": self.time,
        }


@dataclass
class Messages:
    """Messages sent, oldest first, and the consents that are left by person and template."""

    sent: list[SentMessage] = field(default_factory=list)
    consents: dict[tuple[str, str], int] = field(default_factory=dict)


wire = Blueprint("wechat_messages")
wire.exception(WechatError)(caught)
helpers = Blueprint("sandbox_wechat_messages", url_prefix="/sandbox")


@wire.post("/cgi-bin/message/subscribe/send")
async def send(request: Request) -> HTTPResponse:
    """Send one subscribe message, using up one consent."""
    world = world_of(request)
    accounts = world.options.accounts
    require_token(request, accounts.mini_program)
    posted = body_of(request)
    openid = posted.get("touser")
    person = next((known for known in PEOPLE if known.openid(accounts.mini_program.app_id) == openid), None)
    if person is None:
        raise WechatError(40003)
    template_id = str(posted.get("template_id"))
    if template_id not in TEMPLATES:
        raise WechatError(40037)
    page = str(posted.get("page") or "")
    if page and page.split("?")[0] not in accounts.mini_program_pages:
        raise WechatError(41030)
    if posted.get("miniprogram_state", "formal") not in STATES:
        raise WechatError(40097)
    values = _checked(TEMPLATES[template_id], posted.get("data"))
    memory = world.memory(Messages)
    left = memory.consents.get((person.key, template_id), CONSENTS_AT_FIRST)
    if left <= 0:
        raise WechatError(43101)
    memory.consents[(person.key, template_id)] = left - 1
    memory.sent.append(SentMessage(person, str(openid), template_id, page, values, world.now()))
    return answered(errcode=0, errmsg="ok")


def _checked(template: MessageTemplate, data: object) -> dict[str, str]:
    if not isinstance(data, dict):
        raise WechatError(47003)
    values = {}
    for name in template.values:
        value = data.get(name, {}).get("value") if isinstance(data.get(name), dict) else None
        if value is None or str(value) == "":
            raise WechatError(47003, f" data.{name}.value is empty")
        if re.fullmatch(KINDS[name.rstrip("0123456789")], str(value)) is None:
            raise WechatError(47003, f" data.{name}.value invalid")
        values[name] = str(value)
    return values


@helpers.get("/messages.json")
async def messages_json(request: Request) -> HTTPResponse:
    """Messages sent, newest first; ``?person=`` or ``?openid=`` narrows them."""
    person, openid = request.args.get("person"), request.args.get("openid")
    sent = world_of(request).memory(Messages).sent
    return json_response(
        [
            message.as_dict()
            for message in reversed(sent)
            if person in (None, message.person.key) and openid in (None, message.openid)
        ],
        ensure_ascii=False,
    )


@helpers.post("/wechat/consents")
async def set_consents(request: Request) -> HTTPResponse:
    """Say how many messages of ``template`` a ``person`` still agrees to: field ``left``."""
    said = fields(request)
    person, template = str(said.get("person")), str(said.get("template"))
    if person not in BY_KEY or template not in TEMPLATES or not str(said.get("left", "")).isdigit():
        return unknown("没有这位测试人物或这个消息模板")
    world_of(request).memory(Messages).consents[(person, template)] = int(said["left"])
    return back(request, "messages")


def panel(world: World) -> dict[str, Any]:
    """Facts of the control page's box."""
    return {"messages": list(reversed(world.memory(Messages).sent))[:30]}
