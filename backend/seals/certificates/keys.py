"""Certificates' private keys (证书私钥): derived from the key ring, or kept in a PKCS#11 token, never in the database.

All are ECDSA on P-256. A ring's key is the scalar that HKDF gives for the key's own name and the ring's version
(FIPS 186-5, A.4.1: 128 bits more than needed, then reduced), so a backup of the ring is a backup of every key.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec

from backend.kit.ids import public_id
from backend.seals.certificates.token import Token
from backend.seals.errors import TokenTrouble

if TYPE_CHECKING:
    from backend.kit.secrets import Notary
    from backend.kit.tools import Kit

# The order of P-256's group (SP 800-186 §3.2.1.3).
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
SCALAR_BYTES = 48

RING, TOKEN = "ring", "token"


@dataclass(frozen=True, slots=True)
class KeyName:
    """Where a private key is found again: what stands in the database about it."""

    source: str
    name: str
    version: int


def new_key(kit: "Kit") -> KeyName:
    """Name a key that no certificate has had: in the token where one is configured (made there), else of the ring."""
    token, name = _token_of(kit), public_id()
    if token is None:
        return KeyName(RING, name, kit.notary.current)
    token.make_key(name)
    return KeyName(TOKEN, name, 0)


def open_key(kit: "Kit", key: KeyName) -> ec.EllipticCurvePrivateKey:
    """The key of that name. Raises KeyMissing where the ring lost its version, TokenTrouble where the token fails."""
    if key.source == TOKEN:
        token = _token_of(kit)
        if token is None:
            raise TokenTrouble(f"the key {key.name} lies in a PKCS#11 token, and CWT_PKCS11_MODULE names none")
        return token.key(key.name)
    return _of_ring(kit.notary, key.name, key.version)


def distrusted_since(kit: "Kit", key: KeyName) -> datetime | None:
    """Since when others may have the key (``cwt keys distrust``); a token's key never leaves it."""
    return kit.notary.distrusted_since(key.version) if key.source == RING else None


def _token_of(kit: "Kit") -> Token | None:
    settings = kit.settings
    if not settings.pkcs11_module:
        return None
    return _token(settings.pkcs11_module, settings.pkcs11_token, settings.pkcs11_pin)


@lru_cache(maxsize=4)
def _token(module: str, label: str, pin: str) -> Token:
    return Token(module, label, pin)


@lru_cache(maxsize=256)
def _of_ring(notary: "Notary", name: str, version: int) -> ec.EllipticCurvePrivateKey:
    number = int.from_bytes(notary.derived(b"p256 " + name.encode(), version, SCALAR_BYTES), "big")
    return ec.derive_private_key(number % (ORDER - 1) + 1, ec.SECP256R1())
