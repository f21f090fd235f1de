"""Forgetting (清除): what checks know of people goes with the evidence that it was taken from."""

from tortoise.queryset import QuerySet

from backend.kit import clock
from backend.kit.database import Work
from backend.verification.checks.kinds import Kind
from backend.verification.liveness.retention import forget_captures
from backend.verification.models import Check, Decision, Interception, PictureMark

FACES = (Kind.FACE_MATCH, Kind.LIVENESS)
GONE = "（已清除）"


async def forget_faces(work: Work, collection: str) -> None:
    """The consent to faces was taken back: no number about one stays, nor the selfie's fingerprint."""
    rows = Check.filter(collection=collection, kind__in=[one.value for one in FACES])
    if await _empty(rows):
        await work.record("check.faces_forgotten", collection)
    await PictureMark.filter(collection=collection, kind="selfie").delete()
    await forget_captures(work, collection)


async def forget(work: Work, collection: str) -> None:
    """Keep no more of a side's checks than that there were some: verdicts for statistics, nothing of a person."""
    rows = Check.filter(collection=collection)
    names = [row.public_id for row in await rows]
    await _empty(rows)
    await PictureMark.filter(collection=collection).delete()
    await forget_captures(work, collection)
    for decision in await Decision.filter(check_id__in=names):
        decision.reason = GONE
        await decision.save(update_fields=["reason"])
    # What was stopped is kept for its own time (interceptions.KEPT): an attempt is not undone by taking it back.
    await Interception.filter(collection=collection).update(evidence=[])
    if names:
        await work.record("check.forgotten", collection)


async def _empty(rows: QuerySet[Check]) -> int:
    found = await rows
    for row in found:
        row.facts, row.reasons, row.score, row.evidence = {}, [], None, []
        row.superseded_at = row.superseded_at or clock.now()
        if row.state == "pending":
            row.state, row.verdict, row.done_at = "done", "ask", clock.now()
        await row.save()
    return len(found)
