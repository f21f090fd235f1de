"""The frames of a capture for a clerk's eyes (画面一览), as long as they are kept."""

from backend.kit.database import Work
from backend.verification.errors import CheckUnknown
from backend.verification.liveness.frames import piece, read, strip
from backend.verification.models import Check, LivenessAttempt


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
