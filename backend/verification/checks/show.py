"""What pages and the approval see of checks (核查事实): plain values, by the policy of the station that looks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from backend import stations
from backend.kit import clock
from backend.verification.checks.kinds import KIND_NAMES, Demand, Kind, PolicyFacts
from backend.verification.models import Check, Decision
from backend.verification.policy import policies_of

# Whoever stands at the desk does not wait longer for a machine; then a person looks.
PATIENCE = timedelta(minutes=2)
WORDS = {"agrees": "一致", "differs": "不一致", "accepted": "采信"}
PROVIDERS = {
    "insightface": "本地人脸模型",
    "manual": "未装人脸模型",
    "aliyun": "阿里云",
    "local": "本地检测",
    "": "—",
}


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """A clerk's word (人工判定); ``stage`` is in_force or waiting (for a second person)."""

    id: str
    word: str
    word_name: str
    reason: str
    by: str
    who: str
    at: datetime
    stage: str
    confirmed_who: str
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """One check in force.

    ``state`` is pending, late (pending for longer than anybody should wait) or done. ``score`` is 0 to 100, None where
    nobody could tell. ``reasons`` hold code, sentence, evidence and boxes. ``decision`` is what a person said;
    with ``second_person`` it counts once another one agreed.
    """

    id: str
    collection: str
    subject: str
    kind: Kind
    kind_name: str
    demand: Demand
    state: str
    verdict: str
    score: int | None
    pass_at: int | None
    fail_at: int | None
    provider: str
    version: str
    reasons: tuple[dict[str, Any], ...]
    evidence: tuple[str, ...]
    asked_at: datetime
    done_at: datetime | None
    took_ms: int
    cost_fen: int
    decision: DecisionFacts | None
    second_person: bool = False


def provider_name(provider: str) -> str:
    """A provider in Chinese; two that answered together are joined by +."""
    return "＋".join(PROVIDERS.get(one, one) for one in provider.split("+"))


async def checks_of(collections: Iterable[str], station: str) -> list[CheckFacts]:
    """The checks in force of these sides, as ``station`` demands them; those it switched off are left out."""
    policies = await policies_of(station)
    rows = [row for row in await Check.in_force(collections) if policies[Kind(row.kind)].demand is not Demand.OFF]
    decided = await Decision.standing(row.public_id for row in rows)
    return [await _facts(row, policies[Kind(row.kind)], decided.get(row.public_id)) for row in rows]


async def check_facts(check: str) -> CheckFacts | None:
    """One check, in force or not."""
    row = await Check.get_or_none(public_id=check[:20])
    if row is None:
        return None
    policies = await policies_of(row.station)
    decided = await Decision.standing([row.public_id])
    return await _facts(row, policies[Kind(row.kind)], decided.get(row.public_id))


async def _facts(row: Check, policy: PolicyFacts, decided: Decision | None) -> CheckFacts:
    waiting = row.state == "pending"
    return CheckFacts(
        id=row.public_id,
        collection=row.collection,
        subject=row.subject,
        kind=Kind(row.kind),
        kind_name=KIND_NAMES[Kind(row.kind)],
        demand=policy.demand,
        second_person=policy.second_person,
        state="late" if waiting and clock.now() - row.asked_at > PATIENCE else row.state,
        verdict=row.verdict,
        score=row.score,
        pass_at=row.pass_at,
        fail_at=row.fail_at,
        provider=provider_name(row.provider),
        version=row.version,
        reasons=tuple(row.reasons),
        evidence=tuple(row.evidence),
        asked_at=row.asked_at,
        done_at=row.done_at,
        took_ms=row.took_ms,
        cost_fen=row.cost_fen,
        decision=await _decision(decided) if decided else None,
    )


async def _decision(row: Decision) -> DecisionFacts:
    return DecisionFacts(
        id=row.public_id,
        word=row.word,
        word_name=WORDS[row.word],
        reason=row.reason,
        by=row.by,
        who=await stations.staff_name(row.by) or "工作人员",
        at=row.at,
        stage=row.stage,
        confirmed_who=await stations.staff_name(row.confirmed_by) if row.confirmed_by else "",
        confirmed_at=row.confirmed_at,
    )
