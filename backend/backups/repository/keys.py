"""The ring for backups (备份用的密钥环)."""

from pathlib import Path

from backend.backups.errors import NoKeyRing
from backend.kit.errors import Fault
from backend.kit.secrets import KeyRing
from backend.settings import Settings

RING = "keyring.json"


def ring_of(settings: Settings, file: Path | None = None) -> KeyRing:
    """The key ring of this machine, or the one in ``file``; NoKeyRing where that is none."""
    path = file or settings.folder / RING
    try:
        return KeyRing(path)
    except (Fault, OSError):
        raise NoKeyRing(place=path) from None
