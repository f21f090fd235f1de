"""Sealing (加密封存): AES-256-GCM in two forms, one for objects and one for the cells of a table.

An object (a photograph, a PDF) gets a random data key of its own, wrapped by the ring's current key; rotating the ring
re-wraps 48 bytes and leaves the object's body alone. A cell is sealed directly under a key derived from the ring's
version, because an envelope would be larger than a telephone number.

Object: ``CWT`` 01 | version (4) | nonce (12) | wrapped data key (48) | nonce (12) | body and tag.
Cell: 02 | version (4) | nonce (12) | body and tag.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from backend.kit.errors import Fault
from backend.kit.ids import random_bytes
from backend.kit.secrets.keyring import KeyRing

OBJECT_MAGIC = b"CWT\x01"
CELL_MAGIC = b"\x02"
VERSION_BYTES = 4
NONCE_BYTES = 12
TAG_BYTES = 16
WRAPPED_BYTES = 32 + TAG_BYTES

_HEAD_END = len(OBJECT_MAGIC) + VERSION_BYTES
_KEY_END = _HEAD_END + NONCE_BYTES + WRAPPED_BYTES
_BODY_START = _KEY_END + NONCE_BYTES
_CELL_HEAD_END = len(CELL_MAGIC) + VERSION_BYTES
_CELL_BODY_START = _CELL_HEAD_END + NONCE_BYTES

# A version's cells share one key, and random 96-bit nonces are safe for 2^32 of them (NIST SP 800-38D §8.3): at a
# thousand cells a transfer that is four million transfers before the ring must be rotated.
CELLS_PER_VERSION = 2**32


class SealBroken(Fault):
    """What was stored is not what was sealed: altered, cut short, moved elsewhere, or never sealed (密封被破坏)."""


class Cipher:
    """Seals and opens bytes under a ring. Safe to share between threads.

    ``context`` says where the sealed bytes belong (an object's key, a table's column) and is not stored: bytes moved
    to another place do not open there.
    """

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring
        self._wrapping: dict[int, AESGCM] = {}
        self._cells: dict[int, AESGCM] = {}

    def seal(self, plain: bytes, context: bytes) -> bytes:
        """Seal an object of up to some tens of megabytes under a data key of its own; adds 96 bytes."""
        data_key = random_bytes(32)
        nonce = random_bytes(NONCE_BYTES)
        body = AESGCM(data_key).encrypt(nonce, plain, OBJECT_MAGIC + context)
        return self._wrap(data_key) + nonce + body

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """Open what :meth:`seal` made; :class:`SealBroken` or ``KeyMissing`` otherwise."""
        data_key = self._unwrap(sealed)
        nonce, body = sealed[_KEY_END:_BODY_START], sealed[_BODY_START:]
        return _decrypt(AESGCM(data_key), nonce, body, OBJECT_MAGIC + context)

    def rewrap(self, sealed: bytes) -> bytes:
        """The same object with its data key under the ring's current version; unchanged if it is there already."""
        if self.version_of(sealed) == self._ring.current:
            return sealed
        return self._wrap(self._unwrap(sealed)) + sealed[_KEY_END:]

    def version_of(self, sealed: bytes) -> int:
        """The ring's version that wraps this object's data key."""
        if len(sealed) < _BODY_START + TAG_BYTES or not sealed.startswith(OBJECT_MAGIC):
            raise SealBroken("not a sealed object, or cut short")
        return int.from_bytes(sealed[len(OBJECT_MAGIC) : _HEAD_END], "big")

    def seal_cell(self, plain: bytes, context: bytes) -> bytes:
        """Seal one small value of a table; adds 33 bytes. The same value seals differently every time."""
        version = self._ring.current
        head = CELL_MAGIC + version.to_bytes(VERSION_BYTES, "big")
        nonce = random_bytes(NONCE_BYTES)
        return head + nonce + self._cell_key(version).encrypt(nonce, plain, head + context)

    def open_cell(self, sealed: bytes, context: bytes) -> bytes:
        """Open what :meth:`seal_cell` made; :class:`SealBroken` or ``KeyMissing`` otherwise."""
        version = self.cell_version_of(sealed)
        head, nonce = sealed[:_CELL_HEAD_END], sealed[_CELL_HEAD_END:_CELL_BODY_START]
        return _decrypt(self._cell_key(version), nonce, sealed[_CELL_BODY_START:], head + context)

    def cell_version_of(self, sealed: bytes) -> int:
        """The ring's version that sealed this cell; older ones are opened and sealed again by a rotation."""
        if len(sealed) < _CELL_BODY_START + TAG_BYTES or not sealed.startswith(CELL_MAGIC):
            raise SealBroken("not a sealed cell, or cut short")
        return int.from_bytes(sealed[len(CELL_MAGIC) : _CELL_HEAD_END], "big")

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

    def _wrap(self, data_key: bytes) -> bytes:
        version = self._ring.current
        head = OBJECT_MAGIC + version.to_bytes(VERSION_BYTES, "big")
        nonce = random_bytes(NONCE_BYTES)
        return head + nonce + self._wrapping_key(version).encrypt(nonce, data_key, head)

    def _unwrap(self, sealed: bytes) -> bytes:
        version = self.version_of(sealed)
        nonce, wrapped = sealed[_HEAD_END : _HEAD_END + NONCE_BYTES], sealed[_HEAD_END + NONCE_BYTES : _KEY_END]
        return _decrypt(self._wrapping_key(version), nonce, wrapped, sealed[:_HEAD_END])

    def _wrapping_key(self, version: int) -> AESGCM:
        if version not in self._wrapping:
            self._wrapping[version] = self._derived(version, b"wrap")
        return self._wrapping[version]

    def _cell_key(self, version: int) -> AESGCM:
        if version not in self._cells:
            self._cells[version] = self._derived(version, b"cell")
        return self._cells[version]

    def _derived(self, version: int, purpose: bytes) -> AESGCM:
        """One master key, two uses, two keys: a fault in how one is used tells nothing about the other."""
        master = self._ring.keys(version).encryption
        return AESGCM(HKDFExpand(SHA256(), 32, b"chewutong " + purpose).derive(master))


def _decrypt(key: AESGCM, nonce: bytes, body: bytes, bound_to: bytes) -> bytes:
    try:
        return key.decrypt(nonce, body, bound_to)
    except InvalidTag:
        raise SealBroken("the seal does not hold: altered, moved, or sealed under another ring") from None
