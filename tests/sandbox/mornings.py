"""The morning after, by the sandbox's clock: when bills of the day that just was are ready."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.sandbox.running import RunningSandbox

SHANGHAI = ZoneInfo("Asia/Shanghai")


def next_morning(sandbox: RunningSandbox, hour: int = 11) -> datetime:
    """Move the sandbox's clock, which must not have been moved before, to tomorrow at ``hour`` in Beijing."""
    now = datetime.now(SHANGHAI)
    morning = (now + timedelta(days=1)).replace(hour=hour, minute=0, second=0)
    sandbox.advance((morning - now).total_seconds())
    return morning
