"""阿里云实人认证: two and three elements, the authority's face comparison and plain face comparison of cloudauth.

Its authority knows the generated cast and nobody else. Business answers are HTTP 200 with a Code, as the vendor has it.
Sources: INTEGRATIONS §4.4; help.aliyun.com/zh/id-verification: error-code-info-check, error-code, image-id-verification
"""

import asyncio
import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import md5
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json as json_response

from backend.sandbox import likeness
from backend.sandbox.aliyun import rpc
from backend.sandbox.aliyun.rpc import Reply, RpcCall, action
from backend.sandbox.faults import GENERAL, RATE_LIMIT, WRONG_SIGNATURE, FaultKind
from backend.sandbox.likeness import Sight
from backend.sandbox.pages.forms import back, fields, unknown
from backend.sandbox.people import PEOPLE
from backend.sandbox.services import Panel, Service, register
from backend.sandbox.world import World, world_of

NAME = "aliyun_cloudauth"
VERSION = "2019-03-07"
SHANGHAI = ZoneInfo("Asia/Shanghai")
LARGEST_PICTURE = 1024 * 1024
LONG_SIDE, SHORT_SIDE, SHORTEST = 1920, 1080, 480
YOUNGEST = 14
# Numbers of virtual operators, which the operators do not answer for.
_VIRTUAL = re.compile(r"1(?:62|65|67|70|71)\d{8}")
_PHONE = re.compile(r"1[3-9]\d{9}|[0-9a-f]{32}")
_NUMBER = re.compile(r"\d{17}[\dX]|\d{6}[0-9a-f]{32}\d{3}[\dX]|[0-9a-f]{32}")
_ORDER = re.compile(r"[0-9A-Za-z]{1,32}")

SAME, DIFFERS, NO_RECORD, NO_PHOTO, RISK = "same", "differs", "no_record", "no_photo", "risk"
OUTCOMES: Mapping[str, str] = {
    "": "按测试人物的资料和照片回答",
    SAME: "一致（谁都通过，包括真人）",
    DIFFERS: "不一致",
    NO_RECORD: "查无此人",
    NO_PHOTO: "库中无照片、看不清人脸（只对人像和活体）",
    RISK: "有翻拍风险、不是真人（只对人像和活体）",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, with names and numbers masked, and the answer's codes. Pictures are not kept."""

    at: float
    title: str
    about: str
    answer: str

    @property
    def time(self) -> str:
        """When, as a wall clock in China shows it."""
        return datetime.fromtimestamp(self.at, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


@dataclass
class CloudauthMemory:
    """Questions asked, oldest first, and the answer that a tester has chosen (empty: the natural one)."""

    asked: list[Asked] = field(default_factory=list)
    outcome: str = ""


class Refused(Exception):
    """HTTP 200 with this Code and Message."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(code)


@action(NAME, VERSION, "Id2MetaVerify")
def id2_meta(call: RpcCall) -> Reply:
    """身份二要素: does the name belong to the number?"""
    try:
        _meta(call, "IdentifyNum", "UserName")
        code = _id2(call)
    except Refused as refusal:
        return refused(call, "身份二要素", refusal)
    return done(call, "身份二要素", {"BizCode": code}, f"BizCode {code}")


def _id2(call: RpcCall) -> str:
    forced = {SAME: "1", DIFFERS: "2", NO_RECORD: "3"}.get(outcome_of(call))
    if forced:
        return forced
    name, number = call.params["UserName"], call.params["IdentifyNum"]
    hidden = call.params.get("ParamType") == "md5"
    for one in PEOPLE:
        own = one.id_number
        if number == (own[:6] + _md5(own[6:14]) + own[-4:] if hidden else own):
            return "1" if name == (_md5(one.name[0]) + one.name[1:] if hidden else one.name) else "2"
    return "3"


@action(NAME, VERSION, "Mobile3MetaDetailVerify")
def mobile3_detail(call: RpcCall) -> Reply:
    """手机三要素详版: with the reason in SubCode."""
    return _mobile3(call, "手机三要素详版", detail=True)


@action(NAME, VERSION, "Mobile3MetaSimpleVerify")
def mobile3_simple(call: RpcCall) -> Reply:
    """手机三要素简版: the same without a reason."""
    return _mobile3(call, "手机三要素简版", detail=False)


def _mobile3(call: RpcCall, title: str, *, detail: bool) -> Reply:
    try:
        _meta(call, "IdentifyNum", "UserName", "Mobile")
        if not _PHONE.fullmatch(call.params["Mobile"]):
            raise Refused("401", "参数非法")
        if _VIRTUAL.fullmatch(call.params["Mobile"]):
            raise Refused("405", "手机号不可查询")
        sub_code = _owner(call)
    except Refused as refusal:
        return refused(call, title, refusal)
    biz_code = sub_code[0]
    result = {"BizCode": biz_code, "IspName": "CTCC"} | ({"SubCode": sub_code} if detail else {})
    return done(call, title, result, f"BizCode {biz_code}" + (f"，SubCode {sub_code}" if detail else ""))


def _owner(call: RpcCall) -> str:
    """SubCode: what the operator's record of the phone has in common with the name and the number."""
    forced = {SAME: "101", DIFFERS: "201", NO_RECORD: "301"}.get(outcome_of(call))
    if forced:
        return forced
    hidden = call.params.get("ParamType") == "md5"

    def said(text: str, name: str) -> bool:
        return call.params[name] == (_md5(text) if hidden else text)

    owner = next((one for one in PEOPLE if said(one.phone, "Mobile")), None)
    if owner is None:
        return "301"
    same = said(owner.name, "UserName"), said(owner.id_number, "IdentifyNum")
    return {(True, True): "101", (False, False): "201", (True, False): "202", (False, True): "203"}[same]


@action(NAME, VERSION, "ContrastFaceVerify")
async def contrast_face(call: RpcCall) -> Reply:
    """公安人像比对: is the face that of the person of this name and number? (ID_MIN)"""
    title = "公安人像比对"
    try:
        present(call, "SceneId", "OuterOrderNo", "ProductCode", "CertType", "CertName", "CertNo")
        known_scene(call)
        if call.params["ProductCode"] != "ID_MIN" or call.params["CertType"] != "IDENTITY_CARD":
            raise Refused("401", "参数非法")
        sight = await picture_of(call, "FaceContrastPicture")
        sub_code, verify_score = _authority(call, sight)
    except Refused as refusal:
        return refused(call, title, refusal)
    passed = "T" if sub_code == "200" else "F"
    front: dict[str, Any] = {"qualityScore": 88.3615493774414}
    if verify_score is not None:
        front["verifyScore"] = verify_score
    material = {"faceAttack": "T" if sub_code == "205" else "F", "faceOcclusion": "F", "facialPictureFront": front}
    result = {
        "Passed": passed,
        "SubCode": sub_code,
        "MaterialInfo": json.dumps(material),
        "IdentityInfo": None,
        "CertifyId": uuid4().hex,
    }
    shown = f"Passed {passed}，SubCode {sub_code}" + ("" if verify_score is None else f"，{verify_score:.1f} 分")
    return done(call, title, result, shown)


def _authority(call: RpcCall, sight: Sight) -> tuple[str, float | None]:
    """SubCode and score of the authority's comparison."""
    number = call.params["CertNo"]
    if not re.fullmatch(r"\d{17}[\dX]", number):
        raise Refused("401", "参数非法")
    if _age(number, call.world) < YOUNGEST:
        raise Refused("405", "您的年龄未满14周岁，不允许使用此产品")
    chosen = outcome_of(call)
    if chosen:
        return {
            SAME: ("200", 99.1),
            DIFFERS: ("204", 21.7),
            NO_RECORD: ("202", None),
            NO_PHOTO: ("203", None),
            RISK: ("205", 90.2),
        }[chosen]
    person = next((one for one in PEOPLE if one.id_number == number), None)
    if person is None:
        return "202", None
    if person.name != call.params["CertName"]:
        return "201", None
    score = likeness.score(sight, person.key)
    return ("200" if sight.person == person.key else "204"), score


def _age(number: str, world: World) -> int:
    today = datetime.fromtimestamp(world.now(), SHANGHAI).strftime("%Y%m%d")
    return (int(today) - int(number[6:14])) // 10_000


@action(NAME, VERSION, "CompareFaceVerify")
async def compare_face(call: RpcCall) -> Reply:
    """人脸比对: the same person on two pictures? (PV_FC)"""
    title = "两张照片比对"
    try:
        present(call, "SceneId", "OuterOrderNo", "ProductCode")
        known_scene(call)
        if call.params["ProductCode"] != "PV_FC":
            raise Refused("401", "参数非法")
        source = await picture_of(call, "SourceFaceContrastPicture")
        target = await picture_of(call, "TargetFaceContrastPicture")
    except Refused as refusal:
        return refused(call, title, refusal)
    forced = {SAME: 99.1, DIFFERS: 21.7}.get(outcome_of(call))
    score = likeness.alike(source, target) if forced is None else forced
    passed = "T" if score >= 80 else "F"
    result = {"Passed": passed, "VerifyScore": score, "CertifyId": uuid4().hex}
    return done(call, title, result, f"Passed {passed}，{score:.1f} 分")


def present(call: RpcCall, *names: str) -> None:
    if not all(call.params.get(name) for name in names):
        raise Refused("400", "参数不能为空")


def _meta(call: RpcCall, *names: str) -> None:
    present(call, "ParamType", *names)
    if call.params["ParamType"] not in ("normal", "md5") or not _NUMBER.fullmatch(call.params["IdentifyNum"]):
        raise Refused("401", "参数非法")


def known_scene(call: RpcCall) -> None:
    if call.params["SceneId"] not in call.world.options.accounts.cloudauth_scenes:
        raise Refused("404", "认证场景配置不存在")
    if not _ORDER.fullmatch(call.params["OuterOrderNo"]):
        raise Refused("401", "参数非法")


async def picture_of(call: RpcCall, name: str, *, higher_than_wide: bool = False) -> Sight:
    """A picture that keeps the vendor's limits, looked at beside the event loop."""
    if not call.params.get(name):
        raise Refused("400", "参数不能为空")
    try:
        picture = base64.b64decode(call.params[name], validate=True)
        if len(picture) > LARGEST_PICTURE:
            raise Refused("421", "传入图片过大")
        long_side, short_side = await asyncio.to_thread(likeness.size_of, picture)
        if long_side > LONG_SIDE or not SHORTEST <= short_side <= SHORT_SIDE:
            raise Refused("419", "传入图片不可用")
        if higher_than_wide and not await asyncio.to_thread(likeness.stands, picture):
            raise Refused("419", "传入图片不可用")
        return await asyncio.to_thread(likeness.look, picture, call.world.options.photographs)
    except (binascii.Error, likeness.Unreadable):
        raise Refused("419", "传入图片不可用") from None


def outcome_of(call: RpcCall) -> str:
    return call.world.memory(CloudauthMemory).outcome


def _md5(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def done(call: RpcCall, title: str, result: dict[str, Any], shown: str) -> Reply:
    _remember(call, title, shown)
    return {"Code": "200", "Message": "success", "ResultObject": result}


def refused(call: RpcCall, title: str, refusal: Refused) -> Reply:
    _remember(call, title, f"Code {refusal.code} {refusal.message}")
    return {"Code": refusal.code, "Message": refusal.message}


def _remember(call: RpcCall, title: str, shown: str) -> None:
    params = call.params
    if params.get("ParamType") == "md5":
        about = ["密文"]
    else:
        name = params.get("UserName") or params.get("CertName") or ""
        number = params.get("IdentifyNum") or params.get("CertNo") or ""
        phone = params.get("Mobile", "")
        about = [
            name[:1] + "*" * (len(name) - 1),
            f"{number[:6]}********{number[-4:]}" if number else "",
            f"{phone[:3]}****{phone[-4:]}" if phone else "",
        ]
    memory = call.world.memory(CloudauthMemory)
    memory.asked.append(Asked(call.world.now(), title, " ".join(text for text in about if text), shown))


helpers = Blueprint("sandbox_cloudauth", url_prefix="/sandbox")


@helpers.get("/cloudauth.json")
async def cloudauth_json(request: Request) -> HTTPResponse:
    """Questions asked, newest first, and the chosen answer."""
    memory = world_of(request).memory(CloudauthMemory)
    asked = [
        {"at": one.time, "title": one.title, "about": one.about, "answer": one.answer} for one in reversed(memory.asked)
    ]
    return json_response({"outcome": memory.outcome, "asked": asked}, ensure_ascii=False)


@helpers.post("/cloudauth/outcome")
async def choose(request: Request) -> HTTPResponse:
    """Choose the answer of every question to come: form or JSON field ``outcome``, empty for the natural one."""
    outcome = str(fields(request).get("outcome") or "")
    if outcome not in OUTCOMES:
        return unknown("没有这种结果")
    world_of(request).memory(CloudauthMemory).outcome = outcome
    return back(request, "cloudauth")


def _panel(world: World) -> dict[str, Any]:
    memory = world.memory(CloudauthMemory)
    return {"asked": list(reversed(memory.asked))[:20], "outcome": memory.outcome, "outcomes": OUTCOMES}


def _says(code: str, message: str) -> Any:
    def answer(_: Request) -> HTTPResponse:
        return json_response({"RequestId": str(uuid4()).upper(), "Code": code, "Message": message}, ensure_ascii=False)

    return answer


register(
    Service(
        name=NAME,
        title="阿里云实人认证",
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
                "流控（Throttling.User）",
                lambda _: rpc.refused(400, "Throttling.User", "Request was denied."),
            ),
            FaultKind("source_down", "权威源服务异常（402）", _says("402", "权威源服务异常")),
            FaultKind("too_often", "异常重复调用（403）", _says("403", "异常重复调用")),
            FaultKind("arrears", "欠费中（412）", _says("412", "欠费中")),
            FaultKind("no_source", "无法使用刷脸服务（417）", _says("417", "无法使用刷脸服务")),
            FaultKind("too_many", "刷脸失败次数过多（418）", _says("418", "刷脸失败次数过多")),
            FaultKind("system_error", "系统错误（500）", _says("500", "系统错误")),
        ),
        helpers=(helpers,),
        panels=(Panel("cloudauth", _panel),),
    )
)
