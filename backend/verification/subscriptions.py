"""What the checks do when evidence comes, is sent, or is taken back (事件响应), inside the work that brought it."""

from backend import collection
from backend.collection import FaceWithdrawn, PhotographAdded, PhotographRead, Resubmitted, Submitted, Withdrawn
from backend.kit.database import Work
from backend.kit.events import on
from backend.verification.blocks import stop_blocked
from backend.verification.checks.ask import about_everything, about_picture
from backend.verification.checks.settle import picture_was_read
from backend.verification.forget import forget, forget_faces
from backend.verification.liveness import react as _liveness  # noqa: F401 - subscribes, and registers its jobs


@on(PhotographAdded)
async def photograph_came(work: Work, event: PhotographAdded) -> None:
    """It is inspected, and compared once its counterpart is there."""
    await about_picture(work, await collection.party_facts(event.collection), event.evidence, event.replaces)


@on(PhotographRead)
async def photograph_was_read(work: Work, event: PhotographRead) -> None:
    """Its reader may doubt the picture."""
    await picture_was_read(work, event.evidence, event.collection)


@on(Submitted)
async def side_was_sent(work: Work, event: Submitted) -> None:
    """Now it is known whose everything is."""
    await _about(work, event.collection)


@on(Resubmitted)
async def side_was_completed(work: Work, event: Resubmitted) -> None:
    """What was done again is judged again; the rest counts as it was."""
    await _about(work, event.collection)


@on(FaceWithdrawn)
async def face_was_withdrawn(work: Work, event: FaceWithdrawn) -> None:
    """Without consent nothing about a face is kept or asked (人脸识别办法)."""
    await forget_faces(work, event.collection)


@on(Withdrawn)
async def side_was_withdrawn(work: Work, event: Withdrawn) -> None:
    """Everything was taken back."""
    await forget(work, event.collection)


async def _about(work: Work, name: str) -> None:
    party = await collection.party_facts(name)
    await about_everything(work, party)
    await stop_blocked(work, party)
