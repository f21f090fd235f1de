"""Sending single items back (退回补充): the collection opens again, for just those."""

from collections.abc import Sequence

from backend.collection.begin import tell_page
from backend.collection.desk.notify import notify
from backend.collection.errors import CollectionUnknown, NotAtStation, ReturnUnfit
from backend.collection.models import Collection, ReturnedItem
from backend.collection.tasks import tasks_for
from backend.kit import clock
from backend.kit.database import Work

LONGEST_REASON = 200
# Decisions that are the owner's own are not a station's to send back.
NEVER_RETURNED = frozenset({"consent_privacy", "consent_face", "party", "price"})


async def send_back(work: Work, collection: str, items: Sequence[tuple[str, str]]) -> None:
    """Return tasks to the owner, each with a reason, and tell them; a task already with the owner gets the new reason.

    Raises ReturnUnfit for a task that this side does not have, NotAtStation without a transfer.
    """
    row = await Collection.filter(public_id=collection).select_for_update().first()
    if row is None or row.state == "withdrawn":
        raise CollectionUnknown
    if row.state not in {"claimed", "returned"}:
        raise NotAtStation
    mine = set(tasks_for(row.role, row.party_kind, row.by_agent, bool(row.deal))) - NEVER_RETURNED
    wanted = {task: " ".join(reason.split()) for task, reason in items}
    if not wanted or any(
        task not in mine or not reason or len(reason) > LONGEST_REASON for task, reason in wanted.items()
    ):
        raise ReturnUnfit(field="items")
    moment = clock.now()
    for task, reason in wanted.items():
        await ReturnedItem.filter(collection=collection, task=task, closed_at=None).update(closed_at=moment)
        await ReturnedItem.create(collection=collection, task=task, reason=reason, by=work.actor.name, at=moment)
    row.state = "returned"
    await row.keep("state")
    await work.record("collection.sent_back", collection, tasks=sorted(wanted), transfer=row.transfer)
    await notify(work, collection, "returned", count=len(wanted))
    tell_page(work, row)
