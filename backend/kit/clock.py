"""The only door through which time comes in (时钟), so that tests can hold it still.

Stored times are UTC; people see Asia/Shanghai.
"""

from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, timedelta
from time import monotonic as _monotonic
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

SHANGHAI = ZoneInfo("Asia/Shanghai")

_held: datetime | None = None


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _held or datetime.now(UTC)


def today() -> date:
    """The present date where the stations are."""
    return now().astimezone(SHANGHAI).date()


def local(moment: datetime) -> datetime:
    """The same moment as people at a station read it from the wall."""
    return moment.astimezone(SHANGHAI)


def monotonic() -> float:
    """Seconds that never run backwards, for measuring how long something took."""
    return _monotonic()


@contextmanager
def held_at(moment: datetime) -> "Iterator[None]":
    """Hold the clock still (tests only)."""
    global _held
    before, _held = _held, moment
    try:
        yield
    finally:
        _held = before


def moved_by(step: timedelta) -> AbstractContextManager[None]:
    """Hold the clock at ``step`` from now (tests only)."""
    return held_at(now() + step)
