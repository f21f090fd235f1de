"""The platform's signature (平台签名): what strangers must be able to check years later, without our keys.

Ed25519 (RFC 8032). The private key is derived from the ring version's signing key, so that every ring, also one made
before this module, has one key a version, and a rotation makes the next. The public key may be given to anybody.
"""

from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from backend.kit.secrets.keyring import KEY_BYTES, KeyMissing, KeyRing


class Notary:
    """Signs under the ring's current version and knows its own signature again after a rotation."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring
        self._keys: dict[int, Ed25519PrivateKey] = {}

    @property
    def current(self) -> int:
        """The version that signs from now on."""
        return self._ring.current

    def sign(self, message: bytes, version: int) -> bytes:
        """64 bytes; the same for the same message and version. Callers put what it is for into ``message``."""
        return self._key(version).sign(message)

    def public_key(self, version: int) -> bytes:
        """32 bytes by which anybody can check signatures of ``version``, or ``KeyMissing``."""
        return self._key(version).public_key().public_bytes_raw()

    def verify(self, message: bytes, signature: bytes, version: int) -> bool:
        """Whether this ring signed ``message`` under ``version``."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key(version)).verify(signature, message)
        except (InvalidSignature, KeyMissing):
            return False
        return True

    def derived(self, purpose: bytes, version: int, length: int) -> bytes:
        """``length`` secret bytes for another key pair, the same for the same ``purpose`` and ring version."""
        info = b"chewutong pair " + purpose
        return HKDFExpand(SHA256(), length, info).derive(self._ring.keys(version).signing)

    def distrusted_since(self, version: int) -> datetime | None:
        """Since when ``version``'s keys may be in other hands; None while they are ours alone."""
        if self._ring.trusted(version):
            return None
        return datetime.fromisoformat(self._ring.keys(version).distrusted)

    def _key(self, version: int) -> Ed25519PrivateKey:
        if version not in self._keys:
            # A key of its own for each use, as in cipher.py: tokens are signed with the same master key.
            seed = HKDFExpand(SHA256(), KEY_BYTES, b"chewutong ed25519").derive(self._ring.keys(version).signing)
            self._keys[version] = Ed25519PrivateKey.from_private_bytes(seed)
        return self._keys[version]
