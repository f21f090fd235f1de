"""真人检测 as a check: the capture behind a selfie judged once, its numbers kept when its pictures are gone."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.verification.checks.outcome import Outcome, Reason, trouble
from backend.verification.liveness.challenge import read as read_plan
from backend.verification.liveness.frames import OpenedFrame, met_before, piece
from backend.verification.liveness.frames import read as read_frame
from backend.verification.liveness.judging.judge import judge
from backend.verification.liveness.judging.observed import Capture, Judgement
from backend.verification.liveness.retention import let_go
from backend.verification.liveness.watch import unwatched, watch
from backend.verification.models import Check, LivenessAttempt, LivenessChallenge, LivenessMark

RULES = "rules-1"
NO_CAPTURE = trouble("no_capture", "本人照片不是按提示动作拍摄的，请经办人当面判断是否本人，或退回重拍。", "local")
# Of the same owner, and of everybody: a capture recorded today is sent again soon, or by the one who made it. The
# very same bytes are found in any capture ever sent.
OWN, RECENT = 40, 300


async def alive(row: Check, tools: Any) -> Outcome:
    """The outcome of the capture that the selfie of ``row`` came from; without one a person is asked."""
    attempt = await LivenessAttempt.filter(selfie=row.evidence[0]).order_by("-id").first()
    if attempt is None or not attempt.frames:
        return NO_CAPTURE
    begun = clock.monotonic()
    if not attempt.verdict:
        attempt.judged = await _judged(attempt, tools)
        await _keep(attempt)
        # After the numbers are safe: should the power fail here, the sweep lets go of the pictures.
        await let_go(tools.kit, attempt)
    kept = attempt.judged
    reasons = tuple(Reason(one["code"], one["sentence"], row.evidence[0]) for one in kept["reasons"])
    facts = {"attempt": attempt.public_id, "measures": kept["measures"]}
    took = round((clock.monotonic() - begun) * 1000)
    return Outcome(kept["score"], kept["provider"], kept["version"], reasons, facts=facts, took_ms=took)


async def _judged(attempt: LivenessAttempt, tools: Any) -> dict[str, Any]:
    challenge = await LivenessChallenge.get(public_id=attempt.challenge)
    plan = read_plan(challenge.steps, challenge.every_ms)
    frames = [read_frame(one) for one in attempt.frames]
    bundle = await tools.kit.objects.get(attempt.object)
    pictures = [piece(bundle, one.start, one.size) for one in frames]
    seen = await watch(tools.faces, plan, frames, pictures)
    capture = Capture(
        plan=plan,
        frames=unwatched(frames) if seen is None else seen,
        waited_ms=attempt.waited_ms,
        replayed=await _replayed(attempt, frames),
        watched=seen is not None,
    )
    return _written(judge(capture), tools.faces.name, tools.faces.version)


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
