"""The two ciphers (两种算法): AES-256-GCM, and SM4-GCM (国密) for sites that must use national algorithms.

Either seals new data, as ``CWT_CIPHER`` says; both are read always, since what is sealed names its own. Keys of SM4 are
derived with SM3. Sources: GB/T 32907 (SM4), GB/T 32905 (SM3), RFC 8998 (SM4-GCM), NIST SP 800-38D (GCM).
"""

from dataclasses import dataclass
from typing import Literal, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import ciphers
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SHA256, SM3, HashAlgorithm
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

TAG_BYTES = 16
Name = Literal["aes", "sm4"]


class Key(Protocol):
    """One key ready for use; both methods as in ``cryptography``'s AESGCM."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """The body with its tag behind it."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """What was encrypted, or ``InvalidTag``."""


class Sm4Gcm:
    """SM4 in Galois/Counter mode behind AESGCM's two methods; ``cryptography`` offers it by its parts only."""

    def __init__(self, key: bytes) -> None:
        self._algorithm = SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """See :class:`Key`."""
        context = ciphers.Cipher(self._algorithm, GCM(nonce)).encryptor()
        context.authenticate_additional_data(associated_data or b"")
        return context.update(data) + context.finalize() + context.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """See :class:`Key`."""
        if len(data) < TAG_BYTES:
            raise InvalidTag
        context = ciphers.Cipher(self._algorithm, GCM(nonce, data[-TAG_BYTES:])).decryptor()
        context.authenticate_additional_data(associated_data or b"")
        return context.update(data[:-TAG_BYTES]) + context.finalize()


@dataclass(frozen=True, slots=True)
class Algorithm:
    """One cipher: how it marks what it sealed, and its keys."""

    name: Name
    title: str
    object_magic: bytes
    cell_magic: bytes
    kind: type[AESGCM] | type[Sm4Gcm]
    key_bytes: int
    hash: HashAlgorithm

    def key(self, secret: bytes, purpose: bytes) -> Key:
        """The key for one purpose under a secret of 256 random bits: one secret, two uses, two keys."""
        return self.kind(HKDFExpand(self.hash, self.key_bytes, b"chewutong " + purpose).derive(secret))

    def data_key(self, secret: bytes) -> Key:
        """The key of one object's body, of its own 256 random bits."""
        # AES takes them as they are, as it did before there was a choice.
        return AESGCM(secret) if self.name == "aes" else self.key(secret, b"data")


AES = Algorithm("aes", "AES-256-GCM", b"CWT\x01", b"\x02", AESGCM, 32, SHA256())
SM4_GCM = Algorithm("sm4", "SM4-GCM", b"CWT\x02", b"\x03", Sm4Gcm, 16, SM3())
ALGORITHMS = {one.name: one for one in (AES, SM4_GCM)}

_chosen: Algorithm = AES


def choose(name: Name) -> None:
    """Say which cipher seals new data in this process; called once when the keys are opened."""
    global _chosen
    _chosen = ALGORITHMS[name]


def chosen() -> Algorithm:
    """The cipher of new data."""
    return _chosen
