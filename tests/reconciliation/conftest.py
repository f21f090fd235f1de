"""The till of the payments' tests, whose days are reconciled with the sandbox's own bills."""

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest

from backend import reconciliation
from backend.kit import clock
from backend.payments import conservation
from backend.reconciliation import DayView, DifferenceView
from tests.payments.conftest import one_sandbox, sandbox, till
from tests.payments.till import ADMINISTRATOR, Till

__all__ = ["one_sandbox", "sandbox", "till"]


class Books:
    """The next day at the till: the day before is matched with the channel's bill."""

    def __init__(self, till: Till) -> None:
        self.till = till
        self.day: date = clock.today()

    def next_day(self) -> AbstractContextManager[None]:
        """The next day's noon, for us and for the channels: their bills are there."""
        return self.till.later(days=1)

    async def matches(self, channel: str = "wechat", **more: Any) -> DayView:
        """Ask for the day and let the jobs run."""
        merchant = self.till.merchants[channel]
        name = await self.till.does(reconciliation.ask_for_day, merchant, self.day, by=ADMINISTRATOR, **more)
        await self.till.works()
        return (await self.sees(name))[0]

    async def sees(self, name: str) -> tuple[DayView, list[DifferenceView]]:
        return await reconciliation.day(ADMINISTRATOR, name)


@pytest.fixture
async def books(till: Till) -> AsyncIterator[Books]:
    """It is noon in Beijing, whatever the hour at which the test runs."""
    now = clock.local(clock.now())
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    ahead = noon - now if now < noon else noon + timedelta(days=1) - now
    with till.later(seconds=ahead.total_seconds()):
        yield Books(till)
        assert await conservation() == []
