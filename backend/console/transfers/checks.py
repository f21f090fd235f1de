"""Checks on the transfer's page (核查): scores beside each side, the two faces, and what a clerk says about them."""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, Field
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from backend import collection, transfers, verification
from backend.collection import PartyFacts
from backend.console.asking import DESK
from backend.gateways.faces import CARD, PORTRAIT
from backend.kit.access import allow
from backend.kit.database import Work, unit_of_work
from backend.kit.web import answer, parse
from backend.transfers import State, StepOutOfOrder, TransferView
from backend.verification import (
    KIND_NAMES,
    OF_A_PICTURE,
    CheckFacts,
    CheckUnknown,
    Kind,
)

bp = Blueprint("console-checks", url_prefix="/console")

# tone of the badge, its sign (colour alone says nothing to many), its words.
TONES = {
    "pass": ("ok", "✓", "通过"),
    "fail": ("stop", "✕", "未通过"),
    "ask": ("ask", "？", "需人工比对"),
    "pending": ("note", "…", "核查中"),
    "late": ("ask", "？", "暂无结果"),
    "agrees": ("ok", "✓", "人工：一致"),
    "accepted": ("ok", "✓", "人工：采信"),
    "differs": ("stop", "✕", "人工：不一致"),
    "waiting": ("ask", "？", "待另一人复核"),
}
GRAVITY = ("stop", "ask", "note", "ok")
OPEN = frozenset({State.COLLECTING, State.REVIEWING})


class DecisionForm(BaseModel):
    """一致, 不一致 or 采信, and why."""

    word: str = Field(max_length=12)
    reason: str = Field("", max_length=1000)


@dataclass(frozen=True, slots=True)
class Line:
    """One check as the page draws it; ``title`` names the photograph or person where the tile's name does not."""

    check: CheckFacts
    title: str
    tone: str
    sign: str
    words: str
    say: tuple[str, ...]  # the words that may be said about it now
    faces: tuple[str, str] | None  # of a face match: the card's and the selfie's photograph
    frames: bool = False  # of a guided capture: its frames are still kept


@dataclass(frozen=True, slots=True)
class Tile:
    """One kind of check of one side: the gravest of its lines stands for it. Without lines ``words`` says why."""

    kind: str
    name: str
    tone: str
    sign: str
    words: str
    score: int | None
    lines: tuple[Line, ...] = ()


async def tiles_of(view: TransferView, work: Work) -> dict[str, list[Tile]]:
    """side -> its tiles, in the order in which a clerk looks at them."""
    parties = [one.party for one in (view.seller, view.buyer) if one.party]
    found = await verification.checks_of([party.collection for party in parties], work.actor.station)
    off = work.kit.settings.authority_provider == "off"
    framed = await verification.with_frames((one.id, one.evidence) for one in found if one.kind is Kind.LIVENESS)
    may = view.state in OPEN
    return {party.role: _tiles(party, found, framed, may=may, authority_off=off) for party in parties}


@bp.get("/checks/<check:str>/faces/<which:str>")
@allow(*DESK, work=False)
async def face(request: Request, check: str, which: str) -> HTTPResponse:
    """One of the two faces, cut out and enlarged: ``card`` or ``selfie``. Looking is audited as any photograph is."""
    async with unit_of_work(request.ctx.actor, str(request.id)) as work:
        one = await _seen(work, check)
        if one.kind is not Kind.FACE_MATCH or which not in ("card", "selfie") or len(one.evidence) != 2:
            raise CheckUnknown
        picture = await collection.evidence_picture(work, one.evidence[which == "selfie"], "original")
    kind: Literal["id_front", "portrait"] = CARD if which == "card" else PORTRAIT
    cut = await request.app.ctx.tools.faces.crop(picture.bytes, kind=kind)
    if cut is None:
        return raw(picture.bytes, content_type=picture.content_type)
    return raw(cut, content_type="image/jpeg")


@bp.get("/checks/<check:str>/frames")
@allow(*DESK)
async def frames(request: Request, check: str) -> HTTPResponse:
    """All frames of a guided capture on one sheet, while they are kept; looking is audited."""
    await _seen(request.ctx.work, check)
    sheet = await verification.frames_strip(request.ctx.work, check)
    if sheet is None:
        raise CheckUnknown
    return raw(sheet, content_type="image/jpeg")


@bp.post("/api/checks/<check:str>/decision")
@allow(*DESK)
async def decide(request: Request, check: str) -> HTTPResponse:
    """The clerk's word about one check."""
    form, work = parse(request, DecisionForm), request.ctx.work
    await _open(work, check)
    return answer({"decision": await verification.decide(work, check, form.word, form.reason)}, status=201)


@bp.post("/api/checks/<check:str>/confirmation")
@allow(*DESK)
async def confirm(request: Request, check: str) -> HTTPResponse:
    """A second person agrees."""
    await _open(request.ctx.work, check)
    await verification.confirm(request.ctx.work, check)
    return answer({})


@bp.post("/api/checks/<check:str>/withdrawal")
@allow(*DESK)
async def take_back(request: Request, check: str) -> HTTPResponse:
    """The word is taken back."""
    await _open(request.ctx.work, check)
    await verification.take_back(request.ctx.work, check)
    return answer({})


@bp.post("/api/checks/<check:str>/again")
@allow(*DESK)
async def again(request: Request, check: str) -> HTTPResponse:
    """再核验一次."""
    await _open(request.ctx.work, check)
    return answer({"check": await verification.check_again(request.ctx.work, check)}, status=201)


async def _seen(work: Work, check: str) -> CheckFacts:
    one = await verification.check_facts(check)
    if one is None:
        raise CheckUnknown
    await transfers.must_see(work, collection=one.collection)
    return one


async def _open(work: Work, check: str) -> None:
    """Decided before the approval, or not at all."""
    one = await _seen(work, check)
    view = await transfers.detail(work, await transfers.must_see(work, collection=one.collection))
    if view.state not in OPEN:
        raise StepOutOfOrder(state=view.state_name)


def _tiles(
    party: PartyFacts, found: list[CheckFacts], framed: set[str], *, may: bool, authority_off: bool
) -> list[Tile]:
    mine = [one for one in found if one.collection == party.collection]
    tiles = []
    for kind in Kind:
        lines = tuple(_line(party, one, may, one.id in framed) for one in mine if one.kind is kind)
        if lines:
            tiles.append(_tile(kind, lines))
        elif kind is Kind.FACE_MATCH and party.face_in_person:
            tiles.append(Tile(kind.value, KIND_NAMES[kind], "ask", "？", "当面核对", None))
        elif kind is Kind.AUTHORITY and authority_off:
            tiles.append(Tile(kind.value, KIND_NAMES[kind], "draft", "—", "未开通", None))
    return tiles


def _tile(kind: Kind, lines: tuple[Line, ...]) -> Tile:
    worst = min(lines, key=lambda one: GRAVITY.index(one.tone))
    scores = [one.check.score for one in lines if one.check.score is not None]
    # Of photographs 100 is a forgery: the highest speaks for all; of people the lowest.
    score = (max(scores) if kind in OF_A_PICTURE else min(scores)) if scores else None
    ordered = tuple(sorted(lines, key=lambda one: GRAVITY.index(one.tone)))
    return Tile(kind.value, KIND_NAMES[kind], worst.tone, worst.sign, worst.words, score, ordered)


def _line(party: PartyFacts, check: CheckFacts, may: bool, framed: bool) -> Line:
    decided = check.decision
    state = check.verdict if check.state == "done" else check.state
    if decided is not None:
        state = "waiting" if decided.stage == "waiting" else decided.word
    tone, sign, words = TONES[state]
    say: tuple[str, ...] = ()
    if may and decided is None and check.state != "pending" and check.kind is not Kind.BLOCKED:
        say = {"pass": ("differs",), "fail": ("accepted", "differs")}.get(check.verdict, ("agrees", "differs"))
        if check.verdict == "pass" and check.kind in OF_A_PICTURE:
            say = ()  # a photograph that a clerk doubts is sent back, with a reason that the owner reads
    kinds = {one.id: one.kind for one in party.evidence}
    title = party.agent_name if check.subject == "agent" else "本人"
    if check.kind in OF_A_PICTURE and check.evidence:
        title = party.name_of(kinds.get(check.evidence[0], ""))
    both = check.kind is Kind.FACE_MATCH and len(check.evidence) == 2
    faces = (check.evidence[0], check.evidence[1]) if both else None
    return Line(check, title, tone, sign, words, say, faces, framed)
