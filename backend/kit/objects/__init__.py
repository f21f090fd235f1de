"""Object storage (对象存储): immutable pieces by key, encrypted before they reach the disk."""

from pathlib import Path

from backend.kit.objects.encrypted import EncryptedStore
from backend.kit.objects.local import LocalStore
from backend.kit.objects.protocol import BadObjectKey, ObjectMissing, ObjectStore, key_of

__all__ = ["BadObjectKey", "EncryptedStore", "LocalStore", "ObjectMissing", "ObjectStore", "key_of", "open_objects"]


def open_objects(folder: Path) -> LocalStore:
    """The store in a local folder, swept of what a crash left half-written. Wrap it in :class:`EncryptedStore`."""
    store = LocalStore(folder)
    store.sweep_drafts()
    return store
