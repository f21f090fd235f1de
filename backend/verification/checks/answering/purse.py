"""付费核验的额度: what Aliyun's answers of a day cost together — authority, faces, liveness, cards.

The row of :class:`AuthorityCall` is written before the question leaves, so that a crash in between is a question that
may have been paid, and is counted as such.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from backend.gateways.purse import Bill, BudgetSpent
from backend.kit import clock, ids
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.errors import VendorTrouble
from backend.verification.models import AuthorityCall


async def paid_today() -> tuple[int, int]:
    """How many questions were asked today, and what they cost in fen."""
    day = clock.today().isoformat()
    return await AuthorityCall.filter(day=day).count(), await AuthorityCall.spent(day)


async def must_reach(budget_fen: int, price_fen: int, action: str) -> None:
    """Raises BudgetSpent where one more question of ``price_fen`` is more than the day has left; 0 is no limit."""
    if budget_fen and await AuthorityCall.spent(clock.today().isoformat()) + price_fen > budget_fen:
        raise BudgetSpent(action)


class DailyPurse:
    """A :class:`~backend.gateways.purse.Purse` of ``budget_fen`` a day, shared with the authority; 0 is no limit.

    Answers are not kept here: what a card says lies with the photograph, what a face scored with the check, and both
    go when these go.
    """

    def __init__(self, budget_fen: int) -> None:
        self._budget_fen = budget_fen

    @asynccontextmanager
    async def paying(self, action: str, price_fen: int) -> AsyncIterator[Bill]:
        """See :meth:`~backend.gateways.purse.Purse.paying`."""
        row = await self._begin(action, price_fen)
        bill = Bill(price_fen)
        try:
            yield bill
        except VendorTrouble:
            await AuthorityCall.filter(id=row.id).delete()
            raise
        async with unit_of_work(SYSTEM) as work:
            row.cost_fen, row.answered_at = bill.cost_fen, clock.now()
            await row.save(update_fields=["cost_fen", "answered_at"])
            await work.record("authority.asked", row.fingerprint, question=action, cost=bill.cost_fen)

    async def _begin(self, action: str, price_fen: int) -> AuthorityCall:
        async with unit_of_work(SYSTEM):
            await must_reach(self._budget_fen, price_fen, action)
            return await AuthorityCall.create(
                fingerprint=ids.letters(32),
                action=action,
                cost_fen=price_fen,
                day=clock.today().isoformat(),
                asked_at=clock.now(),
            )
