"""Holding a day while it is changed (锁定与记录): every step of a day goes through :func:`write`."""

from typing import Any

from backend.kit.database import Work
from backend.reconciliation.errors import DayUnknown, NoteNeeded
from backend.reconciliation.models import BillDay
from backend.reconciliation.sight import station_of
from backend.reconciliation.states import DAY_STEPS, DayState

LONGEST_NOTE = 200


async def hold_day(work: Work, bill_day: str) -> BillDay:
    """The day, locked, if the acting person may see it; else DayUnknown."""
    station = station_of(work.actor)
    row = await BillDay.locked(bill_day)
    if row is None or station not in (None, row.station):
        raise DayUnknown
    return row


async def write(work: Work, row: BillDay, action: str, to: DayState, *, reason: str = "", **changed: Any) -> None:
    """Save the row in state ``to`` with what changed, as one more version, and tell audit and pages."""
    if to not in DAY_STEPS[row.step]:
        raise ValueError(f"no step from {row.state} to {to}")
    for name, value in changed.items():
        setattr(row, name, value)
    row.state = to.value
    row.version += 1
    await row.save()
    facts: dict[str, Any] = {"state": row.state, "version": row.version}
    if to in (DayState.MATCHED, DayState.CLOSED):
        facts |= {"ours_fen": row.our_charge_fen - row.our_refund_fen, "gap_fen": row.gap_fen, "fee_fen": row.fee_fen}
    if reason:
        facts["reason"] = reason
    await work.record(f"reconciliation.{action}", row.public_id, **facts)
    work.announce("reconciliation", day=row.public_id, state=row.state)


def note_of(text: str) -> str:
    """A note of 2 to 200 letters, or NoteNeeded."""
    note = " ".join(text.split())
    if not 2 <= len(note) <= LONGEST_NOTE:
        raise NoteNeeded(field="note")
    return note
