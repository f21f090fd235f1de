"""A place by its name (备份位置): a folder, or ``oss:prefix`` in the bucket of backups."""

from pathlib import Path

from backend.backups.errors import NoRepository
from backend.backups.repository.places import Place, folder_place, title_of
from backend.gateways.oss import open_oss
from backend.kit.objects import BadObjectKey
from backend.kit.objects.protocol import valid_key
from backend.settings import Settings

OSS = "oss:"
LONGEST = 255  # of a place in the record of runs


def open_place(settings: Settings, name: str, *, make: bool = False) -> Place:
    """Open it; with ``make`` a folder whose parent is there is made. Whoever opens it closes its ``store``.

    Raises NoRepository, PlaceTrouble.
    """
    if not name.startswith(OSS):
        return folder_place(Path(name), make=make)
    prefix = _prefix(name)
    store = open_oss(settings, prefix + "/", bucket=settings.oss_backup_bucket)
    return Place(store, _title(settings, prefix))


def titles_of(settings: Settings, name: str) -> tuple[str, ...]:
    """What the record of runs calls the place ``name``, first as it is called now, then as it was before.

    None where there is no name. Two spellings of a folder are one place, told without opening it.
    """
    if not name:
        return ()
    if not name.startswith(OSS):
        return tuple(dict.fromkeys(title[:LONGEST] for title in (title_of(Path(name)), str(Path(name)))))
    try:
        return (_title(settings, _prefix(name))[:LONGEST],)
    except NoRepository:
        return (name[:LONGEST],)


def _prefix(name: str) -> str:
    try:
        return valid_key(name.removeprefix(OSS).strip("/") or "chewutong")
    except BadObjectKey:
        raise NoRepository(place=name) from None


def _title(settings: Settings, prefix: str) -> str:
    return f"oss://{settings.oss_backup_bucket}/{prefix}"
