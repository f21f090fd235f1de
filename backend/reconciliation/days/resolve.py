"""What a person does about a difference (人工处理), and the closing of a day (平账关闭)."""

from backend.kit import clock
from backend.kit.database import Work
from backend.reconciliation.days.held import hold_day, note_of, write
from backend.reconciliation.errors import DayNotReady, DifferencesOpen, DifferenceUnknown
from backend.reconciliation.models import DifferenceRow
from backend.reconciliation.states import DayState, DifferenceState


async def resolve(work: Work, bill_day: str, difference: str, note: str) -> None:
    """Write what a difference is. Raises DayUnknown, DayNotReady, DifferenceUnknown, NoteNeeded."""
    row = await hold_day(work, bill_day)
    if row.step is not DayState.MATCHED:
        raise DayNotReady
    one = await DifferenceRow.filter(public_id=difference[:20], bill_day=row.public_id).select_for_update().first()
    if one is None or one.state != DifferenceState.OPEN.value:
        raise DifferenceUnknown
    one.note = note_of(note)
    one.state, one.by, one.settled_at = DifferenceState.RESOLVED.value, work.actor.name, clock.now()
    await one.save()
    await work.record("reconciliation.resolved", row.public_id, difference=one.public_id, kind=one.kind)
    work.announce("reconciliation", day=row.public_id, state=row.state)


async def close_day(work: Work, bill_day: str) -> None:
    """Close a day whose differences are all settled. Raises DayUnknown, DayNotReady, DifferencesOpen."""
    row = await hold_day(work, bill_day)
    if row.step is DayState.CLOSED:
        return
    if row.step is not DayState.MATCHED:
        raise DayNotReady
    if count := await DifferenceRow.open_of(row.public_id):
        raise DifferencesOpen(count=count)
    await write(work, row, "closed", DayState.CLOSED, closed_at=clock.now(), closed_by=work.actor.name)
