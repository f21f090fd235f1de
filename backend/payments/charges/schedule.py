"""When a channel is asked again (查询节奏): pure functions of how long it has been, so that no charge is left for good.

A scanned code is asked about after 2, 3, 5, 5 … seconds and, when its time is over, reversed at once after one last
query (INTEGRATIONS §2.2: 45 s, §3.1: 60 s). A QR code is asked about until it expires, then closed. What is
being ended is asked about for ever, slower and slower.
"""

from datetime import datetime, timedelta
from typing import Final

from backend.gateways.payments import Way

PATIENCE: Final = {"wechat": timedelta(seconds=45), "alipay": timedelta(seconds=60)}
# WeChat reverses no charge younger than this; and our own call is over by then, so nothing arrives after its end.
REVERSED_AFTER: Final = timedelta(seconds=15)
_FIRST: Final = {Way.CODE: (2.0, 3.0), Way.QR: (3.0, 5.0, 5.0)}
_THEN: Final = {Way.CODE: 5.0, Way.QR: 10.0}
# Up to that age of the trouble, that many seconds between two questions.
_SLOWER: Final = (
    (timedelta(minutes=2), 5.0),
    (timedelta(minutes=10), 15.0),
    (timedelta(hours=1), 60.0),
    (timedelta(days=1), 600.0),
)
_SLOWEST: Final = 3600.0
# What does not fit is seen to by a person at the channel's platform; we notice within the hour.
DISPUTED_ASKED_EVERY_SECONDS: Final = 3600.0


def deadline(channel: str, way: Way, asked_at: datetime, expires_at: datetime) -> datetime:
    """Until when the payer may finish."""
    return asked_at + PATIENCE[channel] if way is Way.CODE else expires_at


def may_end(way: Way, asked_at: datetime, now: datetime) -> bool:
    """Whether the channel lets it be ended by now."""
    return way is not Way.CODE or now >= asked_at + REVERSED_AFTER


def next_ask(way: Way, asks: int, left: timedelta) -> float:
    """Seconds until an open charge is asked about for the ``asks + 1``-th time, ``left`` before its deadline."""
    kind = Way.CODE if way is Way.CODE else Way.QR
    planned = _FIRST[kind][asks] if asks < len(_FIRST[kind]) else _THEN[kind]
    return max(min(planned, left.total_seconds()), 0.5)


def next_try(trouble: timedelta) -> float:
    """Seconds until something that has been in trouble for so long (being ended, going back) is asked about again."""
    return next((seconds for age, seconds in _SLOWER if trouble < age), _SLOWEST)
