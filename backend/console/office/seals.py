"""印章与证书: a station's seal picture and certificates; for administrators all stations, the root and the clock."""

from base64 import b64encode
from hashlib import sha256
from ssl import PEM_cert_to_DER_cert
from typing import Any, Literal

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound
from sanic.response import raw, redirect

from backend import documents, seals, stations
from backend.console.asking import MANAGING
from backend.console.frame import show
from backend.documents import DocumentKind
from backend.kit import clock
from backend.kit.access import NotAllowed, Role, allow
from backend.kit.errors import Refusal, VendorTrouble
from backend.kit.web import answer, parse
from backend.kit.web.answers import wants_page
from backend.seals import CertificateFacts, SealPlace, SealWords
from backend.stations import StationFacts

bp = Blueprint("console-seals", url_prefix="/console")
# In addresses, where a station's id would stand.
PLATFORM = "platform"
WHYS = {
    "superseded": "换发新证书",
    "key_compromise": "私钥可能泄露",
    "affiliation_changed": "单位名称或归属变更",
    "cessation": "停止使用",
}
# Papers on which a station's seal stands, and the places for it.
SAMPLES = (DocumentKind.SALES_CONTRACT, DocumentKind.APPRAISAL_CERTIFICATE)
PLACES = ("market_seal", "appraisal_seal")
PREVIEW_WIDTH = 900


class DrawForm(BaseModel):
    """What stands on a demo seal besides the market's name."""

    use: str = Field("业务专用章", min_length=1, max_length=10)
    number: str = Field("", pattern=r"^(\d{13})?$")


class RevokeForm(BaseModel):
    """Why a certificate is revoked: a kind that goes into the list, and words for the audit log."""

    why: Literal["superseded", "key_compromise", "affiliation_changed", "cessation"]
    reason: str = Field("", max_length=200)


@bp.get("/seals")
@allow(*MANAGING)
async def all_seals(request: Request) -> HTTPResponse:
    """An administrator sees every station; a manager the own one."""
    actor = request.ctx.actor
    if Role.ADMINISTRATOR not in actor.roles:
        return await _station_page(request, await stations.station(actor.station))
    places = await stations.list_stations()
    stamps = request.app.ctx.tools.timestamps
    pictured, own = await seals.stations_with_image(), await seals.certificates_of_platform()
    facts: dict[str, Any] = {
        "rows": [(one, one.public_id in pictured, await _newest(one.public_id)) for one in places],
        "own": await _with_names(own),
        "authority": _fingerprint(own),
        "stamps": stamps,
        "roots": [str(root.subject.native.get("common_name", "")) for root in (stamps.roots if stamps else ())],
        "whys": WHYS,
    }
    return await show(request, "console/seals.html", **facts)


@bp.get("/seals/<station:str>")
@allow(*MANAGING)
async def one_station(request: Request, station: str) -> HTTPResponse:
    """The pictures and certificates of one station."""
    return await _station_page(request, await _led(request, station))


@bp.post("/seals/<station:str>/images")
@allow(*MANAGING, work=False)
async def upload(request: Request, station: str) -> HTTPResponse:
    """Keep a picture, not yet in force; decoding takes a moment, so no transaction is open."""
    place = await _led(request, station)
    file = request.files.get("file") if request.files else None
    try:
        await seals.keep_image(request.app.ctx.tools.kit, request.ctx.actor, station, file.body if file else b"")
    except Refusal as refusal:
        if not wants_page(request):
            raise
        return await _station_page(request, place, status=refusal.status, complaint=refusal.sentence)
    return redirect(f"/console/seals/{station}", status=303)


@bp.post("/api/seals/<station:str>/draw")
@allow(*MANAGING, work=False)
async def draw(request: Request, station: str) -> HTTPResponse:
    """Draw a seal with the market's name; in a demo only."""
    place, form = await _led(request, station), parse(request, DrawForm)
    words = SealWords(place.market_name, form.use, form.number)
    made = await seals.draw_image(request.app.ctx.tools.kit, request.ctx.actor, station, words)
    return answer({"id": made.id}, status=201)


@bp.get("/seals/<station:str>/images/<image:int>")
@allow(*MANAGING, work=False)
async def picture(request: Request, station: str, image: int) -> HTTPResponse:
    """One picture as it is kept."""
    await _led(request, station)
    return raw(await seals.image_bytes(request.app.ctx.tools.kit, station, image), content_type="image/png")


@bp.post("/api/seals/<station:str>/images/<image:int>/preview")
@allow(*MANAGING, work=False)
async def preview(request: Request, station: str, image: int) -> HTTPResponse:
    """Pages of sample papers with the picture where a seal would stand."""
    place, kit = await _led(request, station), request.app.ctx.tools.kit
    png, pages = await seals.image_bytes(kit, station, image), []
    for kind in SAMPLES:
        made = await documents.sample_form(kit, kind, place.document_city)
        spots = [SealPlace(one.page - 1, *one.rect) for one in made.places if one.name in PLACES]
        shown = await seals.try_image(kit, made.pdf, spots, png)
        pictures = await kit.pools.in_thread(documents.pictures_of, shown, PREVIEW_WIDTH)
        # A contract bears it in each of its copies: one is enough to look at.
        pages.append(pictures[min(spot.page for spot in spots)])
    return answer({"pages": [f"data:{media};base64,{b64encode(data).decode()}" for data, media in pages]})


@bp.post("/api/seals/<station:str>/images/<image:int>/use")
@allow(*MANAGING)
async def use(request: Request, station: str, image: int) -> HTTPResponse:
    """Put the picture in force."""
    await _led(request, station)
    used = await seals.use_image(request.ctx.work, station, image)
    return answer({"id": used.id})


@bp.post("/api/seals/<station:str>/certificates")
@allow(Role.ADMINISTRATOR, work=False)
async def issue(request: Request, station: str) -> HTTPResponse:
    """The next certificate of a station, or of the platform."""
    kit, actor = request.app.ctx.tools.kit, request.ctx.actor
    if station == PLATFORM:
        made = await seals.issue_for_platform(kit, actor)
    else:
        place = await _led(request, station)
        made = await seals.issue_for_station(kit, actor, station, place.market_name)
    return answer({"serial": made.serial}, status=201)


@bp.post("/api/seals/<station:str>/certificates/<serial:str>/revoke")
@allow(*MANAGING)
async def revoke(request: Request, station: str, serial: str) -> HTTPResponse:
    """Revoke a certificate from now on; who leads a station may stop its seal at once, but not issue another."""
    form = parse(request, RevokeForm)
    if station == PLATFORM:
        if Role.ADMINISTRATOR not in request.ctx.actor.roles:
            raise NotAllowed
        mine = await seals.certificates_of_platform()
    else:
        await _led(request, station)
        mine = await seals.certificates_of(station)
    if serial not in [one.serial for one in mine]:
        raise seals.NoSuchCertificate
    revoked = await seals.revoke(request.ctx.work, serial, form.why, form.reason)
    return answer({"serial": revoked.serial})


@bp.post("/api/seals/time")
@allow(Role.ADMINISTRATOR, work=False)
async def try_time(request: Request) -> HTTPResponse:
    """One time-stamp for nothing in particular: does the authority answer, and what time does it say it is?"""
    stamps = request.app.ctx.tools.timestamps
    if stamps is None:
        raise seals.TimeStampsUnset
    began, before = clock.monotonic(), clock.now()
    try:
        stamp = await stamps.stamp(sha256(before.isoformat().encode()).digest())
    except VendorTrouble as trouble:
        raise seals.TimeStampsSilent(reason=trouble.reason) from None
    took = round((clock.monotonic() - began) * 1000)
    apart = round((stamp.at - before).total_seconds())
    at = clock.local(stamp.at).strftime("%Y-%m-%d %H:%M:%S")
    return answer({"at": at, "took": f"{took} 毫秒", "apart": f"{apart:+d} 秒" if abs(apart) > 1 else "1 秒以内"})


async def _led(request: Request, station: str) -> StationFacts:
    """The station, if the caller leads it."""
    actor = request.ctx.actor
    if Role.ADMINISTRATOR not in actor.roles and station != actor.station:
        raise NotFound
    return await stations.station(station)


async def _station_page(
    request: Request, place: StationFacts, *, status: int = 200, complaint: str = ""
) -> HTTPResponse:
    images = await seals.images_of(place.public_id)
    facts: dict[str, Any] = {
        "of": place,
        "images": [(one, await _name(one.by)) for one in images],
        "active": next((one for one in images if one.active), None),
        "certificates": await _with_names(await seals.certificates_of(place.public_id)),
        "whys": WHYS,
        "may_issue": Role.ADMINISTRATOR in request.ctx.actor.roles,
        "may_draw": request.app.ctx.settings.demo,
        "complaint": complaint,
    }
    return await show(request, "console/seal.html", status=status, **facts)


async def _newest(station: str) -> CertificateFacts | None:
    return next(iter(await seals.certificates_of(station)), None)


async def _with_names(found: list[CertificateFacts]) -> list[tuple[CertificateFacts, str, str]]:
    return [(one, await _name(one.issued_by), await _name(one.revoked_by)) for one in found]


async def _name(actor: str) -> str:
    """Who an audit name stands for."""
    kind, _, id_ = actor.partition(":")
    return (await stations.staff_name(id_) or id_) if kind == "staff" else "系统" if actor else ""


def _fingerprint(found: list[CertificateFacts]) -> str:
    """SHA-256 of the authority's newest certificate, in pairs, as viewers of certificates show it."""
    newest = next((one for one in found if one.kind == "authority"), None)
    if newest is None:
        return ""
    digest = sha256(PEM_cert_to_DER_cert(newest.pem)).hexdigest().upper()
    return ":".join(digest[n : n + 2] for n in range(0, len(digest), 2))
