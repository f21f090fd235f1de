"""人工判定: a clerk's word about a check, with a written reason, and a second person's where the policy wants one.

Who may see the side is the caller's to check; here it is only asked who acts.
"""

from datetime import timedelta

from backend import collection
from backend.kit import clock, ids
from backend.kit.database import Work
from backend.kit.keyvalue import RateLimit
from backend.kit.keyvalue import check as within
from backend.verification.checks.ask import again
from backend.verification.checks.kinds import Kind
from backend.verification.checks.settle import announce
from backend.verification.checks.show import PATIENCE
from backend.verification.errors import (
    AlreadyDecided,
    CheckPending,
    CheckUnknown,
    DecisionReasonNeeded,
    DecisionUnfit,
    NothingToConfirm,
    SecondPersonNeeded,
)
from backend.verification.models import Check, Decision
from backend.verification.policy import policy_of

# What may be said about which verdict: one that failed is not simply called agreed, it is accepted against it.
FITS = {"pass": {"differs"}, "fail": {"accepted", "differs"}, "ask": {"agrees", "differs"}}
LONGEST_REASON = 200
AGAIN = RateLimit("check-again", 3, timedelta(minutes=5))


async def decide(work: Work, check: str, word: str, reason: str) -> str:
    """Say ``agrees``, ``differs`` or ``accepted`` about a check, with a reason; the decision's public id.

    Raises CheckUnknown, CheckPending, AlreadyDecided, DecisionUnfit, DecisionReasonNeeded.
    """
    row = await _held(check)
    if row.state == "pending" and clock.now() - row.asked_at <= PATIENCE:
        raise CheckPending
    if await Decision.standing([row.public_id]):
        raise AlreadyDecided
    if row.kind == Kind.BLOCKED or word not in FITS[row.verdict or "ask"]:
        raise DecisionUnfit(field="word")
    because = " ".join(reason.split())
    if not 2 <= len(because) <= LONGEST_REASON:
        raise DecisionReasonNeeded(field="reason")
    policy = await policy_of(row.station, Kind(row.kind))
    # A word that stops the transfer needs no second one; a word that lets it pass may.
    second = policy.second_person and word != "differs"
    made = await Decision.create(
        public_id=ids.public_id(),
        check_id=row.public_id,
        word=word,
        reason=because,
        by=work.actor.id,
        at=clock.now(),
        needs_second=second,
    )
    facts = {"check": row.public_id, "kind": row.kind, "verdict": row.verdict, "word": word, "second": second}
    await work.record("check.decided", row.collection, **facts)
    await _tell(work, row)
    return made.public_id


async def confirm(work: Work, check: str) -> None:
    """Agree with a colleague's word. Raises CheckUnknown, NothingToConfirm, SecondPersonNeeded."""
    row = await _held(check)
    made = (await Decision.standing([row.public_id])).get(row.public_id)
    if made is None or made.stage != "waiting":
        raise NothingToConfirm
    if made.by == work.actor.id:
        raise SecondPersonNeeded
    made.confirmed_by, made.confirmed_at = work.actor.id, clock.now()
    await made.save(update_fields=["confirmed_by", "confirmed_at"])
    await work.record("check.confirmed", row.collection, check=row.public_id, kind=row.kind, word=made.word)
    await _tell(work, row)


async def take_back(work: Work, check: str) -> None:
    """Take a decision back; the check asks again. Raises CheckUnknown, NothingToConfirm."""
    row = await _held(check)
    made = (await Decision.standing([row.public_id])).get(row.public_id)
    if made is None:
        raise NothingToConfirm
    made.withdrawn_by, made.withdrawn_at = work.actor.id, clock.now()
    await made.save(update_fields=["withdrawn_by", "withdrawn_at"])
    await work.record("check.decision_withdrawn", row.collection, check=row.public_id, kind=row.kind, word=made.word)
    await _tell(work, row)


async def check_again(work: Work, check: str) -> str:
    """再核验一次: ask the same anew; the new check's public id. Raises CheckUnknown, CheckPending, TooManyRequests."""
    row = await _held(check)
    if row.state == "pending":
        raise CheckPending
    if row.kind == Kind.BLOCKED or row.kind == Kind.LIVENESS:
        raise DecisionUnfit
    await within(work.kit.keyvalue, AGAIN, f"{row.collection}:{row.kind}")
    fresh = await again(work, row)
    await _tell(work, fresh)
    return fresh.public_id


async def _held(check: str) -> Check:
    row = await Check.held(check)
    if row is None or row.superseded_at is not None:
        raise CheckUnknown
    return row


async def _tell(work: Work, row: Check) -> None:
    announce(work, row, await collection.transfer_of(row.collection))
