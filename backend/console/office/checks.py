"""核查策略: which checks are demanded, by which thresholds, what the authority cost today, how many faces are kept."""

from typing import Any

from pydantic import BaseModel
from sanic import Blueprint, HTTPResponse, Request

from backend import collection, stations, verification
from backend.console.asking import MANAGING
from backend.console.frame import show
from backend.kit.access import allow
from backend.kit.actor import Role
from backend.kit.web import answer, parse
from backend.verification import DEMAND_NAMES, FIXED, HIGH_IS_BAD, KIND_NAMES, Demand, Kind, PolicyFacts

bp = Blueprint("console-checks-policy", url_prefix="/console")


class PolicyForm(BaseModel):
    """One kind's policy as typed."""

    kind: Kind
    demand: Demand
    pass_at: int
    fail_at: int
    second_person: bool = False


@bp.get("/checks")
@allow(*MANAGING)
async def policy_page(request: Request) -> HTTPResponse:
    """Policies in force, their history, today's authority, and the count of faces."""
    actor = request.ctx.actor
    station = "" if Role.ADMINISTRATOR in actor.roles else actor.station
    policies = await verification.policies_of(station)
    history = await verification.policy_history(station)
    settings = request.app.ctx.settings
    facts: dict[str, Any] = {
        "policies": [one for kind, one in policies.items() if kind not in FIXED],
        "platform": not station,
        "names": KIND_NAMES,
        "demands": DEMAND_NAMES,
        "high_is_bad": HIGH_IS_BAD,
        "history": [(before, now, await stations.staff_name(now.by) or now.by) for before, now in history],
        "authority_on": settings.pays_for_answers,
        "budget_fen": settings.authority_daily_fen,
        "today": await verification.paid_today(),
        "face_engine": request.app.ctx.tools.faces,
        "faces": await collection.stored_faces(request.app.ctx.tools.kit) if not station else None,
        "warn_at": collection.FACES_WARN_AT,
        "filing_at": collection.FACES_FILING_AT,
    }
    return await show(request, "console/checks.html", **facts)


@bp.post("/api/checks/policy")
@allow(*MANAGING)
async def set_policy(request: Request) -> HTTPResponse:
    """Put one kind's policy in force from now on."""
    form = parse(request, PolicyForm)
    await verification.set_policy(request.ctx.work, PolicyFacts(**form.model_dump()))
    return answer({})
