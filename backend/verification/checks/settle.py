"""Writing down what came of a check (核查入账): verdict, audit, interception and announcement in one unit of work."""

from backend import collection
from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.database import Work, unit_of_work
from backend.verification.checks.judgement import verdict_of
from backend.verification.checks.kinds import Kind, Verdict
from backend.verification.checks.opinion import HEARD, with_opinion
from backend.verification.checks.outcome import Outcome, Reason
from backend.verification.interceptions import intercept
from backend.verification.models import Check, Interception
from backend.verification.policy import policy_of


async def settle(check: str, outcome: Outcome) -> None:
    """Judge ``outcome`` by the policy in force and keep it; of two runs of a job the first counts."""
    async with unit_of_work(SYSTEM) as work:
        row = await Check.held(check)
        if row is not None and row.state == "pending":
            await settle_within(work, row, await _heard(row, outcome))


async def picture_was_read(work: Work, evidence: str, collection_id: str) -> None:
    """The reader came after the inspector: the picture's check is judged once more with both. One that still waits
    hears it when it is settled; the row's lock keeps the two from missing each other."""
    kind = Kind.RECAPTURE.value
    for known in await Check.filter(collection=collection_id, kind=kind, superseded_at=None):
        row = await Check.held(known.public_id) if evidence in known.evidence else None
        if row is not None and row.state == "done" and HEARD not in row.facts:
            before = _outcome_of(row)
            after = await _heard(row, before)
            if after != before:
                await settle_within(work, row, after)


async def settle_within(work: Work, row: Check, outcome: Outcome) -> None:
    """The same inside the caller's unit of work."""
    row.state, row.done_at = "done", clock.now()
    row.score, row.provider, row.version = outcome.score, outcome.provider[:24], outcome.version[:80]
    row.reasons = [one.kept() for one in outcome.reasons]
    row.facts = outcome.facts | {"problems": list(outcome.problems)}
    row.took_ms, row.cost_fen = outcome.took_ms, outcome.cost_fen
    await _judge(row)
    await row.save()
    await _tell(work, row)


async def at_station(work: Work, collection_id: str, station: str) -> None:
    """A station has the side now: its policy counts, so what is known is judged by it, without asking anybody."""
    for row in await Check.filter(collection=collection_id).exclude(station=station):
        before = (row.verdict, row.pass_at, row.fail_at)
        row.station = station
        if row.state == "done":
            await _judge(row)
        await row.save(update_fields=["station", "verdict", "pass_at", "fail_at"])
        if row.state == "done" and before[0] != row.verdict and row.superseded_at is None:
            await _tell(work, row)
    # What was stopped before is the station's to see too.
    await Interception.filter(collection=collection_id, station="").update(station=station)


async def _heard(row: Check, outcome: Outcome) -> Outcome:
    """With what the card's reader thinks of the picture, where it said so."""
    if row.kind != Kind.RECAPTURE or not row.evidence:
        return outcome
    opinion = await collection.picture_opinion(row.evidence[0])
    return outcome if opinion is None else with_opinion(outcome, opinion, row.evidence[0])


def _outcome_of(row: Check) -> Outcome:
    return Outcome(
        score=row.score,
        provider=row.provider,
        version=row.version,
        reasons=tuple(Reason(**one) for one in row.reasons),  # type: ignore[arg-type]
        problems=tuple(row.facts.get("problems", ())),
        facts=row.facts,
        took_ms=row.took_ms,
        cost_fen=row.cost_fen,
    )


async def _judge(row: Check) -> None:
    policy = await policy_of(row.station, Kind(row.kind))
    row.pass_at, row.fail_at = policy.pass_at, policy.fail_at
    row.verdict = verdict_of(Kind(row.kind), row.score, policy, row.facts.get("problems", ())).value


async def _tell(work: Work, row: Check) -> None:
    facts = {"check": row.public_id, "kind": row.kind, "verdict": row.verdict, "score": row.score}
    await work.record("check.judged", row.collection, provider=row.provider, **facts)
    if row.verdict == Verdict.FAIL:
        await intercept(work, row, await collection.party_facts(row.collection))
    waiting = Check.filter(collection=row.collection, state="pending", superseded_at=None).exclude(id=row.id)
    announce(work, row, await collection.transfer_of(row.collection), more=await waiting.exists())


def announce(work: Work, row: Check, transfer: str, *, more: bool = False) -> None:
    """Let open pages look again; with ``more`` of the side's checks under way they need not hurry."""
    work.announce(f"collection:{row.collection}", check=row.public_id, verdict=row.verdict)
    if transfer:
        work.announce(f"transfer:{transfer}", check=row.public_id, verdict=row.verdict, more=more)
