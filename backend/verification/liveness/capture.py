"""The owner's side of the guided capture (拍摄流程): get a sequence, send its frames once, hear what came of it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend import collection
from backend.collection import PreparedPicture
from backend.kit import clock, ids
from backend.kit.database import Work
from backend.kit.keyvalue.limits import RateLimit, check
from backend.kit.pools import Pools
from backend.verification.checks.ask import ask
from backend.verification.checks.due import subject_of
from backend.verification.checks.kinds import Kind
from backend.verification.liveness.challenge import Plan, draw
from backend.verification.liveness.errors import ChallengeExpired, ChallengeUnknown, ChallengeUsed
from backend.verification.liveness.frames import OpenedCapture, SentFrame, open_frames
from backend.verification.liveness.retention import ask_for_frames_sweep
from backend.verification.models import Check, LivenessAttempt, LivenessChallenge, LivenessMark

# Fifteen seconds of capture, a slow line and a second thought.
CHALLENGE_LIVES = timedelta(minutes=2)
TRIES = RateLimit("liveness", 12, timedelta(minutes=30))
KIND = "selfie"


@dataclass(frozen=True, slots=True)
class ChallengeFacts:
    """What the phone is asked to show (动作题目); ``nonce`` goes back with the frames."""

    nonce: str
    plan: Plan
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PreparedCapture:
    """Frames that are known to be small JPEGs, and the one of them that becomes the selfie."""

    opened: OpenedCapture
    selfie: PreparedPicture


@dataclass(frozen=True, slots=True)
class LivenessFacts:
    """Where an owner's guided capture stands: ``state`` none, judging or done; ``verdict`` pass, fail or ask.

    ``sentences`` say why not and what to do; ``selfie`` is the evidence that came of it.
    """

    state: str
    verdict: str = ""
    sentences: tuple[str, ...] = ()
    selfie: str = ""


async def give_challenge(work: Work, name: str) -> ChallengeFacts:
    """A new sequence for the acting owner's collection; raises what would refuse a selfie, and TooManyRequests."""
    await collection.may_add(work, name, KIND)
    await check(work.kit.keyvalue, TRIES, name)
    plan, moment = draw(), clock.now()
    row = await LivenessChallenge.create(
        public_id=ids.public_id(),
        collection=name,
        owner=work.actor.id,
        steps=plan.written(),
        every_ms=plan.every_ms,
        made_at=moment,
        expires_at=moment + CHALLENGE_LIVES,
    )
    return ChallengeFacts(row.public_id, plan, row.expires_at)


async def prepare_frames(pools: Pools, sent: list[SentFrame]) -> PreparedCapture:
    """Open and measure the frames before any transaction; raises FramesUnfit and the picture refusals."""
    opened = await pools.in_thread(open_frames, sent)
    return PreparedCapture(opened, await collection.prepare_picture(pools, opened.selfie, KIND))


async def send_frames(work: Work, name: str, nonce: str, prepared: PreparedCapture, device: str = "") -> str:
    """Keep the frames of one challenge and make one of them the selfie; the attempt's public id.

    The selfie asks for the check (真人检测), which a job judges. Raises ChallengeUnknown, ChallengeUsed,
    ChallengeExpired, and what :func:`collection.add_evidence` refuses.
    """
    challenge = await LivenessChallenge.held(nonce)
    moment = clock.now()
    if challenge is None or (challenge.collection, challenge.owner) != (name, work.actor.id):
        raise ChallengeUnknown
    if challenge.used_at is not None:
        return await _sent_before(nonce, prepared.opened)
    if challenge.expires_at < moment:
        raise ChallengeExpired(minutes=CHALLENGE_LIVES.seconds // 60)
    challenge.used_at = moment
    await challenge.save(update_fields=["used_at"])
    selfie = await collection.add_evidence(work, name, prepared.selfie, "camera", device)
    known = await LivenessAttempt.filter(selfie=selfie).exists()
    attempt = await _keep(work, challenge, prepared.opened, selfie)
    if known:
        # The very same picture again is the same evidence and asks for nothing; this capture is judged all the same.
        party = await collection.party_facts(name)
        await ask(work, party, Kind.LIVENESS, subject_of(party), [selfie, attempt], [selfie])
    return attempt


async def liveness_facts(work: Work, name: str) -> LivenessFacts:
    """What the acting owner's page shows of the newest capture."""
    await collection.task_list(work, name)
    row = await LivenessAttempt.last_of(name)
    if row is None or not row.frames:
        return LivenessFacts("none")
    if not row.verdict:
        return await _unjudged(row)
    sentences = tuple(one["sentence"] for one in row.judged["reasons"])
    return LivenessFacts("done", row.verdict, sentences, row.selfie)


async def _unjudged(row: LivenessAttempt) -> LivenessFacts:
    """Still being judged; or nobody could judge it in the end, and the check asks a person."""
    checks = Check.filter(collection=row.collection, kind=Kind.LIVENESS.value, superseded_at=None, state="done")
    given_up = next((one for one in await checks if row.selfie in one.evidence), None)
    if given_up is None:
        return LivenessFacts("judging", selfie=row.selfie)
    sentences = tuple(str(one["sentence"]) for one in given_up.reasons)
    return LivenessFacts("done", given_up.verdict, sentences, row.selfie)


async def _sent_before(nonce: str, opened: OpenedCapture) -> str:
    """The same frames once more, after an answer that was lost, are the same attempt; others are refused."""
    attempt = await LivenessAttempt.get(challenge=nonce)
    if [one["sha256"] for one in attempt.frames] != [one.sha256 for one in opened.frames]:
        raise ChallengeUsed
    return attempt.public_id


async def _keep(work: Work, challenge: LivenessChallenge, opened: OpenedCapture, selfie: str) -> str:
    attempt, moment = ids.public_id(), clock.now()
    key = f"liveness/{attempt}"
    # Before the commit, so that no row ever names bytes that a power cut kept from the disk.
    await work.kit.objects.put(key, opened.bundle)
    await LivenessAttempt.create(
        public_id=attempt,
        challenge=challenge.public_id,
        collection=challenge.collection,
        owner=challenge.owner,
        selfie=selfie,
        frames=[one.written() for one in opened.frames],
        object=key,
        waited_ms=round((moment - challenge.made_at).total_seconds() * 1000),
        sent_at=moment,
    )
    await LivenessMark.bulk_create([LivenessMark(attempt=attempt, sha256=one.sha256) for one in opened.frames])
    digest = hashlib.sha256(opened.bundle).hexdigest()
    await work.record("liveness.sent", challenge.collection, attempt=attempt, object=key, sha256=digest)
    await ask_for_frames_sweep(work)
    return attempt
