"""Healing (自动更正): the channel is asked about what it lists and we do not know, then the day is matched again."""

from typing import Any

from backend import payments
from backend.gateways.payments import NoticeKind
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.errors import VendorTrouble
from backend.reconciliation.days.ask import queue
from backend.reconciliation.days.held import write
from backend.reconciliation.models import BillDay, DifferenceRow
from backend.reconciliation.states import DayState


async def heal_day(tools: Any, bill_day: str, version: int) -> None:
    """Ask about each difference that may heal; what the channel answers goes the till's own way, never around it."""
    row = await BillDay.named(bill_day)
    if row is None or row.step is not DayState.MATCHED or row.version != version:
        return
    asked = [one for one in await DifferenceRow.of([bill_day]) if one.healable]
    for one in asked:
        try:
            if one.move == NoticeKind.CHARGE.value:
                await payments.ask_again(tools, one.number)
            else:
                await payments.ask_refund_again(tools, one.refund_number)
        except VendorTrouble:
            continue  # the day is matched again all the same, and tells what is left
    async with unit_of_work(SYSTEM) as work:
        held = await BillDay.locked(bill_day)
        if held is None or held.step is not DayState.MATCHED or held.version != version:
            return
        names = [one.id for one in asked]
        for one in await DifferenceRow.filter(id__in=names):
            one.heal_tries += 1
            await one.save(update_fields=["heal_tries"])
        await write(work, held, "asked", DayState.WANTED)
        await queue(work, held)
