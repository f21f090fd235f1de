"""Sealing as an invariant (盖章兜底): whatever everybody signed is found until it is sealed, however old it is.

The outbox promises each set once; this looks at the sets themselves, so that a lost row, a restored backup or an hour's
pause after many failures leaves nothing behind.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.documents.models import DocumentSet, Signer
from backend.kit import clock
from backend.kit.database import Work
from backend.kit.jobs import forget_done

log = logging.getLogger("chewutong.documents")

SWEEP = "documents.sweep"
# Sealing goes on this long after the time-stamp authority is back at the latest.
EVERY = timedelta(minutes=2)
# What a set waits for in each state, and the job that brings it.
AWAITED = {"preparing": "documents.render_set", "finishing": "documents.finish_set"}


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A set that everybody signed and that bears no seal yet: since when, and why (empty: it is under way)."""

    set: str
    transfer: str
    station: str
    since: datetime
    reason: str


async def ask_for_sweep(work: Work, *, next_time: bool = False) -> None:
    """Ask for a sweep: now, as each start of a server does, or for the next time."""
    moment = clock.now() + (EVERY if next_time else timedelta())
    number = int(moment.timestamp() // EVERY.total_seconds())
    wait = number * EVERY.total_seconds() - clock.now().timestamp()
    await work.queue(SWEEP, str(number), delay_seconds=max(wait, 0))


async def sweep(work: Work) -> int:
    """Ask again for whatever a set in force still waits for; returns how many had been given up or put off."""
    found = 0
    for row in await DocumentSet.filter(state__in=list(AWAITED)).order_by("id"):
        if await work.revive(AWAITED[row.state], row.public_id, set=row.public_id):
            log.warning("documents wait set=%s state=%s", row.public_id, row.state)
            found += 1
    for one in await unsealed(patience=timedelta(minutes=work.kit.settings.seal_patience_minutes)):
        log.error("sealing waits too long set=%s since=%s", one.set, one.since.isoformat())
    await forget_done(SWEEP)
    await ask_for_sweep(work, next_time=True)
    return found


async def unsealed(*, station: str = "", patience: timedelta = timedelta()) -> list[Unsealed]:
    """The sets (of one station, or of all) that have waited for their seals longer than ``patience``, oldest first."""
    waiting = DocumentSet.filter(state="finishing")
    rows = {row.id: row for row in await (waiting.filter(station=station) if station else waiting)}
    if not rows:
        return []
    signed: dict[int, datetime] = {}
    for signer in await Signer.filter(set_id__in=list(rows)).exclude(at=None).only("set_id", "at").order_by("at"):
        signed[signer.set_id] = signer.at  # type: ignore[assignment]
    found = [
        Unsealed(row.public_id, row.transfer, row.station, signed.get(row.id, row.made_at), row.reason)
        for row in rows.values()
    ]
    return sorted((one for one in found if one.since <= clock.now() - patience), key=lambda one: one.since)
