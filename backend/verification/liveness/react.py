"""When a selfie comes (事件响应), and the jobs that let go of frames."""

from backend import collection
from backend.collection import PhotographAdded
from backend.kit.database import Work
from backend.kit.events import on
from backend.kit.jobs import JobRun, job
from backend.verification.checks.ask import ask
from backend.verification.checks.due import subject_of
from backend.verification.checks.kinds import Kind
from backend.verification.liveness.retention import LET_GO, SWEEP, let_go, sweep_frames
from backend.verification.models import LivenessAttempt


@on(PhotographAdded)
async def selfie_came(work: Work, event: PhotographAdded) -> None:
    """Every selfie is asked about: the capture it came from is judged, a plain one leaves it to a person."""
    if event.kind != "selfie":
        return
    party = await collection.party_facts(event.collection)
    for selfie in (one for one in party.evidence if one.id == event.evidence):
        await ask(work, party, Kind.LIVENESS, subject_of(party), [selfie.sha256, selfie.id], [selfie.id])


@job(LET_GO)
async def let_go_of_frames(run: JobRun) -> None:
    """Delete the frames of one capture, if nothing allows to keep them."""
    attempt = await LivenessAttempt.get_or_none(public_id=run.arguments["attempt"])
    if attempt is not None:
        await let_go(run.tools.kit, attempt)


@job(SWEEP)
async def sweep(run: JobRun) -> None:
    """Look through everything that is kept."""
    await sweep_frames(run.tools.kit)
