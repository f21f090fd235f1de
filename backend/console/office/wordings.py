"""文书文本: blank forms and samples for everybody; a city's words, tried and put in force by those who lead it."""

from base64 import b64encode
from datetime import date
from itertools import groupby
from typing import Any

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound

from backend import documents, stations
from backend.console import files
from backend.console.asking import EVERYBODY, MANAGING
from backend.console.frame import show
from backend.documents import TITLES, DocumentKind
from backend.kit import clock
from backend.kit.access import NotAllowed, allow
from backend.kit.actor import Actor, Role
from backend.kit.database import unit_of_work
from backend.kit.web import answer, parse

bp = Blueprint("console-wordings", url_prefix="/console")
DEFAULT = "default"
PREVIEW_WIDTH = 900


class WordsForm(BaseModel):
    """Passage -> text, as the page's boxes hold them."""

    words: dict[str, str] = Field(default_factory=dict, max_length=200)


class KeepForm(WordsForm):
    """The same, with the day from which they count and why."""

    valid_from: date
    note: str = Field("", max_length=200)


@bp.get("/wordings")
@allow(*EVERYBODY)
async def the_kinds(request: Request) -> HTTPResponse:
    """Every kind of document with the words in force, its blank form and its sample."""
    cities = await _cities(request.ctx.actor)
    asked = str(request.args.get("city") or "")
    city = asked if asked in cities else next(iter(cities))
    kept = await documents.wordings_of_city(city)
    today = clock.today()
    rows = []
    for kind, title in TITLES.items():
        own = [one for one in kept if one.kind is kind]
        rows.append(
            {
                "kind": kind,
                "title": title,
                "now": next((one for one in own if one.valid_from <= today), None),
                "next": next((one for one in reversed(own) if one.valid_from > today), None),
            }
        )
    may_change = bool(request.ctx.actor.roles & set(MANAGING))
    return await show(request, "console/wordings.html", cities=cities, city=city, rows=rows, may_change=may_change)


@bp.get("/wordings/<city:str>/<kind:str>")
@allow(*MANAGING)
async def one_kind(request: Request, city: str, kind: str) -> HTTPResponse:
    """The passages to change, and what was changed before; ``?of=`` begins from an earlier change."""
    cities, kind_ = await _cities(request.ctx.actor), _kind(kind)
    if city not in cities:
        raise NotFound
    kept = [one for one in await documents.wordings_of_city(city) if one.kind is kind_]
    of = str(request.args.get("of") or "")
    begin = next((one for one in kept if one.id == of), None)
    # A change that waits for its day is what one goes on from; the next would else silently drop it.
    begin = begin or (kept[0] if kept else None)
    facts: dict[str, Any] = {
        "city": city,
        "of_place": cities[city],
        "kind": kind_,
        "title": TITLES[kind_],
        "groups": [
            (group, list(found)) for group, found in groupby(documents.passages(kind_, city), lambda one: one.group)
        ],
        "changes": await documents.changes_of(begin.id) if begin else {},
        "begin": begin,
        "now": next((one for one in kept if one.valid_from <= clock.today()), None),
        "lines": [(one, await stations.staff_name(one.made_by) or "") for one in kept],
        "fields": documents.field_names(kind_),
        "today": clock.today(),
    }
    return await show(request, "console/wording.html", **facts)


@bp.post("/api/wordings/<city:str>/<kind:str>/preview")
@allow(*MANAGING, work=False)
async def preview(request: Request, city: str, kind: str) -> HTTPResponse:
    """The sample in these words, as pictures."""
    form, kind_ = parse(request, WordsForm), _kind(kind)
    async with unit_of_work(request.ctx.actor, str(request.id)):
        await _must_lead(request.ctx.actor, city)
    kit = request.app.ctx.tools.kit
    made = await documents.try_words(kit, kind_, city, form.words)
    pages = await kit.pools.in_thread(documents.pictures_of, made.pdf, PREVIEW_WIDTH)
    return answer({"pages": [f"data:{media};base64,{b64encode(image).decode()}" for image, media in pages]})


@bp.post("/api/wordings/<city:str>/<kind:str>")
@allow(*MANAGING, work=False)
async def keep(request: Request, city: str, kind: str) -> HTTPResponse:
    """Put the words in force from their day on, once a sample could be made of them."""
    form, kind_ = parse(request, KeepForm), _kind(kind)
    async with unit_of_work(request.ctx.actor, str(request.id)):
        await _must_lead(request.ctx.actor, city)
    await documents.try_words(request.app.ctx.tools.kit, kind_, city, form.words)
    async with unit_of_work(request.ctx.actor, str(request.id)) as work:
        await documents.keep_wording(work, kind_, city, form.words, valid_from=form.valid_from, note=form.note)
    return answer({"go": f"/console/wordings/{city}/{kind_}"}, status=201)


@bp.get("/wordings/<city:str>/<kind:str>/<which:str>")
@allow(*EVERYBODY, work=False)
async def form(request: Request, city: str, kind: str, which: str) -> HTTPResponse:
    """The blank form, or a filled one with invented people, in the words in force."""
    kind_ = _kind(kind)
    async with unit_of_work(request.ctx.actor, str(request.id)):
        if which not in ("blank", "sample") or city not in await _cities(request.ctx.actor):
            raise NotFound
    kit = request.app.ctx.tools.kit
    draw = documents.blank_form if which == "blank" else documents.sample_form
    made = await draw(kit, kind_, city)
    name = f"{TITLES[kind_]}（{'空白' if which == 'blank' else '样张'}）.pdf".replace("/", "、")
    return files.pdf(made.pdf, f"{kind_}-{which}.pdf", name)


async def _cities(actor: Actor) -> dict[str, str]:
    """Folder of words -> the places that use it: the own station's, or for an administrator all."""
    places = await stations.list_stations()
    if Role.ADMINISTRATOR not in actor.roles:
        own = (await stations.staff(actor.id)).station
        places = [one for one in places if one.public_id == own]
    named_: dict[str, list[str]] = {}
    for one in places:
        named_.setdefault(one.document_city, []).append(one.city)
    found = {city: "、".join(dict.fromkeys(names)) for city, names in sorted(named_.items())}
    if Role.ADMINISTRATOR in actor.roles:
        found.setdefault(DEFAULT, "通用")
    return found


async def _must_lead(actor: Actor, city: str) -> None:
    if city not in await _cities(actor):
        raise NotAllowed


def _kind(text: str) -> DocumentKind:
    try:
        return DocumentKind(text)
    except ValueError:
        raise NotFound from None
