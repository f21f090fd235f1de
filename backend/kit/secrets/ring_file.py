"""The key ring's file (密钥环文件): what it says, plain or wrapped, and writing it so that a power cut loses nothing.

Format 1 holds the keys in plain, readable by the file's owner alone. Format 2 holds the same sealed under one more key,
and that key wrapped by somebody else (:class:`RingLock`, such as Aliyun KMS): the file alone opens nothing then.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend.kit.errors import Fault, VendorTrouble
from backend.kit.files import write_durably
from backend.kit.ids import random_bytes

Answer = TypeVar("Answer")

PLAIN, WRAPPED = 1, 2
KEY_BYTES = 32
NONCE_BYTES = 12


class KeyMissing(Fault):
    """A key, or the whole ring, that is needed to read what is stored is not there (密钥缺失)."""


class KeyRingBroken(Fault):
    """The file is there but is not a key ring this program can read (密钥环损坏)."""


class KeyRingLocked(KeyRingBroken):
    """The file is a wrapped key ring, and nobody unwraps it (密钥环已包裹，无法解开); nothing was changed."""


class RingLock(Protocol):
    """Who wraps the key of a key ring's file. Called at a start and by commands only, so it may block."""

    @property
    def name(self) -> str:
        """Who that is and which of its keys, for the file and for people."""

    def wrap(self, key: bytes, ring_id: str) -> str:
        """``key`` in a form that only this lock opens, and only for that ring; ``VendorTrouble`` otherwise."""

    def unwrap(self, wrapped: str, ring_id: str) -> bytes:
        """What :meth:`wrap` was given, or ``VendorTrouble``."""


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """One version's keys, each 256 random bits: ``encryption`` wraps data keys, ``signing`` signs tokens.

    ``distrusted`` says since when (ISO time) nothing signed with them counts as ours any more; empty: it does.
    """

    version: int
    made_at: str
    encryption: bytes
    signing: bytes
    distrusted: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What the file says. The blind-index key and the audit salt have one version for life.

    Rotating them would mean computing every index and every audited hash again, from values we may no longer hold.
    ``settled`` is the version under which a rotation brought everything that it could; lower than ``current`` while one
    is under way. ``wrapped_by`` and ``wrapped_key`` are a wrapped file's, else empty.
    """

    ring_id: str
    current: int
    versions: dict[int, MasterKeys]
    blind_index: bytes
    audit_salt: bytes
    settled: int
    wrapped_by: str = ""
    wrapped_key: str = ""


class RingFile:
    """One file. The key of a wrapped one is asked for once and remembered, so that a rotation asks nobody."""

    def __init__(self, path: Path, lock: RingLock | None) -> None:
        self.path = path
        self._lock = lock
        self._keys: dict[str, bytes] = {}

    def stamp(self) -> tuple[int, int, int]:
        """What differs after the file was replaced."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            raise KeyMissing(f"the key ring {self.path} is missing") from None
        return found.st_ino, found.st_size, found.st_mtime_ns

    def read(self) -> Content:
        """What it says; :class:`KeyMissing`, :class:`KeyRingBroken` or :class:`KeyRingLocked` otherwise."""
        try:
            document = json.loads(self.path.read_bytes())
            if document["format"] == WRAPPED:
                return self._unwrapped(document)
            if document["format"] != PLAIN:
                raise KeyRingBroken(
                    f"the key ring {self.path} has format {document['format']}, this program reads {PLAIN}, {WRAPPED}"
                )
            content = _content(document)
        except FileNotFoundError:
            raise KeyMissing(f"the key ring {self.path} is missing") from None
        except (ValueError, KeyError, TypeError, AttributeError, InvalidTag) as trouble:
            # The trouble's text may quote the file, so only its kind is told.
            raise KeyRingBroken(f"the key ring {self.path} cannot be read: {type(trouble).__name__}") from None
        if content.current not in content.versions:
            raise KeyRingBroken(f"the key ring {self.path} lacks its own current version {content.current}")
        return content

    def write(self, content: Content, *, only_if_absent: bool = False) -> None:
        """Put the whole ring in place at once: a power cut leaves the old file or the new one, never half of one."""
        document = _document(content)
        if content.wrapped_key:
            document = self._sealed(document, content)
        # On a first run an existing file is another process's, made a moment ago: that one is the ring.
        write_durably(self.path, json.dumps(document, indent=2).encode(), replace=not only_if_absent)

    def wrapped(self, content: Content) -> Content:
        """The same content, to be written under a new key that the lock wraps."""
        lock = self._needed(content.ring_id, "")
        key = random_bytes(KEY_BYTES)
        text = self._asked(lambda: lock.wrap(key, content.ring_id))
        self._keys[text] = key
        return replace(content, wrapped_by=lock.name, wrapped_key=text)

    def prove(self, content: Content) -> None:
        """Ask the lock for the key that :meth:`wrapped` gave it, as the next start will; else KeyRingLocked."""
        lock = self._needed(content.ring_id, content.wrapped_by)
        key = self._asked(lambda: lock.unwrap(content.wrapped_key, content.ring_id))
        if key != self._keys[content.wrapped_key]:
            raise KeyRingLocked("KMS 还回来的密钥与交给它的不一样，密钥环没有改动。")

    def _unwrapped(self, document: dict[str, Any]) -> Content:
        ring_id, by, text = document["ring_id"], document["wrapped_by"], document["wrapped_key"]
        if text not in self._keys:
            lock = self._needed(ring_id, by)
            self._keys[text] = self._asked(lambda: lock.unwrap(text, ring_id))
        sealed = b64decode(document["sealed"], validate=True)
        plain = AESGCM(self._keys[text]).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound_to(ring_id))
        return replace(_content(json.loads(plain)), wrapped_by=by, wrapped_key=text)

    def _sealed(self, document: dict[str, Any], content: Content) -> dict[str, Any]:
        nonce = random_bytes(NONCE_BYTES)
        body = AESGCM(self._keys[content.wrapped_key]).encrypt(
            nonce, json.dumps(document).encode(), _bound_to(content.ring_id)
        )
        return {
            "format": WRAPPED,
            "ring_id": content.ring_id,
            "wrapped_by": content.wrapped_by,
            "wrapped_key": content.wrapped_key,
            "sealed": b64encode(nonce + body).decode(),
        }

    def _needed(self, ring_id: str, by: str) -> RingLock:
        if self._lock is None:
            raise KeyRingLocked(
                f"密钥环 {self.path} 由 {by} 包裹，但没有给出 KMS 设置：请设置 CWT_KMS_KEY_ID 等后再启动。"
                if by
                else "没有 KMS 设置，无法包裹密钥环：请先设置 CWT_KMS_KEY_ID 等（见 docs/keys.md）。"
            )
        return self._lock

    def _asked(self, ask: Callable[[], Answer]) -> Answer:
        try:
            return ask()
        except VendorTrouble as trouble:
            advice = "稍后再试" if trouble.retry else "检查 CWT_KMS_ 开头的设置和 KMS 里的密钥"
            raise KeyRingLocked(
                f"密钥环 {self.path} 解不开：KMS 没有给出密钥（{trouble.reason}），请{advice}；数据没有改动。\n"
                f"The key ring cannot be unwrapped: KMS answered {trouble.reason}. Nothing was changed."
            ) from None


def _bound_to(ring_id: str) -> bytes:
    return b"chewutong key ring " + ring_id.encode()


def _content(document: dict[str, Any]) -> Content:
    versions = {
        int(text): MasterKeys(
            int(text), keys["made_at"], _key(keys["encryption"]), _key(keys["signing"]), keys.get("distrusted", "")
        )
        for text, keys in document["versions"].items()
    }
    current = int(document["current"])
    return Content(
        document["ring_id"],
        current,
        versions,
        _key(document["blind_index"]),
        _key(document["audit_salt"]),
        # Files from before this was noted: the rotation of then was done when its command ended.
        int(document.get("settled", current)),
    )


def _document(content: Content) -> dict[str, Any]:
    return {
        "format": PLAIN,
        "ring_id": content.ring_id,
        "current": content.current,
        "settled": content.settled,
        "versions": {
            str(version): {
                "made_at": keys.made_at,
                "encryption": b64encode(keys.encryption).decode(),
                "signing": b64encode(keys.signing).decode(),
                **({"distrusted": keys.distrusted} if keys.distrusted else {}),
            }
            for version, keys in sorted(content.versions.items())
        },
        "blind_index": b64encode(content.blind_index).decode(),
        "audit_salt": b64encode(content.audit_salt).decode(),
    }


def _key(text: str) -> bytes:
    key = b64decode(text, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError("a key of the wrong length")
    return key
