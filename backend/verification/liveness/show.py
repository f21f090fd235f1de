"""The frames of a capture for a clerk's eyes (画面一览), as long as they are kept."""

from collections.abc import Iterable, Sequence

from backend.kit.database import Work
from backend.verification.errors import CheckUnknown
from backend.verification.liveness.frames import piece, read, strip
from backend.verification.models import Check, LivenessAttempt


async def with_frames(checks: Iterable[tuple[str, Sequence[str]]]) -> set[str]:
    """Of liveness checks, each with its evidence, those whose frames are still kept."""
    selfies = {name: set(evidence) for name, evidence in checks}
    wanted = set().union(*selfies.values())
    rows = await LivenessAttempt.filter(selfie__in=list(wanted), pictures_gone_at=None) if wanted else []
    kept = {row.selfie for row in rows}
    return {name for name, evidence in selfies.items() if evidence & kept}


async def frames_strip(work: Work, check: str) -> bytes | None:
    """All frames behind a liveness check on one sheet (JPEG); None where none are kept any more.

    Who may see the side is the caller's to check; that it was seen is in the audit log. Raises CheckUnknown.
    """
    row = await Check.get_or_none(public_id=check, kind="liveness")
    if row is None:
        raise CheckUnknown
    attempt = await LivenessAttempt.filter(selfie__in=row.evidence, pictures_gone_at=None).order_by("-id").first()
    if attempt is None:
        return None
    await work.record("liveness.seen", attempt.collection, attempt=attempt.public_id, check=check)
    bundle = await work.kit.objects.get(attempt.object)
    places = [read(one) for one in attempt.frames]
    return await work.kit.pools.in_thread(strip, [piece(bundle, one.start, one.size) for one in places])
