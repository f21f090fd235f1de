"""真人检测 as a check: the capture behind a selfie judged once, its numbers kept when its pictures are gone."""

import logging
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from backend import collection
from backend.gateways.faces import AliveAnswer, LivenessService
from backend.gateways.purse import BudgetSpent
from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.errors import VendorTrouble
from backend.verification.checks.outcome import Outcome, Reason, trouble
from backend.verification.liveness.challenge import read as read_plan
from backend.verification.liveness.frames import OpenedFrame, met_before, piece
from backend.verification.liveness.frames import read as read_frame
from backend.verification.liveness.judging.judge import judge
from backend.verification.liveness.judging.observed import Capture, Judgement
from backend.verification.liveness.judging.service import together
from backend.verification.liveness.retention import let_go
from backend.verification.liveness.watch import unwatched, watch
from backend.verification.models import Check, LivenessAttempt, LivenessChallenge, LivenessMark

RULES = "rules-1"
NOT_AGREED = "车主没有同意把人脸照片交给阿里云，照片没有送出。请经办人查看各张画面并当面判断，或请车主重新同意后重拍。"
SPENT = "今天的付费核验额度已用完，没有询问外部真人检测。请经办人查看各张画面并当面判断。"
DOWN = "外部真人检测不能使用，已记录。请经办人查看各张画面并当面判断。"
NO_CAPTURE = trouble("no_capture", "本人照片不是按提示动作拍摄的，请经办人当面判断是否本人，或退回重拍。", "local")
log = logging.getLogger("chewutong.verification")
# Of the same owner, and of everybody: a capture recorded today is sent again soon, or by the one who made it. The
# very same bytes are found in any capture ever sent.
OWN, RECENT = 40, 300


async def alive(row: Check, tools: Any) -> Outcome:
    """The outcome of the capture that the selfie of ``row`` came from; without one a person is asked."""
    attempt = await LivenessAttempt.filter(selfie=row.evidence[0]).order_by("-id").first()
    if attempt is None or not attempt.frames:
        return NO_CAPTURE
    begun = clock.monotonic()
    cost = 0
    if not attempt.verdict:
        attempt.judged, cost = await _judged(attempt, tools)
        await _keep(attempt)
        # After the numbers are safe: should the power fail here, the sweep lets go of the pictures.
        await let_go(tools.kit, attempt)
    kept = attempt.judged
    reasons = tuple(Reason(one["code"], one["sentence"], row.evidence[0]) for one in kept["reasons"])
    facts = {"attempt": attempt.public_id, "measures": kept["measures"]}
    took = round((clock.monotonic() - begun) * 1000)
    return Outcome(kept["score"], kept["provider"], kept["version"], reasons, facts=facts, took_ms=took, cost_fen=cost)


async def _judged(attempt: LivenessAttempt, tools: Any) -> tuple[dict[str, Any], int]:
    """The judgement as it is kept, and what it cost in fen."""
    by_hand = tools.settings.liveness_provider == "manual"
    challenge = await LivenessChallenge.get(public_id=attempt.challenge)
    plan = read_plan(challenge.steps, challenge.every_ms)
    frames = [read_frame(one) for one in attempt.frames]
    bundle = await tools.kit.objects.get(attempt.object)
    pictures = [piece(bundle, one.start, one.size) for one in frames]
    seen = None if by_hand else await watch(tools.faces, plan, frames, pictures)
    capture = Capture(
        plan=plan,
        frames=unwatched(frames) if seen is None else seen,
        waited_ms=attempt.waited_ms,
        replayed=await _replayed(attempt, frames),
        unwatched="by_hand" if by_hand else "no_engine" if seen is None else "",
    )
    judged = judge(capture)
    by, version = ("manual", "") if by_hand else (tools.faces.name, tools.faces.version)
    # What our rules refuse is refused: no face leaves, and nobody is paid.
    if tools.liveness is None or judged.verdict == "fail":
        return _written(judged, by, version), 0
    said = await _asked(attempt, tools.liveness, pictures[_best(frames, await _hash_of(attempt))])
    by = tools.liveness.name if capture.unwatched else f"{by}+{tools.liveness.name}"
    version = f"{version} {tools.liveness.version}".strip()
    return _written(together(judged, said), by, version), said.cost_fen


async def _asked(attempt: LivenessAttempt, service: LivenessService, picture: bytes) -> AliveAnswer:
    """What the service says of the picture that became the selfie; what keeps it from being asked is said instead.

    Raises ``VendorTrouble`` where it may answer later.
    """
    if not await collection.agreed_to(attempt.collection, "face", "faces"):
        return AliveAnswer(None, "receiver_not_agreed", NOT_AGREED)
    try:
        return await service.ask(picture)
    except BudgetSpent:
        return AliveAnswer(None, "budget_spent", SPENT)
    except VendorTrouble as trouble:
        if trouble.retry:
            raise
        log.warning("liveness not answered attempt=%s trouble=%s", attempt.public_id, trouble)
        return AliveAnswer(None, "provider_down", DOWN)


async def _hash_of(attempt: LivenessAttempt) -> str:
    """The SHA-256 of the selfie that the capture became; empty when it is gone."""
    stored = await collection.originals_of(attempt.collection)
    return next((one.sha256 for one in stored if one.id == attempt.selfie), "")


def _best(frames: Sequence[OpenedFrame], selfie: str) -> int:
    """The place of the frame that became the selfie, which is what is compared with the card."""
    return next((place for place, one in enumerate(frames) if one.sha256 == selfie), 0)


def _written(judged: Judgement, provider: str, version: str) -> dict[str, Any]:
    written = asdict(judged)
    written["reasons"] = list(written["reasons"])
    return written | {"provider": provider, "version": f"{version} {RULES}".strip()}


async def _keep(attempt: LivenessAttempt) -> None:
    async with unit_of_work(SYSTEM) as work:
        there = await LivenessAttempt.filter(id=attempt.id).select_for_update().first()
        if there is None or not there.frames:
            return  # the consent was taken back meanwhile: no number is kept
        attempt.verdict, attempt.judged_at = attempt.judged["verdict"], clock.now()
        await attempt.save(update_fields=["verdict", "judged", "judged_at"])
        work.announce(f"collection:{attempt.collection}", liveness=attempt.verdict)


async def _replayed(attempt: LivenessAttempt, frames: Sequence[OpenedFrame]) -> int:
    """How many frames were in a capture before this one: byte for byte in any, coded again in the likely ones."""
    hashes = [one.sha256 for one in frames]
    exact = await LivenessMark.filter(sha256__in=hashes).exclude(attempt=attempt.public_id).values_list("sha256")
    earlier = LivenessAttempt.filter(id__lt=attempt.id)
    rows = {row.id: row for row in await earlier.filter(owner=attempt.owner).order_by("-id").limit(OWN)}
    rows |= {row.id: row for row in await earlier.order_by("-id").limit(RECENT)}
    marks = [one.mark for one in frames]
    alike = [met_before(marks, [tuple(one["mark"]) for one in row.frames]) for row in rows.values()]
    return max([len({one[0] for one in exact}), *alike])
