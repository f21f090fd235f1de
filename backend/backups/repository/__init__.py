"""The repository (备份库): where backups lie, sealed, sharing their pieces."""

from backend.backups.repository.inventory import Entry, Inventory
from backend.backups.repository.keys import RING, ring_of
from backend.backups.repository.locks import file_lock, is_locked
from backend.backups.repository.manifest import MONTH, PLATFORM, DatabaseCopy, Held, Manifest
from backend.backups.repository.opening import LONGEST, open_place, titles_of
from backend.backups.repository.places import FULL, Place, folder_place, speaking_of
from backend.backups.repository.store import DATABASE, INVENTORIES, MANIFESTS, Repository, new_name

__all__ = [
    "DATABASE",
    "FULL",
    "INVENTORIES",
    "LONGEST",
    "MANIFESTS",
    "MONTH",
    "PLATFORM",
    "RING",
    "DatabaseCopy",
    "Entry",
    "Held",
    "Inventory",
    "Manifest",
    "Place",
    "Repository",
    "file_lock",
    "folder_place",
    "is_locked",
    "new_name",
    "open_place",
    "ring_of",
    "speaking_of",
    "titles_of",
]
