"""The key ring (密钥环): one small file with every master key of the platform, in versions.

The file is JSON, readable by its owner alone, and is made on the first run. It must be backed up apart from the data:
without it nothing sealed can be read again, so it is never made anew over data that already exists.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Self

from backend.kit.clock import now
from backend.kit.ids import public_id, random_bytes
from backend.kit.secrets.ring_file import (
    KEY_BYTES,
    Content,
    KeyMissing,
    KeyRingBroken,
    KeyRingLocked,
    MasterKeys,
    RingFile,
    RingLock,
)

__all__ = ["KEY_BYTES", "KeyMissing", "KeyRing", "KeyRingBroken", "KeyRingLocked", "MasterKeys", "install_ring_lock"]

_lock: RingLock | None = None


def install_ring_lock(lock: RingLock | None) -> None:
    """Give this process who unwraps wrapped rings; called once, from the settings, before a ring is opened."""
    global _lock
    _lock = lock


class KeyRing:
    """The open ring. What another process changed in the file takes effect here at once."""

    def __init__(self, path: Path) -> None:
        self._file = RingFile(path, _lock)
        # Before reading: a file replaced in between is seen as changed, and read again.
        self._stamp = self._file.stamp()
        self._content = self._file.read()

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
            RingFile(path, None).write(_new_content(), only_if_absent=True)
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
        self._look()
        return self._content.current

    @property
    def settled(self) -> int:
        """The version under which a finished rotation brought everything; below ``current`` while one is under way."""
        self._look()
        return self._content.settled

    @property
    def wrapped_by(self) -> str:
        """Who wraps the file's keys, or empty where they lie in plain."""
        self._look()
        return self._content.wrapped_by

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
            self._take(self._file.read(), self._stamp)
        try:
            return self._content.versions[wanted]
        except KeyError:
            raise KeyMissing(f"the key ring {self._file.path} holds no version {wanted}") from None

    def trusted(self, version: int) -> bool:
        """Whether what ``version`` signs is to be believed; looks at the file, as ``current`` does."""
        self._look()
        return not self.keys(version).distrusted

    def rotate(self) -> int:
        """Add a new version and make it current; old ones stay for reading. Returns the new version.

        Two rotations at once add two versions and lose none.
        """

        def added(content: Content) -> Content:
            version = max(content.versions) + 1
            return replace(content, current=version, versions=content.versions | {version: _new_keys(version)})

        return self._change(added).current

    def settle(self, version: int) -> None:
        """Note that everything that could be brought under ``version`` was."""
        self._change(lambda content: replace(content, settled=max(content.settled, version)))

    def distrust(self, version: int, since: datetime | None = None) -> None:
        """Note that ``version``'s signing key is in other hands ``since`` then (now by default); it stays for reading.

        Never the current one. Done again, the earlier moment counts.
        """
        moment = min(since or now(), now()).isoformat()

        def marked(content: Content) -> Content:
            if version == content.current or version not in content.versions:
                raise KeyMissing(f"the key ring has no old version {version}")
            keys = content.versions[version]
            known = [datetime.fromisoformat(text) for text in (keys.distrusted, moment) if text]
            keys = replace(keys, distrusted=min(known).isoformat())
            return replace(content, versions=content.versions | {version: keys})

        self._change(marked)

    def wrap(self) -> str:
        """Wrap the file's keys under the process's lock, or anew under its present key; returns the lock's name.

        What comes back is tried before the file is replaced: a key that cannot be had again would lose everything.
        """

        def wrapped(content: Content) -> Content:
            made = self._file.wrapped(content)
            self._file.prove(made)
            return made

        return self._change(wrapped).wrapped_by

    def unwrap(self) -> None:
        """Put the keys back in plain."""
        self._change(lambda content: replace(content, wrapped_by="", wrapped_key=""))

    def _change(self, change: Callable[[Content], Content]) -> Content:
        with _only_one(self._file.path):
            content = change(self._file.read())
            self._file.write(content)
        return content

    def _look(self) -> None:
        stamp = self._file.stamp()
        if stamp != self._stamp:
            self._take(self._file.read(), stamp)

    def _take(self, content: Content, stamp: tuple[int, int, int]) -> None:
        if content.ring_id != self.ring_id:
            raise KeyRingBroken(f"the key ring {self._file.path} was replaced by another one while in use")
        self._content, self._stamp = content, stamp


def _new_keys(version: int) -> MasterKeys:
    return MasterKeys(version, now().isoformat(), random_bytes(KEY_BYTES), random_bytes(KEY_BYTES))


def _new_content() -> Content:
    return Content(public_id(), 1, {1: _new_keys(1)}, random_bytes(KEY_BYTES), random_bytes(KEY_BYTES), settled=1)


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    with open(path.with_name(path.name + ".lock"), "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
