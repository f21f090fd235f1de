"""阿里云 OCR: five actions of ocr-api 2021-07-07, answered from the truth of the photographs that the sandbox gave out.

It does not read: it recognises its own photographs (likeness) and knows what it printed on them; any other picture is
answered as one of no such card. Sources: INTEGRATIONS §4.5; help.aliyun.com 442255 and following.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from backend.sandbox import likeness
from backend.sandbox.aliyun import rpc
from backend.sandbox.aliyun.rpc import Reply, RpcCall, RpcRefusal, action
from backend.sandbox.faults import GENERAL, RATE_LIMIT, WRONG_SIGNATURE, FaultKind
from backend.sandbox.pages.forms import back, fields, unknown
from backend.sandbox.pages.papers import truth_of
from backend.sandbox.people import BY_KEY
from backend.sandbox.services import Panel, Service, register
from backend.sandbox.world import World, world_of

NAME = "aliyun_ocr"
VERSION = "2021-07-07"
LARGEST = 10 * 1024 * 1024
SMALLEST_SIDE, LARGEST_SIDE = 15, 8192
OUTCOMES: Mapping[str, str] = {
    "": "照实回答",
    "copy": "像复印件",
    "reshoot": "像翻拍",
    "incomplete": "没有拍全",
    "tampered": "疑似修改过",
    "misread": "认错一个字",
}


@dataclass
class OcrMemory:
    """The answer that a tester has chosen (empty: the truth)."""

    outcome: str = ""


@action(NAME, VERSION, "RecognizeIdcard")
async def idcard(call: RpcCall) -> Reply:
    """身份证, either side."""
    kind, truth = await _truth(call, "id_front", "id_back")
    if kind == "id_front":
        year, month, day = truth["birth_date"].split("-")
        texts = {
            "name": truth["name"],
            "sex": truth["sex"],
            "ethnicity": truth["ethnicity"],
            "birthDate": f"{year}年{int(month)}月{int(day)}日",
            "address": truth["address"],
            "idNumber": truth["id_number"],
        }
    else:
        until = truth["valid_to"].replace("-", ".")
        period = f"{truth['valid_from'].replace('-', '.')}-{until}"
        texts = {"issueAuthority": truth["issuer"], "validPeriod": period}
    part = _part(call, texts)
    if call.params.get("OutputQualityInfo") == "true":
        part["warning"] = _warning(call)
    return _reply({"face" if kind == "id_front" else "back": part})


@action(NAME, VERSION, "RecognizeVehicleLicense")
async def vehicle_licence(call: RpcCall) -> Reply:
    """行驶证, main page."""
    _, truth = await _truth(call, "vehicle_licence")
    texts = {
        "licensePlateNumber": truth["plate_number"],
        "vehicleType": truth["vehicle_type"],
        "owner": truth["owner"],
        "address": truth["address"],
        "useNature": truth["use_character"],
        "model": truth["brand_model"],
        "vinCode": truth["vin"],
        "engineNumber": truth["engine_number"],
        "registrationDate": truth["registered_on"],
        "issueDate": truth["issued_on"],
    }
    return _reply({"face": _part(call, texts)})


@action(NAME, VERSION, "RecognizeBusinessLicense")
async def business_licence(call: RpcCall) -> Reply:
    """营业执照."""
    _, truth = await _truth(call, "business_licence")
    year, month, day = truth["founded_on"].split("-")
    texts = {
        "creditCode": truth["credit_code"],
        "companyName": truth["name"],
        "companyType": truth["kind"],
        "legalPerson": truth["legal_representative"],
        "registeredCapital": truth["registered_capital"],
        "registrationDate": f"{year}年{month}月{day}日",
        "businessAddress": truth["address"],
        "validPeriod": "",
    }
    return _reply(_part(call, texts))


@action(NAME, VERSION, "RecognizeVehicleRegistration")
async def registration_certificate(call: RpcCall) -> Reply:
    """机动车登记证书."""
    _, truth = await _truth(call, "registration_certificate")
    brand, model = truth["brand_model"].split("牌", 1)
    company = truth["owner"].endswith("公司")
    texts = {
        "barCode": truth["certificate_number"],
        "vehicleOwnerInfo": f"{truth['owner']}/{'统一社会信用代码' if company else '居民身份证'}/{truth['id_number']}",
        "registrationAuthority": "测试市公安局交通警察支队车辆管理所",
        "registrationDate": truth["registered_on"],
        "registrationNumber": truth["plate_number"],
        "vehicleType": truth["vehicle_type"],
        "vehicleBrand": f"{brand}牌",
        "vehicleModel": model,
        "vehicleColor": truth["color"],
        "vinCode": truth["vin"],
        "engineNumber": truth["engine_number"],
        "manufactureName": truth["manufacturer"],
        "useNature": truth["use_character"],
    }
    return _reply(_part(call, texts))


async def _truth(call: RpcCall, *kinds: str) -> tuple[str, dict[str, str]]:
    """Which of the sandbox's photographs this is, and what stands on it."""
    if not call.body:
        raise RpcRefusal(400, "MissingBody", "body is mandatory for this action.")
    if len(call.body) > LARGEST:
        raise RpcRefusal(400, "illegalImageSize", "The image size is illegal.")
    try:
        long_side, short_side = await asyncio.to_thread(likeness.size_of, call.body)
        if short_side < SMALLEST_SIDE or long_side > LARGEST_SIDE:
            raise RpcRefusal(400, "illegalImageSize", "The image size is illegal.")
        found = await asyncio.to_thread(likeness.which, call.body, call.world.options.photographs, kinds)
    except likeness.Unreadable:
        raise RpcRefusal(400, "illegalImageContent", "The image content is illegal.") from None
    if found is None:
        raise RpcRefusal(400, "unmatchedImageType", "The type of image does not match the API.")
    key, kind = found
    return kind, truth_of(BY_KEY[key], kind)


def _outcome(call: RpcCall) -> str:
    return call.world.memory(OcrMemory).outcome


def _misread(call: RpcCall, texts: Mapping[str, str]) -> dict[str, str]:
    """With one letter of the first field wrong where the tester asked for it."""
    if _outcome(call) != "misread":
        return dict(texts)
    name = next(iter(texts))
    return {**texts, name: texts[name][:-1] + ("8" if texts[name][-1] != "8" else "3")}


def _part(call: RpcCall, texts: Mapping[str, str]) -> dict[str, Any]:
    shown = _misread(call, texts)
    pairs = [
        {"key": name, "keyProb": 100, "value": text, "valueProb": 99, "valuePos": []} for name, text in shown.items()
    ]
    copy = 1 if _outcome(call) == "copy" else 0
    return {"data": shown, "prism_keyValueInfo": pairs, "ftype": copy, "angle": 0}


def _warning(call: RpcCall) -> dict[str, Any]:
    outcome = _outcome(call)
    return {
        "isCopy": int(outcome == "copy"),
        "isReshoot": int(outcome == "reshoot"),
        "completenessScore": 31.5 if outcome == "incomplete" else 99.8,
        "qualityScore": 84.1,
        "tamperScore": 96.2 if outcome == "tampered" else 2.4,
    }


def _reply(data: dict[str, Any]) -> Reply:
    """``Data`` is a JSON text. A two-sided paper's sides have marks of their own; other marks stand beside ``data``."""
    inner = data if "prism_keyValueInfo" in data else {"data": data}
    return {"Data": json.dumps(inner, ensure_ascii=False)}


helpers = Blueprint("sandbox_ocr", url_prefix="/sandbox")


@helpers.post("/ocr/outcome")
async def choose(request: Request) -> HTTPResponse:
    """Choose how every photograph to come is answered: form or JSON field ``outcome``, empty for the truth."""
    outcome = str(fields(request).get("outcome") or "")
    if outcome not in OUTCOMES:
        return unknown("没有这种结果")
    world_of(request).memory(OcrMemory).outcome = outcome
    return back(request, "ocr")


def _panel(world: World) -> dict[str, Any]:
    return {"outcome": world.memory(OcrMemory).outcome, "outcomes": OUTCOMES}


register(
    Service(
        name=NAME,
        title="阿里云 OCR",
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
                RATE_LIMIT, "流控（Throttling）", lambda _: rpc.refused(400, "Throttling", "Request was denied.")
            ),
            FaultKind(
                "not_open",
                "服务未开通（ocrServiceNotOpen）",
                lambda _: rpc.refused(400, "ocrServiceNotOpen", "The OCR service is not open."),
            ),
        ),
        helpers=(helpers,),
        panels=(Panel("ocr", _panel),),
    )
)
