"""Where a collection stands (采集现状): its rows gathered for the pure functions of ``tasks.py``."""

from backend.collection.begin import owned
from backend.collection.facts import TaskList
from backend.collection.models import Answer, Collection, Deal, Evidence, Reading, ReturnedItem, Signature
from backend.collection.models.parties import OWNERS_TURN
from backend.collection.people.consent import decisions
from backend.collection.photos.doubts import retake_reason
from backend.collection.tasks import Situation, complete, next_task, task_facts
from backend.kit.database import Work


async def task_list(work: Work, collection: str) -> TaskList:
    """What the acting owner has done, what is left, and what comes next."""
    return await tasks_of(await owned(work, collection))


async def tasks_of(row: Collection) -> TaskList:
    """The task list of a collection."""
    tasks = task_facts(await situation_of(row))
    return TaskList(
        collection=row.public_id,
        role=row.role,
        party_kind=row.party_kind,
        by_agent=row.by_agent,
        state=row.state,
        version=row.version,
        tasks=tasks,
        next=next_task(tasks),
        done=sum(task.state == "done" for task in tasks),
        total=len(tasks),
        can_submit=row.state in OWNERS_TURN and complete(tasks),
        deal=row.deal or None,
        transfer=row.transfer,
    )


async def situation_of(row: Collection) -> Situation:
    """Everything the task list depends on."""
    name = row.public_id
    evidence = await Evidence.current(name)
    readings = {reading.evidence: reading for reading in await Reading.filter(collection=name)}
    deal = await Deal.get_or_none(public_id=row.deal) if row.deal else None
    doubted = {}
    for kind, picture in evidence.items():
        reading = readings.get(picture.public_id)
        if reading and reading.state == "done" and not picture.kept and (why := retake_reason(reading.doubts)):
            doubted[kind] = why
    return Situation(
        role=row.role,
        party_kind=row.party_kind,
        by_agent=row.by_agent,
        deal=deal is not None,
        consents=await decisions(name),
        phone_proved=row.phone_proved_at is not None,
        evidence=frozenset(evidence),
        reading=frozenset(kind for kind, one in evidence.items() if _pending(readings.get(one.public_id))),
        doubted=doubted,
        answered=frozenset(await Answer.in_force(name)),
        price_confirmed=deal is not None and deal.confirmed_by(row.role),
        signed=await Signature.last_of(name) is not None,
        returned=await ReturnedItem.open_tasks(name),
    )


def _pending(reading: Reading | None) -> bool:
    return reading is not None and reading.state == "pending"
