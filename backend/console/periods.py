"""Periods in addresses (期间): ``?first=2026-11-01&last=2026-11-30``, whatever somebody typed there."""

from datetime import date

from sanic import Request


def period(request: Request, first: date, last: date) -> tuple[date, date]:
    """The days that the address names, in order; ``first`` and ``last`` where it names none."""
    first, last = day_named(request, "first") or first, day_named(request, "last") or last
    return min(first, last), max(first, last)


def day_named(request: Request, name: str) -> date | None:
    """One day of the address, None where it says nothing sensible."""
    try:
        day = date.fromisoformat(str(request.args.get(name) or ""))
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day < date(2100, 1, 1) else None
