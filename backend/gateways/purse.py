"""付费调用的额度: whoever asks a service that charges for its answers draws on one purse for the day.

The gateways say what an answer costs; who counts, and how much there is, is the business of a slice.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from backend.kit.errors import VendorTrouble


class BudgetSpent(VendorTrouble):
    """The day's budget does not reach for one more answer (当日额度已用完): nobody was asked."""

    def __init__(self, action: str) -> None:
        super().__init__(action, "budget_spent", retry=False)


@dataclass(slots=True)
class Bill:
    """What one question costs, in fen; the asker lowers it where the vendor does not charge for its answer."""

    cost_fen: int


class Purse(Protocol):
    """One budget for every question that costs money, whichever service answers it."""

    def paying(self, action: str, price_fen: int) -> AbstractAsyncContextManager[Bill]:
        """Ask within it. Raises :class:`BudgetSpent` before anybody is asked; ``VendorTrouble`` inside costs nothing.

        ``action`` is one short word, at most 16 letters.
        """
        ...


class OpenPurse:
    """A :class:`Purse` that counts nothing, for the command line: whoever types it knows."""

    @asynccontextmanager
    async def paying(self, action: str, price_fen: int) -> AsyncIterator[Bill]:
        """See :meth:`Purse.paying`."""
        yield Bill(price_fen)
