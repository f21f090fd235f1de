"""Keys that lie in a PKCS#11 token (密码设备): a hardware module, a U盾 with a PKCS#11 driver, SoftHSM in tests.

A token's key is made inside and cannot be read out. :class:`TokenKey` looks like any private key of ``cryptography``,
so certificates, revocation lists and seals are signed without knowing where the key lies. Source: INTEGRATIONS §6.6.
"""

import hashlib
from threading import Lock
from typing import Any

import pkcs11
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from pkcs11.exceptions import (
    MultipleObjectsReturned,
    NoSuchKey,
    PinIncorrect,
    PinInvalid,
    PinLenRange,
    PinLocked,
    PKCS11Error,
    UserAlreadyLoggedIn,
)
from pkcs11.util.ec import encode_ec_public_key, encode_ecdsa_signature, encode_named_curve_parameters

from backend.seals.errors import TokenTrouble

CURVE = "secp256r1"
_HIDDEN = {pkcs11.Attribute.SENSITIVE: True, pkcs11.Attribute.EXTRACTABLE: False}


class Token:
    """One token, logged in once. Calls wait for one another: a session serves one thread at a time."""

    def __init__(self, module: str, label: str, pin: str) -> None:
        self._module, self._label, self._pin = module, label, pin
        self._lock = Lock()
        self._session: Any = None
        self._refused = False

    def make_key(self, name: str) -> None:
        """Make a P-256 pair inside, to be found again as ``name``."""
        with self._lock:
            self._call(self._make, name)

    def key(self, name: str) -> "TokenKey":
        """The key of that name. Raises TokenTrouble when it is not there."""
        with self._lock:
            return TokenKey(self, name, self._call(self._public, name))

    def sign(self, name: str, digest: bytes) -> bytes:
        """The DER signature over a SHA-256 hash."""
        with self._lock:
            return self._call(self._sign, name, digest)

    def _call(self, act: Any, *given: Any) -> Any:
        """Act in the session; once more in a new one, where the token was taken out and put in again."""
        try:
            return self._once(act, *given)
        except (PKCS11Error, RuntimeError):
            self._session = None
        try:
            return self._once(act, *given)
        except (PKCS11Error, RuntimeError) as no:
            raise TokenTrouble(f"the PKCS#11 token {self._label}: {type(no).__name__}") from None

    def _once(self, act: Any, *given: Any) -> Any:
        try:
            return act(self._opened(), *given)
        except (NoSuchKey, MultipleObjectsReturned):
            raise TokenTrouble(f"the PKCS#11 token {self._label} does not hold one key {given[0]}") from None

    def _opened(self) -> Any:
        if self._refused:
            raise TokenTrouble(f"the PKCS#11 token {self._label} refused its PIN; correct CWT_PKCS11_PIN and restart")
        if self._session is None:
            token = pkcs11.lib(self._module).get_token(token_label=self._label)
            try:
                self._session = token.open(rw=True, user_pin=self._pin)
            except UserAlreadyLoggedIn:
                # A log-in counts for every session of this process, also for one opened after another broke.
                self._session = token.open(rw=True)
            except (PinIncorrect, PinLocked, PinLenRange, PinInvalid):
                # Real tokens lock for good after a few wrong ones, so a wrong PIN is never sent twice.
                self._refused = True
                raise TokenTrouble(f"the PKCS#11 token {self._label} refuses its PIN") from None
        return self._session

    def _make(self, session: Any, name: str) -> None:
        curve = {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters(CURVE)}
        domain = session.create_domain_parameters(pkcs11.KeyType.EC, curve, local=True)
        identity = name.encode()
        domain.generate_keypair(store=True, label=name, id=identity, private_template=_HIDDEN)

    def _public(self, session: Any, name: str) -> ec.EllipticCurvePublicKey:
        found = session.get_key(object_class=pkcs11.ObjectClass.PUBLIC_KEY, label=name)
        public = serialization.load_der_public_key(encode_ec_public_key(found))
        if not isinstance(public, ec.EllipticCurvePublicKey):
            raise TokenTrouble(f"the key {name} of the PKCS#11 token is not an elliptic curve's")
        return public

    def _sign(self, session: Any, name: str, digest: bytes) -> bytes:
        found = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=name)
        return encode_ecdsa_signature(found.sign(digest, mechanism=pkcs11.Mechanism.ECDSA))


class TokenKey(ec.EllipticCurvePrivateKey):
    """A private key that only signs: everything else would need its secret."""

    def __init__(self, token: Token, name: str, public: ec.EllipticCurvePublicKey) -> None:
        self._token, self._name, self._public = token, name, public

    def sign(self, data: bytes, signature_algorithm: ec.EllipticCurveSignatureAlgorithm) -> bytes:  # type: ignore[override]
        """ECDSA with SHA-256, the one algorithm that the platform uses."""
        algorithm = signature_algorithm.algorithm
        if isinstance(algorithm, Prehashed) or not isinstance(algorithm, hashes.SHA256):
            raise NotImplementedError("only ECDSA with SHA-256")
        return self._token.sign(self._name, hashlib.sha256(data).digest())

    def public_key(self) -> ec.EllipticCurvePublicKey:
        """The public half, which the token gives away."""
        return self._public

    @property
    def curve(self) -> ec.EllipticCurve:
        """P-256."""
        return self._public.curve

    @property
    def key_size(self) -> int:
        """Bits."""
        return self._public.key_size

    def exchange(self, algorithm: ec.ECDH, peer_public_key: ec.EllipticCurvePublicKey) -> bytes:
        """Not what a seal's key is for."""
        raise NotImplementedError("a seal's key only signs")

    def private_numbers(self) -> ec.EllipticCurvePrivateNumbers:
        """Never: the token does not give it out."""
        raise NotImplementedError("the key stays in its token")

    def private_bytes(self, *_: Any, **__: Any) -> bytes:
        """Never: the token does not give it out."""
        raise NotImplementedError("the key stays in its token")

    def __copy__(self) -> "TokenKey":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "TokenKey":
        return self
