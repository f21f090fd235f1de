"""Numbers without gaps or duplicates (编号): counted per station, series and year."""

from backend.kit.database import Work
from backend.stations.models import Counter


async def next_number(work: Work, station: str, series: str, year: int) -> int:
    """The next number, from 1, of ``series`` at the station (public id) in ``year``.

    Counted in the caller's transaction: the row stays locked until it ends, so callers take turns, and when it rolls
    back the number goes to the next one.
    """
    return await Counter.advance(station, series, year)
