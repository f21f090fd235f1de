"""已使用年限: how long a car has been used, in months, under each way of rounding (DOMAIN §3.2).

Calendar arithmetic follows the civil code: where the last month lacks the day, its last day counts
(31 January + 1 month = 28 or 29 February).
"""

import calendar
from datetime import date
from enum import StrEnum


class MonthCount(StrEnum):
    """月数取整: how used months are counted; letters as in DOMAIN §3.2."""

    FLOOR = "floor"
    """a) full months elapsed, the day counted; the default."""
    CEIL = "ceil"
    """b) a started month counts."""
    CALENDAR = "calendar"
    """c) difference of year x 12 + month, the day ignored."""
    NEAREST_YEAR = "nearest_year"
    """d) whole years; under six months dropped, six and more counted."""
    STARTED_YEAR = "started_year"
    """e) whole years; each started year counts."""


class DatesOutOfOrder(ValueError):
    """日期先后有误: the later day was given first (a car registered after its valuation)."""


def add_months(day: date, months: int) -> date:
    """Return the day a number of months later (or earlier), the last of the month where the day is missing."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return date(years, month + 1, min(day.day, last))


def add_years(day: date, years: int) -> date:
    """Return the same day some years later; 29 February becomes 28 February in a common year."""
    return add_months(day, years * 12)


def full_months(start: date, end: date) -> int:
    """Return the full months from ``start`` to ``end``; raise DatesOutOfOrder when end lies before start."""
    if end < start:
        raise DatesOutOfOrder(f"{end.isoformat()} is before {start.isoformat()}")
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def used_months(start: date, end: date, count: MonthCount | str = MonthCount.FLOOR) -> int:
    """Return the months from first registration to the valuation date, counted as asked.

    The two yearly ways return whole years times twelve. Raises DatesOutOfOrder.
    """
    full = full_months(start, end)
    match MonthCount(count):
        case MonthCount.CEIL:
            return full + (add_months(start, full) < end)
        case MonthCount.CALENDAR:
            return (end.year - start.year) * 12 + end.month - start.month
        case MonthCount.NEAREST_YEAR:
            return (full + 6) // 12 * 12
        case MonthCount.STARTED_YEAR:
            years = full // 12
            return (years + (add_years(start, years) < end)) * 12
        case _:
            return full
