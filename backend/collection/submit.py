"""Sending everything (提交), the first time and after items were sent back."""

from backend.collection.answers.errors import CardExpired
from backend.collection.answers.fields import LONG_TERM
from backend.collection.begin import owned, tell_page
from backend.collection.desk.access_code import issue_code
from backend.collection.desk.notify import overtake
from backend.collection.errors import NotFinished, SameParty
from backend.collection.events import Resubmitted, Submitted
from backend.collection.models import Answer, Collection, Deal, ReturnedItem
from backend.collection.situation import tasks_of
from backend.kit import clock
from backend.kit.database import Work
from backend.kit.events import publish


async def submit(work: Work, collection: str) -> None:
    """Send the acting owner's collection; twice is once.

    Without a transfer an access code is issued; with one (direct start, or items sent back) the station has it at
    once. Raises NotFinished naming the next task, CardExpired, SameParty.
    """
    row = await owned(work, collection)
    if row.state in {"submitted", "claimed"}:
        return
    tasks = await tasks_of(row)
    if not tasks.can_submit:
        await _say_what_is_left(collection, tasks.next, [task for task in tasks.tasks if task.state != "done"])
    await _still_holds(row)
    again, moment = row.state == "returned", clock.now()
    row.state, row.submitted_at = ("claimed" if row.transfer else "submitted"), moment
    await row.keep("state", "submitted_at")
    await work.record("collection.resubmitted" if again else "collection.submitted", collection, version=row.version)
    if again:
        await ReturnedItem.filter(collection=collection, closed_at=None).update(closed_at=moment)
        await overtake(work, collection, "returned")
        await publish(work, Resubmitted(collection, row.transfer))
    else:
        if not row.transfer:
            await issue_code(work, row)
        await publish(work, Submitted(collection, row.transfer))
    tell_page(work, row)


async def _say_what_is_left(collection: str, next_key: str | None, left: list) -> None:  # type: ignore[type-arg]
    open_tasks = [task for task in left if task.state != "optional"] or left
    first = next((task for task in open_tasks if task.key == next_key), open_tasks[0])
    raise NotFinished(field=first.key, count=len(open_tasks), title=first.title)


async def _still_holds(row: Collection) -> None:
    """What was right when it was typed may have expired since, or met its own name on the other side."""
    answers = await Answer.in_force(row.public_id)
    today = clock.today().isoformat()
    for group in ("principal", "agent"):
        ends = answers.get(group, {}).get("valid_to")
        applies = group == "agent" or row.party_kind == "person"
        if applies and ends and ends.value != LONG_TERM and ends.value < today:
            raise CardExpired(field="valid_to")
    if row.deal and row.identity_index:
        deal = await Deal.get(public_id=row.deal)
        partner = deal.side("buyer" if row.role == "seller" else "seller")
        if partner and await Collection.filter(public_id=partner, identity_index=row.identity_index).exists():
            raise SameParty
