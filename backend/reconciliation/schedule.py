"""When days are reconciled (对账计划)."""

from datetime import datetime, time, timedelta
from typing import Final

from backend.kit import clock
from backend.kit.clock import SHANGHAI
from backend.kit.database import Work

NIGHTLY: Final = "reconciliation.nightly"
# WeChat's bills are there from about ten in the morning (INTEGRATIONS §2.1), Alipay's before.
BEGINS: Final = time(10, 30)


async def ask_for_reconciliation(work: Work) -> None:
    """Ask for the next morning's round; every start of a server does, and each round for the one after it."""
    now = clock.local(clock.now())
    due = datetime.combine(now.date(), BEGINS, SHANGHAI)
    if now >= due:
        # This morning's, at once: it does nothing for a day that is asked for already.
        await work.queue(NIGHTLY, f"{now:%Y-%m-%d}")
        due += timedelta(days=1)
    await work.queue(NIGHTLY, f"{due:%Y-%m-%d}", delay_seconds=(due - now).total_seconds())
