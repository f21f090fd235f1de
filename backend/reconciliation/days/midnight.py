"""跨日撤销: a payment taken before midnight and reversed after it stands alone in each of two bills.

Together they are nothing: we closed the charge, and the payer has the money back. When the second bill is there both
differences are healed, and a day that has no other closes.
"""

from datetime import timedelta
from typing import Final

from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.database import Work
from backend.reconciliation.days.held import write
from backend.reconciliation.models import BillDay, DifferenceRow
from backend.reconciliation.states import DayState, DifferenceState

NOTE: Final = "收款后跨日撤销，两日账单合计为零"
# A scanned code is given up within a minute; a channel that is down when it should reverse may need a day more.
NEAR: Final = timedelta(days=2)


async def pair_reversals(work: Work, row: BillDay, found: list[DifferenceRow]) -> list[DifferenceRow]:
    """Heal what of ``found`` has its other half in the bill of a day nearby, and that half; the rows as they are."""
    if not any(_waits(one) for one in found):
        return found
    found = await DifferenceRow.of([row.public_id])
    # Two such days that are kept at the same time may lock one another out; the job that loses comes again.
    near = await BillDay.of(row.day - NEAR, row.day + NEAR, None).filter(merchant=row.merchant).exclude(id=row.id)
    for half in filter(_waits, found):
        other = await half.other_half(day.public_id for day in near)
        if other is not None and (other.state == DifferenceState.OPEN.value or other.note == NOTE):
            for one in (half, other):
                one.state, one.note, one.by = DifferenceState.HEALED.value, NOTE, SYSTEM.name
                one.settled_at = clock.now()
                await one.save()
            await _close_if_done(work, other.bill_day)
    return found


def _waits(one: DifferenceRow) -> bool:
    return one.half_of_a_reversal and one.state == DifferenceState.OPEN.value


async def _close_if_done(work: Work, bill_day: str) -> None:
    day = await BillDay.locked(bill_day)
    if day is None or day.step is not DayState.MATCHED or day.unexplained_fen:
        return
    if not await DifferenceRow.open_of(bill_day):
        await write(work, day, "closed", DayState.CLOSED, closed_at=clock.now(), closed_by=SYSTEM.name)
