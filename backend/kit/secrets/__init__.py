"""Keys and what they do (密钥与加密): the key ring, sealing, blind indexes, signatures, encrypted columns."""

from backend.kit.secrets.algorithms import choose as choose_cipher
from backend.kit.secrets.blind_index import BlindIndex
from backend.kit.secrets.cipher import Cipher, SealBroken
from backend.kit.secrets.fields import EncryptedJSON, EncryptedText, install_cipher
from backend.kit.secrets.keyring import KeyMissing, KeyRing, KeyRingBroken, KeyRingLocked, install_ring_lock
from backend.kit.secrets.notary import Notary
from backend.kit.secrets.signing import Signer, TokenExpired, TokenInvalid

__all__ = [
    "BlindIndex",
    "Cipher",
    "EncryptedJSON",
    "EncryptedText",
    "KeyMissing",
    "KeyRing",
    "KeyRingBroken",
    "KeyRingLocked",
    "Notary",
    "SealBroken",
    "Signer",
    "TokenExpired",
    "TokenInvalid",
    "choose_cipher",
    "install_cipher",
    "install_ring_lock",
]
