"""The end of an archive (到期处置): proposed by the calendar, agreed by one person, confirmed by a second, carried out.

What is left is the manifest, its signature and place in the chain, and who decided: verifying still passes, and says
that the materials were disposed of in the ordered way.
"""

from collections.abc import Sequence

from backend.archive.errors import DisposalNotOpen, SecondPersonNeeded
from backend.archive.events import Disposed
from backend.archive.keeping.hold import is_held
from backend.archive.keeping.retention import over, term_of
from backend.archive.keeping.vault import forget_others
from backend.archive.models import Archive, ArchivePart, Disposal
from backend.archive.package.parts import Part
from backend.archive.reach import reached
from backend.archive.verifying.verify import opened
from backend.kit import clock, ids
from backend.kit.actor import SYSTEM
from backend.kit.database import Work, unit_of_work
from backend.kit.events import publish
from backend.kit.tools import Kit

PAGE = 100


async def propose(kit: Kit) -> int:
    """Propose every archive whose last day is over and that nobody holds; returns how many are new. Idempotent."""
    count, last = 0, 0
    while rows := await _past_their_day(last):
        async with unit_of_work(SYSTEM) as work:
            for row in rows:
                count += await _propose(work, row, kit.settings.evidence_years)
        last = rows[-1].id
    return count


async def agree(work: Work, archive: str) -> None:
    """The first person agrees to a proposal. Raises NoArchive, DisposalNotOpen."""
    row, disposal = await _open(work, archive, "proposed")
    disposal.state, disposal.agreed_by, disposal.agreed_at = "agreed", work.actor.id, clock.now()
    await disposal.save(update_fields=["state", "agreed_by", "agreed_at"])
    await work.record("archive.disposal_agreed", row.transfer, archive=row.public_id, keep_until=disposal.keep_until)


async def confirm(work: Work, archive: str) -> None:
    """A second person confirms; a job then deletes. Raises NoArchive, DisposalNotOpen, SecondPersonNeeded."""
    row, disposal = await _open(work, archive, "agreed")
    if disposal.agreed_by == work.actor.id:
        raise SecondPersonNeeded
    disposal.state, disposal.confirmed_by, disposal.confirmed_at = "confirmed", work.actor.id, clock.now()
    await disposal.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    await work.record("archive.disposal_confirmed", row.transfer, archive=row.public_id, agreed_by=disposal.agreed_by)
    await work.queue("archive.dispose", disposal.public_id, archive=row.public_id)


async def carry_out(kit: Kit, archive: str) -> None:
    """Delete what was confirmed. Recorded before it is deleted, so a crash in between leaves nothing unexplained and
    the next run goes on. A hold or a longer term that came meanwhile stops it."""
    row = await Archive.get(public_id=archive)
    objects = await _own_objects(kit, row, (await opened(kit, row)).parts)
    async with unit_of_work(SYSTEM) as work:
        disposal = await _may_go(work, archive)
        if disposal is None:
            return
        if disposal.state == "confirmed":
            await _record(work, disposal, objects)
    for key in objects:
        await kit.objects.delete(key)
    await forget_others(kit, archive)
    async with unit_of_work(SYSTEM):
        await Disposal.filter(archive=archive, state="deleting").update(state="done", done_at=clock.now())


async def _past_their_day(after: int) -> list[Archive]:
    found = Archive.filter(id__gt=after, keep_until__lt=clock.today(), disposed_at=None)
    return await found.order_by("id").limit(PAGE)


async def _propose(work: Work, row: Archive, own_years: int) -> int:
    term = await term_of(row, own_years)
    if not over(row, term) or await is_held(row.public_id) or await Disposal.exists(archive=row.public_id):
        return 0
    await Disposal.create(
        public_id=ids.public_id(),
        archive=row.public_id,
        station=row.station,
        keep_until=row.keep_until,
        basis=f"{term.title}，{term.basis}"[:120],
        state="proposed",
        proposed_at=clock.now(),
    )
    await work.record("archive.disposal_proposed", row.transfer, archive=row.public_id, keep_until=row.keep_until)
    return 1


async def _open(work: Work, archive: str, state: str) -> tuple[Archive, Disposal]:
    """Archive and proposal in ``state``, both of this actor's reach, the archive locked."""
    row = await reached(work.actor, archive, locked=True)
    disposal = await Disposal.get_or_none(archive=row.public_id, state=state)
    term = await term_of(row, work.kit.settings.evidence_years)
    if disposal is None or row.disposed_at or await is_held(row.public_id) or not over(row, term):
        raise DisposalNotOpen
    return row, disposal


async def _may_go(work: Work, archive: str) -> Disposal | None:
    """The disposal that is to be carried out, or went half its way; None (and no proposal left) where it must not."""
    row = await Archive.filter(public_id=archive).select_for_update().get()
    disposal = await Disposal.get_or_none(archive=archive)
    if disposal is None or disposal.state not in {"confirmed", "deleting"}:
        return None
    if disposal.state == "confirmed":
        term = await term_of(row, work.kit.settings.evidence_years)
        if await is_held(archive) or not over(row, term):
            await disposal.delete()
            await work.record("archive.disposal_stopped", row.transfer, archive=archive)
            return None
    return disposal


async def _own_objects(kit: Kit, row: Archive, parts: Sequence[Part]) -> dict[str, int]:
    """Key -> bytes of what goes: parts that are there, that are this archive's alone, and are not everybody's.

    The verifier and the texts of consents are the same bytes in every archive, also in the one being closed now.
    """
    keys = {part.object for part in parts if part.kind != "verifier" and ":consent:" not in part.kind}
    others = ArchivePart.filter(object__in=list(keys)).exclude(archive=row.public_id)
    found = await others.values_list("object", "archive")
    names = list({str(name) for _, name in found})
    kept = set(await Archive.filter(public_id__in=names, disposed_at=None).values_list("public_id", flat=True))
    shared = {key for key, name in found if name in kept}
    return {key: await kit.objects.size(key) for key in sorted(keys - shared) if await kit.objects.exists(key)}


async def _record(work: Work, disposal: Disposal, objects: dict[str, int]) -> None:
    row = await Archive.get(public_id=disposal.archive)
    moment = clock.now()
    for key in objects:
        await work.record("object.disposed", row.transfer, object=key)
    row.disposed_at = moment
    await row.save(update_fields=["disposed_at"])
    disposal.state, disposal.objects, disposal.bytes = "deleting", len(objects), sum(objects.values())
    await disposal.save(update_fields=["state", "objects", "bytes"])
    await work.record(
        "archive.disposed",
        row.transfer,
        archive=row.public_id,
        at=moment.isoformat(),
        manifest_sha256=row.manifest_sha256,
        package_sha256=row.package_sha256,
        objects=disposal.objects,
        bytes=disposal.bytes,
        basis=disposal.basis,
        agreed_by=disposal.agreed_by,
        confirmed_by=disposal.confirmed_by,
    )
    await publish(work, Disposed(row.transfer))
