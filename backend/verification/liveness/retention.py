"""The end of raw faces (人脸画面清除): frames go with the verdict, or when a person has looked, a week at the latest.

DOMAIN §11 (人脸识别技术应用安全管理办法, 2025): the shortest retention. What stays is the score, the reasons, the times
and the hashes, and the one frame that the owner sent as the selfie.
"""

import logging
from datetime import datetime, timedelta

from backend import collection
from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.database import Work, unit_of_work
from backend.kit.tools import Kit
from backend.verification.models import Check, Decision, LivenessAttempt

log = logging.getLogger("chewutong.verification")

SWEEP = "verification.sweep_frames"
LET_GO = "verification.let_go_of_frames"
SWEEP_EVERY = timedelta(hours=1)
# A person who is asked looks within the days in which a transfer is reviewed; a capture that was never judged, or that
# nobody looked at, is worth nothing after them.
LONGEST = timedelta(days=7)
BATCH = 200


async def ask_for_frames_sweep(work: Work) -> None:
    """Ask for the next look at what is kept, once an hour whoever asks."""
    hour = clock.now().strftime("%Y-%m-%dT%H")
    await work.queue(SWEEP, hour, delay_seconds=SWEEP_EVERY.total_seconds())


async def let_go(kit: Kit, attempt: LivenessAttempt) -> None:
    """Delete the frames of a capture whose time is over; idempotent, and nothing while they are still needed."""
    if attempt.pictures_gone_at is not None or clock.now() < await _keep_until(kit, attempt):
        return
    # Recorded first: should the power fail in between, the audit knows why an object may be missing.
    async with unit_of_work(SYSTEM) as work:
        await work.record("object.disposed", attempt.collection, object=attempt.object)
    await kit.objects.delete(attempt.object)
    async with unit_of_work(SYSTEM):
        await LivenessAttempt.filter(id=attempt.id).update(pictures_gone_at=clock.now())


async def forget_captures(work: Work, name: str) -> None:
    """Keep no number and no picture of a side's captures: the consent was taken back, or keeping them is over."""
    for row in await LivenessAttempt.filter(collection=name):
        row.frames, row.judged = [], {}
        await row.save(update_fields=["frames", "judged"])
        if row.pictures_gone_at is None:
            await work.queue(LET_GO, row.public_id, attempt=row.public_id)


async def sweep_frames(kit: Kit) -> None:
    """Let go of every capture whose time is over; ask for the next hour while any is kept."""
    rows = await LivenessAttempt.with_pictures(clock.now(), BATCH)
    for row in rows:
        try:
            await let_go(kit, row)
        except Exception:
            # One object that cannot be reached must not keep all the others.
            log.exception("could not let go of frames attempt=%s", row.public_id)
    if await LivenessAttempt.filter(pictures_gone_at=None).exists():
        async with unit_of_work(SYSTEM) as work:
            await ask_for_frames_sweep(work)


async def _keep_until(kit: Kit, attempt: LivenessAttempt) -> datetime:
    """From when on nobody may keep the frames."""
    if not attempt.frames or not await _agreed(attempt.collection):
        return attempt.sent_at
    latest = attempt.sent_at + LONGEST
    if not attempt.verdict:
        return latest
    if attempt.verdict == "ask" and not await _looked_at(attempt):
        return latest
    return attempt.sent_at + timedelta(days=kit.settings.face_image_retention_days)


async def _agreed(name: str) -> list[str]:
    """The consent to face data in force (one entry), or nothing: refused, withdrawn, or everything taken back."""
    party = await collection.party_facts(name)
    if party.state == "withdrawn":
        return []
    return [one.version for one in party.consents if one.kind == "face" and one.decision == "given"]


async def _looked_at(attempt: LivenessAttempt) -> list[str]:
    """Checks of this capture about which a clerk said something, or that count no longer."""
    rows = [
        row
        for row in await Check.filter(collection=attempt.collection, kind="liveness")
        if attempt.selfie in row.evidence
    ]
    said = await Decision.standing(row.public_id for row in rows)
    return [row.public_id for row in rows if row.public_id in said or row.superseded_at is not None]
