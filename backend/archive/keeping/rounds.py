"""The archive's rounds (巡查): what every hour and every day must be looked after, whoever forgot to ask for it."""

import logging
from datetime import datetime, timedelta

from backend.archive.errors import ArchiveBroken
from backend.archive.keeping.dispose import propose
from backend.archive.keeping.vault import keep_package
from backend.archive.models import Archive, ArchivePart
from backend.kit import audit, clock
from backend.kit.database import Work
from backend.kit.tools import Kit

log = logging.getLogger("chewutong.archive")

# A job is at it: what is older than that was lost with a broken store, or is from before there was a vault.
PATIENCE = timedelta(minutes=10)
# Longer than a platform stands still; disposals before that were seen.
LOOKED_BACK = timedelta(days=14)
PAGE = 100


async def ask_for_rounds(work: Work) -> None:
    """Ask for this hour's round; every start of a server does."""
    await work.queue("archive.rounds", _hour())


async def ask_for_next(work: Work) -> None:
    """Ask for the next hour's."""
    hour = timedelta(hours=1)
    await work.queue("archive.rounds", _hour(hour), delay_seconds=hour.total_seconds())


async def go_round(kit: Kit) -> None:
    """Pack what was not packed, pack anew what holds something that was disposed of since, propose what is over."""
    before = clock.now() - PATIENCE
    last = 0
    while rows := await _unpacked(before, last):
        for row in rows:
            await _keep(kit, row.public_id)
        last = rows[-1].id
    for archive in await _outdated():
        await _keep(kit, archive)
    await propose(kit)


async def _keep(kit: Kit, archive: str) -> None:
    try:
        await keep_package(kit, archive)
    except ArchiveBroken as broken:
        # Others must not wait for it; ``cwt archive verify`` names it too.
        log.error("archive cannot be packed archive=%s why=%s", archive, broken.facts["what"])


async def _unpacked(before: datetime, after: int) -> list[Archive]:
    found = Archive.filter(id__gt=after, packed_at=None, disposed_at=None, closed_at__lt=before)
    return await found.exclude(signature="").order_by("id").limit(PAGE)


async def _outdated() -> list[str]:
    """Packed archives with a part that was disposed of after they were packed (a face whose consent was withdrawn)."""
    lately = await audit.disposed_objects(clock.now() - LOOKED_BACK)
    found: list[str] = []
    keys = sorted(lately)
    for start in range(0, len(keys), PAGE):
        listed = await ArchivePart.filter(object__in=keys[start : start + PAGE]).values_list("archive", "object")
        names = {str(name): max(lately[key] for one, key in listed if one == name) for name, _ in listed}
        rows = await Archive.filter(public_id__in=list(names), disposed_at=None).exclude(packed_at=None)
        found += [row.public_id for row in rows if row.packed_at and row.packed_at.isoformat() < names[row.public_id]]
    return found


def _hour(ahead: timedelta = timedelta(0)) -> str:
    return f"{clock.local(clock.now() + ahead):%Y-%m-%dT%H}"
