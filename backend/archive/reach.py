"""Who may reach which archive (档案权限): a manager those of the own station, an administrator all."""

from backend.archive.errors import ArchiveReasonNeeded, NoArchive
from backend.archive.models import Archive
from backend.kit.actor import Actor, Role

PUBLIC_ID = 20
REASON = range(2, 201)


def station_of(actor: Actor) -> str | None:
    """The one station whose archives ``actor`` may see, None for every station. Raises NoArchive for others."""
    if Role.ADMINISTRATOR in actor.roles:
        return None
    if Role.MANAGER not in actor.roles or not actor.station:
        raise NoArchive
    return actor.station


async def reached(actor: Actor, archive: str, *, locked: bool = False) -> Archive:
    """The archive's row, locked if wished. Raises NoArchive, also for another station's."""
    station = station_of(actor)
    if len(archive) > PUBLIC_ID:
        raise NoArchive
    rows = Archive.filter(public_id=archive)
    if station is not None:
        rows = rows.filter(station=station)
    row = await (rows.select_for_update() if locked else rows).first()
    if row is None:
        raise NoArchive
    return row


def reason_of(text: str, field: str = "reason") -> str:
    """``text`` without blanks around it; ArchiveReasonNeeded when it says too little or too much."""
    plain = text.strip()
    if len(plain) not in REASON:
        raise ArchiveReasonNeeded(field=field)
    return plain
