"""What an object store can do (对象存储约定), whichever disk or service is behind it."""

import re
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Protocol

from backend.kit.errors import Fault

# Parts of small letters, digits, dots, dashes and underscores. No part begins with a dot, so that no key climbs out of
# its folder and none collides with what the store keeps for itself.
KEY_SHAPE = re.compile(r"[a-z0-9_][a-z0-9._-]*(/[a-z0-9_][a-z0-9._-]*)*")
PREFIX_SHAPE = re.compile(r"|[a-z0-9_][a-z0-9._/-]*")
KEY_LENGTH = 200


class BadObjectKey(Fault):
    """A key that is not one; keys are made by the program, so this is never a person's mistake (对象名不合规)."""


class ObjectMissing(Fault):
    """The database names an object that the store does not hold (对象缺失)."""


class ObjectLocked(Fault):
    """A retention lock forbids changing or deleting the object for now (保留期内不可改动); nothing was changed."""


class ObjectStore(Protocol):
    """Bytes by key. An object is written once; who writes the same key again finds the first still there.

    A store elsewhere (OSS) also raises ``VendorTrouble``. Where there is a retention lock, ``put`` with ``replace`` and
    ``delete`` raise :class:`ObjectLocked` until the object is old enough.
    """

    async def put(self, key: str, data: bytes, *, replace: bool = False) -> bool:
        """Store ``data`` and return when it would survive a power cut; False (and no change) if the key is taken.

        ``replace`` is for sealing anew under a newer key, never for changing what the object says.
        """

    async def get(self, key: str) -> bytes:
        """The whole object, or :class:`ObjectMissing`."""

    async def start(self, key: str, count: int) -> bytes:
        """The first ``count`` bytes of what :meth:`get` would give, or :class:`ObjectMissing`."""

    async def exists(self, key: str) -> bool:
        """Is there such an object?"""

    async def delete(self, key: str) -> bool:
        """Remove it for good; True if it was there."""

    async def size(self, key: str) -> int:
        """Bytes that :meth:`get` would give, or :class:`ObjectMissing`."""

    def keys(self, prefix: str = "") -> AsyncIterator[str]:
        """Every key that begins with ``prefix``, in no particular order."""

    async def total_bytes(self) -> int:
        """Bytes that all objects take in the store."""

    async def close(self) -> None:
        """Let go of threads and connections, where there are any."""


def key_of(folder: str, data: bytes) -> str:
    """The key of ``data`` by its content: ``evidence/<64 hexadecimal digits>``."""
    return valid_key(f"{folder}/{sha256(data).hexdigest()}")


def valid_key(key: str) -> str:
    """``key`` if it has the shape of one, else :class:`BadObjectKey`."""
    if len(key) > KEY_LENGTH or not KEY_SHAPE.fullmatch(key):
        raise BadObjectKey(f"not an object key: {key[:KEY_LENGTH]!r}")
    return key


def valid_prefix(prefix: str) -> str:
    """``prefix`` if a key could begin so, else :class:`BadObjectKey`."""
    if len(prefix) > KEY_LENGTH or not PREFIX_SHAPE.fullmatch(prefix) or "/." in prefix or "//" in prefix:
        raise BadObjectKey(f"not the beginning of an object key: {prefix[:KEY_LENGTH]!r}")
    return prefix
