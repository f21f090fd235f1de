"""The signature itself (签名数据): a CMS container (RFC 5652) with PAdES's attributes, by a key that is kept.

pyHanko makes the parts that are the same for every paper, once. The container is then put together here, because
pyHanko's way through asn1crypto takes ten times as long as the signature, for each of the sixteen of a transfer.
"""

from dataclasses import dataclass
from hashlib import sha256

from asn1crypto import cms, x509
from asn1crypto.algos import SignedDigestAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko.sign.signers import Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

ALGORITHM = "sha256"
# What a container takes besides certificates and its time-stamp: hashes, names, the signature itself.
BARE_BYTES = 1_600
# Stands where a paper's hash goes; no other part of a certificate's attributes can be equal to it.
_ANY_HASH = sha256(b"chewutong: here goes the hash of a paper").digest()
_ONE = b"\x02\x01\x01"
_SEQUENCE, _SET, _OCTETS, _FIRST, _SECOND = 0x30, 0x31, 0x04, 0xA0, 0xA1


@dataclass(frozen=True, slots=True)
class _Parts:
    """What every container of one signer has in common, as DER."""

    attributes: bytes
    signer: bytes
    digest_algorithm: bytes
    signature_algorithm: bytes
    certificates: bytes


class KeptKey:
    """A certificate with its key object, kept: pyHanko's own signer would parse the key at every signature."""

    def __init__(
        self, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey, chain: tuple[x509.Certificate, ...]
    ) -> None:
        self._certificate, self._key, self._chain = certificate, key, chain
        self._parts: _Parts | None = None
        self.size = BARE_BYTES + sum(len(one.dump()) for one in (certificate, *chain))

    async def prepare(self) -> None:
        """Make what all containers have in common; before papers are sealed at once, or each would make it."""
        self._parts = await self._common()

    async def container(self, digest: bytes, stamper: TimeStamper | None) -> bytes:
        """The container for a paper's hash, with a time-stamp over its signature where there is a ``stamper``."""
        parts = self._parts = self._parts or await self._common()
        attributes = parts.attributes.replace(_ANY_HASH, digest)
        signature = self._key.sign(attributes, ec.ECDSA(SHA256()))
        later = b"" if stamper is None else await _stamped(signature, stamper)
        signer = _der(
            _SEQUENCE, _ONE, parts.signer, parts.digest_algorithm, bytes([_FIRST]) + attributes[1:],
            parts.signature_algorithm, _der(_OCTETS, signature), later,
        )  # fmt: skip
        kind = cms.ContentType("data").dump()
        signed = _der(
            _SEQUENCE, _ONE, _der(_SET, parts.digest_algorithm), _der(_SEQUENCE, kind), parts.certificates,
            _der(_SET, signer),
        )  # fmt: skip
        return _der(_SEQUENCE, cms.ContentType("signed_data").dump(), _der(_FIRST, signed))

    async def _common(self) -> _Parts:
        signer = Signer(
            signing_cert=self._certificate,
            cert_registry=SimpleCertificateStore.from_certs(self._chain),
            signature_mechanism=SignedDigestAlgorithm({"algorithm": f"{ALGORITHM}_ecdsa"}),
        )
        attributes = await signer.signed_attrs(_ANY_HASH, ALGORITHM, use_pades=True)
        info = signer.signer_info(ALGORITHM, attributes, b"")
        return _Parts(
            attributes.dump(),
            info["sid"].dump(),
            info["digest_algorithm"].dump(),
            info["signature_algorithm"].dump(),
            _der(_FIRST, *sorted(one.dump() for one in (self._certificate, *self._chain))),
        )


async def _stamped(signature: bytes, stamper: TimeStamper) -> bytes:
    """The unsigned attributes: one time-stamp token (RFC 3161, appendix A)."""
    token = await stamper.async_timestamp(sha256(signature).digest(), ALGORITHM)
    kind = cms.CMSAttributeType("signature_time_stamp_token").dump()
    return _der(_SECOND, _der(_SEQUENCE, kind, _der(_SET, token.dump())))


def _der(tag: int, *parts: bytes) -> bytes:
    """One value of DER: its tag, its length in the fewest bytes, its content."""
    content = b"".join(parts)
    length = len(content)
    if length < 128:
        return bytes([tag, length]) + content
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 128 | len(size)]) + size + content
