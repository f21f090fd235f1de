"""The key ring (密钥环): one small file with every master key of the platform, in versions.

The file is JSON, readable by its owner alone, and is made on the first run. It must be backed up apart from the data:
without it nothing sealed can be read again, so it is never made anew over data that already exists.
"""

import fcntl
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from backend.kit.clock import now
from backend.kit.errors import Fault
from backend.kit.files import write_durably
from backend.kit.ids import public_id, random_bytes

FORMAT = 1
KEY_BYTES = 32


class KeyMissing(Fault):
    """A key, or the whole ring, that is needed to read what is stored is not there (密钥缺失)."""


class KeyRingBroken(Fault):
    """The file is there but is not a key ring this program can read (密钥环损坏)."""


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """One version's keys, each 256 random bits: ``encryption`` wraps data keys, ``signing`` signs tokens."""

    version: int
    made_at: str
    encryption: bytes
    signing: bytes


@dataclass(frozen=True, slots=True)
class _Content:
    """What the file says. The blind-index key and the audit salt have one version for life.

    Rotating them would mean computing every index and every audited hash again, from values we may no longer hold.
    """

    ring_id: str
    current: int
    versions: dict[int, MasterKeys]
    blind_index: bytes
    audit_salt: bytes


class KeyRing:
    """The open ring. What another process changed in the file takes effect here at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = _stamp(path)  # before reading: a file replaced in between is seen as changed, and read again
        self._content = _read(path)

    @classmethod
    def open_or_create(cls, path: Path, *, must_exist: bool = False) -> Self:
        """Open the ring at ``path``, making one on a first run.

        With ``must_exist`` (there is sealed data already) a missing file is :class:`KeyMissing`: a new ring made in
        silence would leave that data unreadable and look as if all were well. Two processes that start at once agree
        on one ring. A file that cannot be understood is :class:`KeyRingBroken`, and is left as it is.
        """
        if not path.exists():
            if must_exist:
                raise KeyMissing(
                    f"密钥环 {path} 不见了，请从备份恢复后再启动；没有它，已加密的数据无法读出，平台不会另造一份。\n"
                    f"The key ring {path} is missing; restore it from its backup before starting."
                )
            _write(path, _new_content(), only_if_absent=True)
        return cls(path)

    @property
    def ring_id(self) -> str:
        """The ring's public name, by which a database can tell that it was given the right one."""
        return self._content.ring_id

    @property
    def current(self) -> int:
        """The version that seals and signs from now on.

        Looks at the file each time (some two microseconds): a rotation by another process needs no restart, and nothing
        is sealed with keys that the file no longer holds. :class:`KeyMissing` or :class:`KeyRingBroken` then.
        """
        stamp = _stamp(self._path)
        if stamp != self._stamp:
            self._take(_read(self._path), stamp)
        return self._content.current

    @property
    def versions(self) -> list[int]:
        """Every version that can still be read, oldest first."""
        return sorted(self._content.versions)

    @property
    def blind_index_key(self) -> bytes:
        """The key under which equal values are found without being readable."""
        return self._content.blind_index

    @property
    def audit_salt(self) -> bytes:
        """The salt of personal data's hashes in the audit chain."""
        return self._content.audit_salt

    def keys(self, version: int | None = None) -> MasterKeys:
        """The keys of ``version`` (the current one by default), else :class:`KeyMissing`."""
        wanted = self.current if version is None else version
        if wanted not in self._content.versions:
            self._take(_read(self._path), self._stamp)
        try:
            return self._content.versions[wanted]
        except KeyError:
            raise KeyMissing(f"the key ring {self._path} holds no version {wanted}") from None

    def rotate(self) -> int:
        """Add a new version and make it current; old ones stay for reading. Returns the new version.

        Two rotations at once add two versions and lose none.
        """
        with _only_one(self._path):
            content = _read(self._path)
            version = max(content.versions) + 1
            _write(
                self._path,
                replace(content, current=version, versions=content.versions | {version: _new_keys(version)}),
            )
        return version

    def _take(self, content: _Content, stamp: tuple[int, int, int]) -> None:
        if content.ring_id != self.ring_id:
            raise KeyRingBroken(f"the key ring {self._path} was replaced by another one while in use")
        self._content, self._stamp = content, stamp


def _stamp(path: Path) -> tuple[int, int, int]:
    """What differs after the file was replaced."""
    try:
        found = path.stat()
    except FileNotFoundError:
        raise KeyMissing(f"the key ring {path} is missing") from None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _new_keys(version: int) -> MasterKeys:
    return MasterKeys(version, now().isoformat(), random_bytes(KEY_BYTES), random_bytes(KEY_BYTES))


def _new_content() -> _Content:
    return _Content(public_id(), 1, {1: _new_keys(1)}, random_bytes(KEY_BYTES), random_bytes(KEY_BYTES))


def _read(path: Path) -> _Content:
    try:
        document = json.loads(path.read_bytes())
        if document["format"] != FORMAT:
            raise KeyRingBroken(f"the key ring {path} has format {document['format']}, this program reads {FORMAT}")
        versions = {
            int(text): MasterKeys(int(text), keys["made_at"], _key(keys["encryption"]), _key(keys["signing"]))
            for text, keys in document["versions"].items()
        }
        content = _Content(
            document["ring_id"],
            int(document["current"]),
            versions,
            _key(document["blind_index"]),
            _key(document["audit_salt"]),
        )
    except FileNotFoundError:
        raise KeyMissing(f"the key ring {path} is missing") from None
    except (ValueError, KeyError, TypeError, AttributeError) as trouble:
        # The trouble's text may quote the file, so only its kind is told.
        raise KeyRingBroken(f"the key ring {path} cannot be read: {type(trouble).__name__}") from None
    if content.current not in versions:
        raise KeyRingBroken(f"the key ring {path} lacks its own current version {content.current}")
    return content


def _key(text: str) -> bytes:
    key = b64decode(text, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError("a key of the wrong length")
    return key


def _write(path: Path, content: _Content, *, only_if_absent: bool = False) -> None:
    """Put the whole ring in place at once: a power cut leaves the old file or the new one, never half of one."""
    document = {
        "format": FORMAT,
        "ring_id": content.ring_id,
        "current": content.current,
        "versions": {
            str(version): {
                "made_at": keys.made_at,
                "encryption": b64encode(keys.encryption).decode(),
                "signing": b64encode(keys.signing).decode(),
            }
            for version, keys in sorted(content.versions.items())
        },
        "blind_index": b64encode(content.blind_index).decode(),
        "audit_salt": b64encode(content.audit_salt).decode(),
    }
    # On a first run an existing file is another process's, made a moment ago: that one is the ring.
    write_durably(path, json.dumps(document, indent=2).encode(), replace=not only_if_absent)


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    with open(path.with_name(path.name + ".lock"), "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
