"""Confirming what was read (核对并确认): the owner's word is kept beside the reader's, never instead of it."""

from collections.abc import Mapping

from backend.collection.answers.errors import AgentIsPrincipal
from backend.collection.answers.fields import LABELS
from backend.collection.answers.judge import judge
from backend.collection.begin import INDEXED, editable, owned, tell_page
from backend.collection.errors import ConsentFirst, PartyFirst, SameParty, TaskNotYours
from backend.collection.facts import Confirmed, ConfirmPage, DoubtFact, ReadField
from backend.collection.models import Answer, Collection, Deal, Evidence, Reading, ReturnedItem
from backend.collection.people.consent import decisions
from backend.collection.photos.read import facts_of
from backend.collection.tasks import CONFIRM_TASKS, group_of, photographs_of, tasks_for
from backend.kit import clock
from backend.kit.database import Work
from backend.rules.numbers import same_identity_number


async def confirm_page(work: Work, collection: str, task: str) -> ConfirmPage:
    """The fields of one confirm task: what is in force, else what was read; with doubts and whether to wait."""
    row = await owned(work, collection)
    group = _group(row, task)
    read, doubts, reading = await _read(row, task)
    answers = (await Answer.in_force(collection)).get(group, {})
    values = {}
    for name in LABELS[group]:
        if name in answers:
            values[name] = answers[name].value
        else:
            values[name] = read[name][1].value if name in read else ""
    fields = {name: field for name, (_, field) in read.items()}
    return ConfirmPage(group, dict(LABELS[group]), values, fields, reading, doubts)


async def confirm_answers(
    work: Work, collection: str, task: str, values: Mapping[str, str], *, checked: bool = False
) -> Confirmed:
    """Take the owner's answers of one confirm task: identity, agent_identity, vehicle or condition.

    Every field that was read and changed is kept as a correction with what was read. ``checked`` is the tick at
    我已核对, which lets a doubtful VIN pass. Raises the refusals of ``answers/errors.py``, each with its field.
    """
    row = await owned(work, collection)
    group = _group(row, task)
    await editable(work, collection, task, *photographs_of(task, _tasks(row), row.party_kind))
    if (await decisions(collection)).get("privacy") != "given":
        raise ConsentFirst
    judged = judge(group, values, clock.today(), checked=checked)
    await _not_the_same(work, row, group, judged.values)
    read, _, _ = await _read(row, task)
    changed = await _append(work, row, group, judged.values, read, checked=checked)
    await ReturnedItem.answer(collection, [task], clock.now())
    if changed:
        if group in INDEXED:
            row.identity_index = work.kit.blind.of("identity", judged.values[INDEXED[group]])
        await row.keep("identity_index")
        await work.record("answers.confirmed", collection, group=group, fields=changed, checked=checked)
    tell_page(work, row)
    return Confirmed(changed, judged.warnings)


def _tasks(row: Collection) -> list[str]:
    return tasks_for(row.role, row.party_kind, row.by_agent, bool(row.deal))


def _group(row: Collection, task: str) -> str:
    if not (row.role and row.party_kind):
        raise PartyFirst
    if task not in CONFIRM_TASKS or task not in _tasks(row):
        raise TaskNotYours(field="task")
    return group_of(task, row.party_kind)


async def _read(row: Collection, task: str) -> tuple[dict[str, tuple[str, ReadField]], list[DoubtFact], bool]:
    """What was read of the task's photographs: name -> (evidence, field); their doubts; whether one is not read yet."""
    evidence = await Evidence.current(row.public_id)
    fields: dict[str, tuple[str, ReadField]] = {}
    doubts: list[DoubtFact] = []
    waiting = False
    for kind in photographs_of(task, _tasks(row), row.party_kind):
        if (picture := evidence.get(kind)) is None:
            continue
        reading = facts_of(picture, await Reading.get_or_none(evidence=picture.public_id))
        fields |= {name: (picture.public_id, field) for name, field in reading.fields.items()}
        doubts += reading.doubts
        waiting = waiting or reading.state == "pending"
    return fields, doubts, waiting


async def _append(
    work: Work,
    row: Collection,
    group: str,
    values: Mapping[str, str],
    read: Mapping[str, tuple[str, ReadField]],
    *,
    checked: bool,
) -> list[str]:
    """Add a row for every field that says something new; the names."""
    known = (await Answer.in_force(row.public_id)).get(group, {})
    changed = []
    for name, value in values.items():
        evidence, field = read.get(name, ("", None))
        seen = field.value if field and field.value else None
        source = "typed" if seen is None else "recognised" if seen == value else "corrected"
        insisted = checked and name == "vin"
        before = known.get(name)
        if before and (before.value, before.source, before.recognised or None, before.checked) == (
            value,
            source,
            seen if source == "corrected" else None,
            insisted,
        ):
            continue
        await Answer.create(
            collection=row.public_id,
            group=group,
            name=name,
            value=value,
            source=source,
            recognised=seen if source == "corrected" else None,
            confidence=field.confidence if field else None,
            checked=insisted,
            evidence=evidence,
            by=work.actor.name,
            at=clock.now(),
        )
        changed.append(name)
    return changed


async def _not_the_same(work: Work, row: Collection, group: str, values: Mapping[str, str]) -> None:
    """Neither is the agent the principal, nor the buyer the seller."""
    if group in {"principal", "agent"} and row.by_agent:
        other = (await Answer.in_force(row.public_id)).get("agent" if group == "principal" else "principal", {})
        if "id_number" in other and same_identity_number(other["id_number"].value, values["id_number"]):
            raise AgentIsPrincipal(field="id_number")
    if group in INDEXED and row.deal:
        index = work.kit.blind.of("identity", values[INDEXED[group]])
        deal = await Deal.get(public_id=row.deal)
        partner = deal.side("buyer" if row.role == "seller" else "seller")
        if partner and await Collection.filter(public_id=partner, identity_index=index).exists():
            raise SameParty(field=INDEXED[group])
