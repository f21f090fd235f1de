"""Erasing what a person asks to have erased (按申请删除): PIPL art. 47. Whether the law lets it go the caller knows."""

from backend.collection.begin import tell_page
from backend.collection.errors import TooLateToWithdraw
from backend.collection.models import Collection, Consent, Evidence, Owner
from backend.collection.people.consent import append, forget_face, text_of
from backend.collection.withdraw import take_back
from backend.kit.access.once import forget_answers
from backend.kit.access.sessions import forget_sessions
from backend.kit.database import Work

CHANNEL = "desk"


async def erase_side(work: Work, collection: str) -> None:
    """Delete what one side sent, as if its owner took it back: answers, phone and signature now, pictures by a job.

    What is left are the decisions about consent and the audit, which name nobody. Idempotent. Raises
    TooLateToWithdraw while a transfer has it.
    """
    row = await Collection.filter(public_id=collection).select_for_update().first()
    if row is None or row.state == "withdrawn":
        return
    if row.transfer:
        raise TooLateToWithdraw
    await _taken_back(work, row, "privacy")
    await take_back(work, row)


async def erase_face(work: Work, collection: str) -> None:
    """Take the consent to the face back for its owner, so that its pictures and numbers go; the rest goes on."""
    row = await Collection.filter(public_id=collection).select_for_update().first()
    if row is not None:
        await _taken_back(work, row, "face")
        await forget_face(work, row)
        tell_page(work, row)


async def erase_account(work: Work, owner: str) -> None:
    """Forget who is behind a WeChat account; whoever logs in with it again is somebody new."""
    row = await Owner.filter(public_id=owner).select_for_update().first()
    if row is None:
        return
    row.union_index = row.mini_index = row.h5_index = row.mini_openid = row.h5_openid = None
    await row.save(update_fields=["union_index", "mini_index", "h5_index", "mini_openid", "h5_openid"])
    await forget_sessions("owner", owner)
    await forget_answers(f"owner:{owner}")
    await work.record("owner.erased", owner)


async def keeps_face(collection: str) -> bool:
    """Whether a face picture of this side is kept."""
    return await Evidence.filter(collection=collection, kind="selfie", disposed_at=None).exists()


async def knows_account(owner: str) -> bool:
    """Whether it is still known who is behind an account."""
    row = await Owner.get_or_none(public_id=owner)
    return row is not None and bool(row.union_index or row.mini_index or row.h5_index)


async def _taken_back(work: Work, row: Collection, kind: str) -> None:
    given = (await Consent.in_force(row.public_id)).get(kind)
    if given is not None and given.decision == "given":
        await append(work, row, text_of(kind, given.version), "withdrawn", CHANNEL)
