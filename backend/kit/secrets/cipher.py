"""Sealing (加密封存): authenticated encryption in two forms, one for objects and one for the cells of a table.

An object (a photograph, a PDF) gets a random data key of its own, wrapped by the ring's current key; rotating the ring
re-wraps 48 bytes and leaves the object's body alone. A cell is sealed directly under a key derived from the ring's
version, because an envelope would be larger than a telephone number. The first bytes name the cipher
(:mod:`backend.kit.secrets.algorithms`): 01 and 02 are AES-256-GCM, 02 and 03 SM4-GCM.

Object: ``CWT`` 01 | version (4) | nonce (12) | wrapped data key (48) | nonce (12) | body and tag.
Cell: 02 | version (4) | nonce (12) | body and tag.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from backend.kit.errors import Fault
from backend.kit.ids import random_bytes
from backend.kit.secrets.algorithms import ALGORITHMS, TAG_BYTES, Algorithm, Key, Name, chosen
from backend.kit.secrets.keyring import KeyRing

MAGIC_BYTES = 4
CELL_MAGIC_BYTES = 1
VERSION_BYTES = 4
NONCE_BYTES = 12
SECRET_BYTES = 32
WRAPPED_BYTES = SECRET_BYTES + TAG_BYTES

# The first bytes of an object, by which it tells cipher and version.
HEAD_BYTES = MAGIC_BYTES + VERSION_BYTES
_KEY_END = HEAD_BYTES + NONCE_BYTES + WRAPPED_BYTES
_BODY_START = _KEY_END + NONCE_BYTES
CELL_HEAD_BYTES = CELL_MAGIC_BYTES + VERSION_BYTES
_CELL_BODY_START = CELL_HEAD_BYTES + NONCE_BYTES

# A version's cells share one key, and random 96-bit nonces are safe for 2^32 of them (NIST SP 800-38D §8.3): at a
# thousand cells a transfer that is four million transfers before the ring must be rotated.
CELLS_PER_VERSION = 2**32


class SealBroken(Fault):
    """What was stored is not what was sealed: altered, cut short, moved elsewhere, or never sealed (密封被破坏)."""


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Under what something is sealed: the ring's version and the cipher."""

    version: int
    cipher: Name

    @property
    def cell_head(self) -> bytes:
        """How every cell under this mark begins."""
        return ALGORITHMS[self.cipher].cell_magic + self.version.to_bytes(VERSION_BYTES, "big")


class Cipher:
    """Seals and opens bytes under a ring. Safe to share between threads.

    ``context`` says where the sealed bytes belong (an object's key, a table's column) and is not stored: bytes moved
    to another place do not open there. New data is sealed with the cipher ``new``, the process's choice by default.
    """

    def __init__(self, ring: KeyRing, new: Name | None = None) -> None:
        self._ring = ring
        self._new = ALGORITHMS[new] if new else None
        self._keys: dict[tuple[Name, int, bytes], Key] = {}

    @property
    def mark(self) -> Mark:
        """Under what new data is sealed at the moment."""
        return Mark(self._ring.current, self._algorithm.name)

    def seal(self, plain: bytes, context: bytes, *, repeatable: bool = False) -> bytes:
        """Seal an object of up to some tens of megabytes under a data key of its own; adds 96 bytes.

        ``repeatable``: the same object seals to the same bytes under one version of the ring, so that an interrupted
        upload can go on. Key and nonces then come from a keyed hash of context and content instead of from chance: they
        differ wherever either differs, and tell nothing to whoever lacks the ring (the idea of RFC 5297).
        """
        chance = self._chance_of(plain, context) if repeatable else random_bytes(SECRET_BYTES + 2 * NONCE_BYTES)
        secret, nonces = chance[:SECRET_BYTES], chance[SECRET_BYTES:]
        algorithm = self._algorithm
        head = self._wrap(algorithm, secret, nonces[:NONCE_BYTES])
        nonce = nonces[NONCE_BYTES:]
        return head + nonce + algorithm.data_key(secret).encrypt(nonce, plain, algorithm.object_magic + context)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """Open what :meth:`seal` made; :class:`SealBroken` or ``KeyMissing`` otherwise."""
        algorithm = _algorithm_of(sealed)
        key = algorithm.data_key(self._unwrap(algorithm, sealed))
        nonce, body = sealed[_KEY_END:_BODY_START], sealed[_BODY_START:]
        return _decrypt(key, nonce, body, algorithm.object_magic + context)

    def rewrap(self, sealed: bytes) -> bytes:
        """The same object with its data key under the ring's current version; unchanged if it is there already.

        The object keeps its cipher, body and wrapping: only sealing it anew gives it another.
        """
        if self.version_of(sealed) == self._ring.current:
            return sealed
        algorithm = _algorithm_of(sealed)
        return self._wrap(algorithm, self._unwrap(algorithm, sealed), random_bytes(NONCE_BYTES)) + sealed[_KEY_END:]

    def version_of(self, sealed: bytes) -> int:
        """The ring's version that wraps this object's data key."""
        if len(sealed) < _BODY_START + TAG_BYTES:
            raise SealBroken("not a sealed object, or cut short")
        return mark_of(sealed).version

    def seal_cell(self, plain: bytes, context: bytes) -> bytes:
        """Seal one small value of a table; adds 33 bytes. The same value seals differently every time."""
        mark = self.mark
        nonce = random_bytes(NONCE_BYTES)
        head = mark.cell_head
        return head + nonce + self._key(mark, b"cell").encrypt(nonce, plain, head + context)

    def open_cell(self, sealed: bytes, context: bytes) -> bytes:
        """Open what :meth:`seal_cell` made; :class:`SealBroken` or ``KeyMissing`` otherwise."""
        if len(sealed) < _CELL_BODY_START + TAG_BYTES:
            raise SealBroken("not a sealed cell, or cut short")
        mark = cell_mark_of(sealed)
        head, nonce = sealed[:CELL_HEAD_BYTES], sealed[CELL_HEAD_BYTES:_CELL_BODY_START]
        return _decrypt(self._key(mark, b"cell"), nonce, sealed[_CELL_BODY_START:], head + context)

    def cell_version_of(self, sealed: bytes) -> int:
        """The ring's version that sealed this cell; older ones are opened and sealed again by a rotation."""
        return cell_mark_of(sealed).version

    def seal_text(self, text: str, context: str) -> str:
        """A cell as URL-safe text, for places that take no bytes."""
        return urlsafe_b64encode(self.seal_cell(text.encode(), context.encode())).decode()

    def open_text(self, sealed: str, context: str) -> str:
        """Open what :meth:`seal_text` made."""
        try:
            cell = urlsafe_b64decode(sealed.encode("ascii"))
        except ValueError:
            raise SealBroken("not sealed text") from None
        return self.open_cell(cell, context.encode()).decode()

    @property
    def _algorithm(self) -> Algorithm:
        return self._new or chosen()

    def _chance_of(self, plain: bytes, context: bytes) -> bytes:
        key = HKDFExpand(SHA256(), 32, b"chewutong repeatable").derive(self._ring.keys().encryption)
        # The length keeps context and content apart.
        message = len(context).to_bytes(4, "big") + context + sha256(plain).digest()
        seed = hmac.new(key, message + self._algorithm.object_magic, sha256).digest()
        return HKDFExpand(SHA256(), SECRET_BYTES + 2 * NONCE_BYTES, b"chewutong chance").derive(seed)

    def _wrap(self, algorithm: Algorithm, secret: bytes, nonce: bytes) -> bytes:
        version = self._ring.current
        head = algorithm.object_magic + version.to_bytes(VERSION_BYTES, "big")
        key = self._key(Mark(version, algorithm.name), b"wrap")
        return head + nonce + key.encrypt(nonce, secret, head)

    def _unwrap(self, algorithm: Algorithm, sealed: bytes) -> bytes:
        version = self.version_of(sealed)
        nonce, wrapped = sealed[HEAD_BYTES : HEAD_BYTES + NONCE_BYTES], sealed[HEAD_BYTES + NONCE_BYTES : _KEY_END]
        key = self._key(Mark(version, algorithm.name), b"wrap")
        return _decrypt(key, nonce, wrapped, sealed[:HEAD_BYTES])

    def _key(self, mark: Mark, purpose: bytes) -> Key:
        """One master key, two uses, two keys: a fault in how one is used tells nothing about the other."""
        place = (mark.cipher, mark.version, purpose)
        if place not in self._keys:
            self._keys[place] = ALGORITHMS[mark.cipher].key(self._ring.keys(mark.version).encryption, purpose)
        return self._keys[place]


def mark_of(start: bytes) -> Mark:
    """Under what an object is sealed, told by its first :data:`HEAD_BYTES`; :class:`SealBroken` if it is none."""
    if len(start) < HEAD_BYTES:
        raise SealBroken("not a sealed object, or cut short")
    return Mark(int.from_bytes(start[MAGIC_BYTES:HEAD_BYTES], "big"), _algorithm_of(start).name)


def cell_mark_of(start: bytes) -> Mark:
    """Under what a cell is sealed, told by its first :data:`CELL_HEAD_BYTES`."""
    for algorithm in ALGORITHMS.values():
        if start.startswith(algorithm.cell_magic) and len(start) >= CELL_HEAD_BYTES:
            return Mark(int.from_bytes(start[CELL_MAGIC_BYTES:CELL_HEAD_BYTES], "big"), algorithm.name)
    raise SealBroken("not a sealed cell, or cut short")


def _algorithm_of(sealed: bytes) -> Algorithm:
    for algorithm in ALGORITHMS.values():
        if sealed.startswith(algorithm.object_magic):
            return algorithm
    raise SealBroken("not a sealed object, or cut short")


def _decrypt(key: Key, nonce: bytes, body: bytes, bound_to: bytes) -> bytes:
    try:
        return key.decrypt(nonce, body, bound_to)
    except InvalidTag:
        raise SealBroken("the seal does not hold: altered, moved, or sealed under another ring") from None
