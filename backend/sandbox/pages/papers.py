"""测试人物的证件照片: every person's papers as photographs to download, for the file picker of a desktop browser."""

import asyncio
import io
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import file as file_response
from sanic.response import json as json_response
from sanic.response import raw

from backend.sandbox.pages import page
from backend.sandbox.pages.forms import unknown
from backend.sandbox.people import BY_KEY, PEOPLE, Car, Person
from backend.sandbox.world import world_of

TITLES: Mapping[str, str] = {
    "id_front": "身份证人像面",
    "id_back": "身份证国徽面",
    "selfie": "本人自拍",
    "vehicle_licence": "行驶证",
    "registration_certificate": "机动车登记证书",
    "car_front45": "车辆左前方45°",
    "vin_plate": "车架号",
    "business_licence": "营业执照",
    "authority_letter": "授权委托书",
}

pages = Blueprint("sandbox_people", url_prefix="/sandbox")
# Drawing takes a second or two of one core; more than one at a time would starve the simulators.
_drawing = asyncio.Semaphore(1)


def kinds_of(person: Person) -> list[str]:
    """Which photographs a person has: sellers also their car, companies also their papers, agents their letter."""
    kinds = ["id_front", "id_back", "selfie"]
    if person.car:
        kinds += ["vehicle_licence", "registration_certificate", "car_front45", "vin_plate"]
    if person.company:
        kinds.append("business_licence")
    if person.company or person.acts_for:
        kinds.append("authority_letter")
    return kinds


def truth_of(person: Person, kind: str) -> dict[str, str]:
    """What stands on one photograph, field by field, as ``cwt read`` names them."""
    everything: dict[str, Any] = asdict(person)
    if kind in ("id_front", "selfie"):
        names = ("name", "sex", "ethnicity", "birth_date", "address", "id_number")
        return {name: everything[name] for name in names}
    if kind == "id_back":
        return {name: everything[name] for name in ("issuer", "valid_from", "valid_to")}
    if kind in ("vehicle_licence", "car_front45", "vin_plate") and person.car:
        return dict(asdict(person.car))
    if kind == "registration_certificate" and person.car:
        return certificate_of(person, person.car)
    if kind == "business_licence" and person.company:
        return dict(asdict(person.company))
    if kind == "authority_letter":
        return _letter_of(person)
    raise KeyError(kind)


def certificate_of(person: Person, car: Car) -> dict[str, str]:
    """机动车登记证书: what the licence says, and what only the certificate does."""
    names = ("plate_number", "vehicle_type", "owner", "use_character", "brand_model", "vin", "engine_number")
    owners_number = person.company.credit_code if person.company else person.id_number
    return {name: str(getattr(car, name)) for name in (*names, "registered_on")} | {
        "certificate_number": f"{person.id_number[:2]}{int(sha256(car.vin.encode()).hexdigest(), 16) % 10**10:010d}",
        "id_number": owners_number,
        "color": ("白", "黑", "灰", "蓝")[person.portrait_seed % 4],
        "manufacturer": f"{car.brand_model.split('牌')[0]}汽车有限公司",
    }


def _letter_of(person: Person) -> dict[str, str]:
    """The words of the letter that a person carries; a company's head carries one too, as a dealer's would."""
    agent = {"agent": person.name, "agent_id_number": person.id_number}
    if person.company and person.car:
        car = f"号牌号码为 {person.car.plate_number}、车辆识别代号为 {person.car.vin} 的机动车"
        company = {"company": person.company.name, "credit_code": person.company.credit_code}
        return {**agent, **company, "matter": f"{car}转让登记及相关手续"}
    principal = BY_KEY[person.acts_for]
    matter = "购买二手机动车的合同签订、转让登记及相关手续"
    return {**agent, "principal": principal.name, "id_number": principal.id_number, "matter": matter}


async def photograph(person: Person, kind: str, folder: Path) -> Path:
    """The file of one photograph, drawn when first asked for."""
    target = folder / f"{person.key}-{kind}.jpg"
    async with _drawing:
        if not await asyncio.to_thread(target.exists):
            await asyncio.to_thread(_draw, person, kind, target)
    return target


def drawn(person: Person, kind: str) -> bytes:
    """One photograph as a JPEG: about two seconds of one core."""
    # Imported when first needed: the drawing library and its fonts are of no use to the simulators.
    from backend.sandbox.authority_letter import photo_of_letter
    from backend.sandbox.photographs import photo_of

    truth = truth_of(person, kind)
    if kind == "authority_letter":
        return photo_of_letter(truth, person.portrait_seed)
    return photo_of(kind, truth, person.portrait_seed)


def _draw(person: Person, kind: str, target: Path) -> None:
    picture = drawn(person, kind)
    target.parent.mkdir(parents=True, exist_ok=True)
    # Written beside and moved, so that a sandbox killed halfway leaves no half picture.
    partial = target.with_suffix(f".{uuid4().hex[:8]}.part")
    partial.write_bytes(picture)
    partial.replace(target)


@pages.get("/people")
async def everyone(request: Request) -> HTTPResponse:
    """The cast, with what each is good for."""
    return page("people.html", active="people", people=PEOPLE)


@pages.get("/people.json")
async def people_json(request: Request) -> HTTPResponse:
    """The cast as data, with the openid each has at both apps and the kinds of photographs."""
    accounts = world_of(request).options.accounts
    return json_response(
        [
            person.as_dict()
            | {
                "openid": person.openid(accounts.official.app_id),
                "mini_program_openid": person.openid(accounts.mini_program.app_id),
                "photographs": {kind: f"/sandbox/people/{person.key}/{kind}.jpg" for kind in kinds_of(person)},
            }
            for person in PEOPLE
        ],
        ensure_ascii=False,
    )


@pages.get("/people/<key:str>")
async def one(request: Request, key: str) -> HTTPResponse:
    """One person's data and photographs."""
    person = BY_KEY.get(key)
    if person is None:
        return page("missing.html", status=404, active="people")
    return page("person.html", active="people", person=person, kinds=kinds_of(person), titles=TITLES)


@pages.get("/people/<key:str>/avatar.jpg")
async def avatar(request: Request, key: str) -> HTTPResponse:
    """A small square picture for lists and for WeChat: the face of the person's photographs."""
    person = BY_KEY.get(key)
    if person is None:
        return unknown("没有这位测试人物")
    return raw(_face(person.portrait_seed), content_type="image/jpeg", headers={"Cache-Control": "max-age=3600"})


@lru_cache
def _face(seed: int) -> bytes:
    from backend.sandbox.photographs.portrait import portrait

    drawn = portrait(160, 197, seed, (214, 222, 219, 255)).convert("RGB").crop((0, 14, 160, 174))
    encoded = io.BytesIO()
    drawn.save(encoded, "JPEG", quality=88)
    return encoded.getvalue()


@pages.get("/people/<key:str>/<name:str>")
async def picture(request: Request, key: str, name: str) -> HTTPResponse:
    """One photograph; ``?download=1`` saves it under a Chinese name."""
    person = BY_KEY.get(key)
    kind = name.removesuffix(".jpg")
    if person is None or name == kind or kind not in kinds_of(person):
        return unknown("没有这张照片")
    target = await photograph(person, kind, world_of(request).options.photographs)
    saved_as = f"{person.name}-{TITLES[kind]}.jpg" if request.args.get("download") else None
    return await file_response(target, filename=saved_as, mime_type="image/jpeg", no_store=True)
