"""Legal hold (暂缓销毁): a court, an authority or a dispute wants an archive kept beyond its term."""

from backend.archive.errors import ArchiveDisposed, HoldLifted
from backend.archive.facts import HoldFact
from backend.archive.models import Disposal, Hold
from backend.archive.reach import PUBLIC_ID, reached, reason_of
from backend.kit import clock, ids
from backend.kit.database import Work


async def place_hold(work: Work, archive: str, reason: str) -> str:
    """Hold an archive; a disposal that was under way stops. The hold's id.

    The reason is stored encrypted and is not in the audit. Raises NoArchive, ArchiveReasonNeeded, ArchiveDisposed.
    """
    row = await reached(work.actor, archive, locked=True)
    told = reason_of(reason)
    if row.disposed_at:
        raise ArchiveDisposed
    hold = await Hold.create(
        public_id=ids.public_id(), archive=row.public_id, reason=told, by=work.actor.id, at=clock.now()
    )
    stopped = await Disposal.filter(archive=row.public_id).delete()
    await work.record("archive.held", row.transfer, hold=hold.public_id, stopped_disposal=bool(stopped))
    return hold.public_id


async def lift_hold(work: Work, hold: str, reason: str) -> None:
    """Lift one hold, with a reason; others stay. Raises HoldLifted, NoArchive, ArchiveReasonNeeded."""
    found = await Hold.get_or_none(public_id=hold) if len(hold) <= PUBLIC_ID else None
    if found is None:
        raise HoldLifted
    row = await reached(work.actor, found.archive, locked=True)
    told = reason_of(reason)
    # Read again under the archive's lock: two people may lift the same hold.
    found = await Hold.get(id=found.id)
    if found.lifted_at:
        raise HoldLifted
    found.lifted_by, found.lifted_at, found.lifted_reason = work.actor.id, clock.now(), told
    await found.save(update_fields=["lifted_by", "lifted_at", "lifted_reason"])
    await work.record("archive.hold_lifted", row.transfer, hold=found.public_id)


async def is_held(archive: str) -> bool:
    """Whether any hold is in force."""
    return await Hold.filter(archive=archive, lifted_at=None).exists()


async def holds_of(archive: str) -> tuple[HoldFact, ...]:
    """Every hold there was, the latest first."""
    rows = await Hold.filter(archive=archive).order_by("-id")
    return tuple(
        HoldFact(one.public_id, one.reason, one.by, one.at, one.lifted_reason or "", one.lifted_by, one.lifted_at)
        for one in rows
    )
