"""Object storage (对象存储): immutable pieces by key, encrypted before they reach the disk."""

from pathlib import Path

from backend.kit.objects.encrypted import EncryptedStore
from backend.kit.objects.local import LocalStore
from backend.kit.objects.protocol import BadObjectKey, ObjectLocked, ObjectMissing, ObjectStore, key_of
from backend.kit.objects.rotating import ObjectTally, count_objects, rotate_objects
from backend.kit.secrets.cipher import Cipher

__all__ = [
    "BadObjectKey",
    "EncryptedStore",
    "LocalStore",
    "ObjectLocked",
    "ObjectMissing",
    "ObjectStore",
    "ObjectTally",
    "count_objects",
    "key_of",
    "open_objects",
    "rotate_objects",
]


def open_objects(folder: Path, cipher: Cipher) -> EncryptedStore:
    """The store in a local folder, sealed by ``cipher``, swept of what a crash left half-written."""
    store = LocalStore(folder)
    store.sweep_drafts()
    return EncryptedStore(store, cipher)
