"""Keeping a photograph (保存影像): the original bytes sealed as evidence, the copies for people beside them."""

from backend.collection.begin import editable, owned, tell_page
from backend.collection.errors import (
    ConsentFirst,
    EvidenceBudgetSpent,
    EvidenceUnknown,
    FaceConsentFirst,
    PartyFirst,
    TaskNotYours,
)
from backend.collection.events import PhotographAdded
from backend.collection.models import Collection, Evidence, Reading, ReturnedItem
from backend.collection.people.consent import decisions
from backend.collection.photos.prepare import PreparedPicture
from backend.collection.tasks import EVIDENCE_KINDS, READ_KINDS, tasks_for
from backend.kit import clock, ids
from backend.kit.database import Work
from backend.kit.events import publish

CAPTURED = frozenset({"camera", "file"})


async def add_evidence(
    work: Work, collection: str, prepared: PreparedPicture, captured: str = "camera", device: str = ""
) -> str:
    """Keep a prepared photograph, superseding an earlier one of its kind; the evidence's public id.

    ``captured`` is camera or file, ``device`` the browser's or phone's own description. The same bytes sent again
    are the same evidence. Raises ConsentFirst, FaceConsentFirst, PartyFirst, TaskNotYours, EvidenceBudgetSpent.
    """
    row = await editable(work, collection, prepared.kind, *_later_tasks(prepared.kind))
    await _may_have(row, prepared.kind)
    current = (await Evidence.current(collection)).get(prepared.kind)
    if current and current.sha256 == prepared.sha256:
        await ReturnedItem.answer(collection, [prepared.kind], clock.now())
        return current.public_id
    _within_budget(work, row, prepared.stored)
    evidence = await _keep(work, row, prepared, captured if captured in CAPTURED else "file", device[:200])
    if current:
        await Evidence.filter(id=current.id).update(superseded_at=evidence.at)
    if prepared.kind in READ_KINDS:
        await Reading.create(evidence=evidence.public_id, collection=collection, asked_at=evidence.at)
        await work.queue("collection.read_card", evidence.public_id, evidence=evidence.public_id)
    row.stored_bytes += prepared.stored
    await row.keep("stored_bytes")
    await ReturnedItem.answer(collection, [prepared.kind], evidence.at)
    # The hash goes into the chain together with the change: whoever alters the bytes later is found by verify.
    facts = {"evidence": evidence.public_id, "kind": prepared.kind, "captured": evidence.captured}
    await work.record("evidence.added", collection, object=evidence.original, sha256=prepared.sha256, **facts)
    tell_page(work, row)
    replaced = current.public_id if current else ""
    await publish(work, PhotographAdded(collection, row.transfer, evidence.public_id, prepared.kind, replaced))
    return evidence.public_id


async def may_add(work: Work, collection: str, kind: str) -> None:
    """Whether a photograph of ``kind`` would be kept, asked before a phone sends its bytes; refuses as
    :func:`add_evidence` does."""
    await _may_have(await editable(work, collection, kind, *_later_tasks(kind)), kind)


async def keep_evidence(work: Work, evidence: str) -> None:
    """The owner insists on a photograph that the reader doubted (照片没问题，手动填写); the clerk will see both."""
    picture = await Evidence.get_or_none(public_id=evidence, disposed_at=None, superseded_at=None)
    if picture is None:
        raise EvidenceUnknown
    row = await owned(work, picture.collection)
    if picture.kept:
        return
    await Evidence.filter(id=picture.id).update(kept=True)
    await row.keep()
    await work.record("evidence.insisted", row.public_id, evidence=evidence, kind=picture.kind)
    tell_page(work, row)


def budget_left(work: Work, row: Collection) -> int:
    """Bytes that this collection may still store."""
    return max(0, work.kit.settings.evidence_budget - row.stored_bytes)


async def _may_have(row: Collection, kind: str) -> None:
    decided = await decisions(row.public_id)
    if decided.get("privacy") != "given":
        raise ConsentFirst
    if not (row.role and row.party_kind):
        raise PartyFirst
    if kind not in EVIDENCE_KINDS or kind not in tasks_for(row.role, row.party_kind, row.by_agent, bool(row.deal)):
        raise TaskNotYours
    if kind == "selfie" and decided.get("face") != "given":
        raise FaceConsentFirst


def _within_budget(work: Work, row: Collection, needed: int) -> None:
    left = budget_left(work, row)
    if needed > left:
        raise EvidenceBudgetSpent(left=_megabytes(left), needed=_megabytes(needed), left_bytes=left)


async def _keep(work: Work, row: Collection, prepared: PreparedPicture, captured: str, device: str) -> Evidence:
    name, moment = ids.public_id(), clock.now()
    # By content and by piece: nothing else ever uses these keys, so disposing of one photograph touches no other.
    original = f"evidence/{prepared.sha256}-{name}"
    display, thumbnail = f"shown/{name}-display", f"shown/{name}-thumbnail"
    # Before the commit, so that no row ever names bytes that a power cut kept from the disk.
    await work.kit.objects.put(original, prepared.original)
    await work.kit.objects.put(display, prepared.display)
    await work.kit.objects.put(thumbnail, prepared.thumbnail)
    return await Evidence.create(
        public_id=name,
        collection=row.public_id,
        kind=prepared.kind,
        captured=captured,
        device=device,
        sha256=prepared.sha256,
        original=original,
        display=display,
        thumbnail=thumbnail,
        content_type=prepared.content_type,
        width=prepared.width,
        height=prepared.height,
        size=len(prepared.original),
        stored=prepared.stored,
        at=moment,
        month=f"{clock.local(moment):%Y-%m}",
    )


def _later_tasks(kind: str) -> tuple[str, ...]:
    """A confirm task sent back may need its photographs again."""
    return (READ_KINDS[kind][0],) if kind in READ_KINDS else ()


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
