"""The task list and one page a task (任务清单)."""

from collections.abc import Awaitable, Callable
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound
from sanic.response import redirect

from backend import collection as collecting
from backend.collection import TaskFact, TaskList
from backend.kit.access import Role, allow
from backend.kit.web.qr import qr_data_uri
from backend.kit.web.requests import link
from miniprogram_api.h5.markdown import blocks
from miniprogram_api.h5.places import SHOTS
from miniprogram_api.h5.shown import page
from miniprogram_api.routes.collections import HANDOVER_SECONDS

bp = Blueprint("h5_tasks", url_prefix="/h5/c")

OWNERS_TURN = {"filling", "returned"}
BEFORE = ("consent_privacy", "consent_face", "phone", "party")
PARTY = ("business_licence", "id_front", "id_back", "identity", "authority_letter")
AGENT = ("agent_id_front", "agent_id_back", "agent_identity")
VEHICLE = ("vehicle_licence", "vehicle", "car_front45", "car_vin", "condition")
LAST = ("price", "selfie", "signature")
Show = Callable[[Request, TaskList, TaskFact], Awaitable[HTTPResponse]]


def chapters(tasks: TaskList) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The chapters of the list, each with its tasks, in the words of this side's kind of party."""
    party, agent = "身份资料", "经办人资料"
    if tasks.party_kind == "company":
        party = "企业资料"
    elif tasks.by_agent:
        party, agent = "委托人资料", "代办人资料"
    return (("开始之前", BEFORE), (party, PARTY), (agent, AGENT), ("车辆资料", VEHICLE), ("价格与签名", LAST))


@bp.get("/<collection:str>")
@allow(Role.OWNER)
async def task_list(request: Request, collection: str) -> HTTPResponse:
    """What is done and what is left; once sent, the page that tells what happens next."""
    tasks = await collecting.task_list(request.ctx.work, collection)
    if tasks.state not in OWNERS_TURN:
        return redirect(f"/h5/c/{collection}/done")
    by_key = {task.key: task for task in tasks.tasks}
    listed = [(title, [by_key[key] for key in keys if key in by_key]) for title, keys in chapters(tasks)]
    title = "补充资料" if tasks.state == "returned" else "办理清单"
    return page(
        request, "tasks.html", title, back="/h5/", list=tasks, chapters=listed, next=by_key.get(tasks.next or "")
    )


@bp.get("/<collection:str>/next")
@allow(Role.OWNER)
async def go_on(request: Request, collection: str) -> HTTPResponse:
    """On to what is to be done now; to the list when something waits, to the check page at the end."""
    tasks = await collecting.task_list(request.ctx.work, collection)
    if tasks.state not in OWNERS_TURN:
        return redirect(f"/h5/c/{collection}/done")
    if tasks.can_submit:
        return redirect(f"/h5/c/{collection}/review")
    open_tasks = [task for task in tasks.tasks if task.key == tasks.next]
    return redirect(f"/h5/c/{collection}/t/{open_tasks[0].key}" if open_tasks else f"/h5/c/{collection}")


@bp.get("/<collection:str>/t/<key:str>")
@allow(Role.OWNER)
async def task(request: Request, collection: str, key: str) -> HTTPResponse:
    """One task, on its own."""
    tasks = await collecting.task_list(request.ctx.work, collection)
    found = next((one for one in tasks.tasks if one.key == key), None)
    if tasks.state not in OWNERS_TURN or found is None:
        return redirect(f"/h5/c/{collection}")
    return await SHOW.get(key, _photo)(request, tasks, found)


def task_page(request: Request, tasks: TaskList, one: TaskFact, template: str, **facts: Any) -> HTTPResponse:
    """A task's page: where it stands in the list, and where to go on."""
    # A card still being read is passed over and comes back later: counting what is done never counts backwards.
    step = 1 + ([task.key for task in tasks.tasks].index(one.key) if one.state == "done" else tasks.done)
    here = f"/h5/c/{tasks.collection}"
    api = f"/api/v1/collections/{tasks.collection}"
    return page(
        request,
        template,
        one.title,
        back=here,
        list=tasks,
        task=one,
        step=step,
        api=api,
        next_url=f"{here}/next",
        **facts,
    )


async def _consent(request: Request, tasks: TaskList, one: TaskFact) -> HTTPResponse:
    kind = "face" if one.key == "consent_face" else "privacy"
    text = collecting.consent_text(kind)  # type: ignore[arg-type]
    return task_page(request, tasks, one, f"task_consent_{kind}.html", text=text, blocks=blocks(text.text))


async def _phone(request: Request, tasks: TaskList, one: TaskFact) -> HTTPResponse:
    return task_page(request, tasks, one, "task_phone.html")


async def _party(request: Request, tasks: TaskList, one: TaskFact) -> HTTPResponse:
    return task_page(request, tasks, one, "task_party.html", fixed=bool(tasks.deal or tasks.transfer) and tasks.role)


async def _photo(request: Request, tasks: TaskList, one: TaskFact) -> HTTPResponse:
    if one.key not in SHOTS:
        raise NotFound
    rows = await collecting.review_rows(request.ctx.work, tasks.collection)
    evidence = next((row.evidence for row in rows if row.task == one.key), "")
    if one.key == "selfie" and not any(task.key == "consent_face" and task.state == "done" for task in tasks.tasks):
        return redirect(f"/h5/c/{tasks.collection}/t/consent_face")
    doubted = one.hint if one.state == "todo" and evidence else ""
    return task_page(request, tasks, one, "task_photo.html", shot=SHOTS[one.key], evidence=evidence, doubted=doubted)


async def _confirm(request: Request, tasks: TaskList, one: TaskFact) -> HTTPResponse:
    facts = await collecting.confirm_page(request.ctx.work, tasks.collection, one.key)
    rows = await collecting.review_rows(request.ctx.work, tasks.collection)
    kinds = {
        "identity": ("id_front", "id_back", "business_licence"),
        "agent_identity": ("agent_id_front", "agent_id_back"),
        "vehicle": ("vehicle_licence",),
    }[one.key]
    pictures = [row for row in rows if row.task in kinds and row.evidence]
    return task_page(request, tasks, one, "task_confirm.html", page=facts, pictures=pictures, doubts=facts.doubts)


async def _condition(request: Request, tasks: TaskList, one: TaskFact) -> HTTPResponse:
    facts = await collecting.confirm_page(request.ctx.work, tasks.collection, one.key)
    return task_page(request, tasks, one, "task_condition.html", page=facts)


async def _price(request: Request, tasks: TaskList, one: TaskFact) -> HTTPResponse:
    deal = await collecting.deal_of(request.ctx.work, tasks.collection)
    return task_page(request, tasks, one, "task_price.html", deal=deal)


async def _signature(request: Request, tasks: TaskList, one: TaskFact) -> HTTPResponse:
    return task_page(request, tasks, one, "task_signature.html")


SHOW: dict[str, Show] = {
    "consent_privacy": _consent,
    "consent_face": _consent,
    "phone": _phone,
    "party": _party,
    "identity": _confirm,
    "agent_identity": _confirm,
    "vehicle": _confirm,
    "condition": _condition,
    "price": _price,
    "signature": _signature,
}


@bp.get("/<collection:str>/review")
@allow(Role.OWNER)
async def review(request: Request, collection: str) -> HTTPResponse:
    """Every answer once more, each with where to change it."""
    tasks = await collecting.task_list(request.ctx.work, collection)
    if tasks.state not in OWNERS_TURN:
        return redirect(f"/h5/c/{collection}/done")
    rows = await collecting.review_rows(request.ctx.work, collection)
    groups = [(title, [row for row in rows if row.task in keys]) for title, keys in chapters(tasks)]
    back = f"/h5/c/{collection}"
    return page(request, "review.html", "提交前核对", back=back, list=tasks, groups=groups)


@bp.get("/<collection:str>/invite")
@allow(Role.OWNER)
async def invite(request: Request, collection: str) -> HTTPResponse:
    """Send the other side a link, so that both collections belong to one deal."""
    tasks = await collecting.task_list(request.ctx.work, collection)
    deal = await collecting.deal_of(request.ctx.work, collection)
    made = await collecting.invite(request.ctx.work, collection, deal.price_fen) if deal else None
    url = link(request, f"/h5/join/{made.token}") if made else ""
    facts: dict[str, Any] = {"list": tasks, "deal": deal, "url": url, "qr": qr_data_uri(url) if url else ""}
    return page(request, "invite.html", "邀请对方", back=f"/h5/c/{collection}", **facts)


@bp.get("/<collection:str>/other-phone")
@allow(Role.OWNER)
async def other_phone(request: Request, collection: str) -> HTTPResponse:
    """A QR by which another phone goes on with this collection."""
    token = await collecting.handover_token(request.ctx.work, collection)
    qr = qr_data_uri(link(request, f"/h5/handover/{token}"))
    facts: dict[str, Any] = {"qr": qr, "minutes": HANDOVER_SECONDS // 60, "collection": collection}
    return page(request, "other_phone.html", "换一部手机继续", back=f"/h5/c/{collection}", **facts)
