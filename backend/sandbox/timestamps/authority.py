"""时间戳机构: the sandbox's root, its time-stamp certificate and its revocation list.

The keys are derived from a fixed word, and signatures are deterministic, so the root is the same in every sandbox,
before and after a restart: what was stamped yesterday can be checked tomorrow. Nothing outside a demo may trust it;
``ca.pem`` beside this file is that root, for ``CWT_TIMESTAMP_CA`` of a demo.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from certomancer.services import CRLBuilder, choose_signed_digest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT_FILE = Path(__file__).with_name("ca.pem")
BEGINS, ENDS = datetime(2020, 1, 1, tzinfo=UTC), datetime(2060, 1, 1, tzinfo=UTC)
LIST_LIVES = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Authority:
    """Who stamps: the certificate, its key and the root above it."""

    certificate: asn1_x509.Certificate
    key: asn1_keys.PrivateKeyInfo
    root: asn1_x509.Certificate


@lru_cache(maxsize=16)
def authority(list_address: str, *, foreign: bool = False) -> Authority:
    """The authority whose certificate names ``list_address``; a ``foreign`` one has a root that nobody trusts."""
    word = "foreign" if foreign else "sandbox"
    root_key, key = _key(f"{word} root"), _key(f"{word} stamp")
    root = _root(root_key, foreign=foreign)
    certificate = (
        _builder(_name("车务通沙箱时间戳服务 TSA"), root.subject, key.public_key(), f"stamp {list_address}")
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        # RFC 3161 §2.3: this purpose only, and critical.
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .add_extension(_points_at(list_address), critical=False)
        .sign(root_key, hashes.SHA256(), ecdsa_deterministic=True)
    )
    return Authority(_asn1(certificate), _plain(key), _asn1(root))


def root_pem() -> bytes:
    """The root, as a text file."""
    return _root(_key("sandbox root")).public_bytes(serialization.Encoding.PEM)


def revocation_list(now: float) -> bytes:
    """An empty list, made at ``now`` (seconds since the epoch) and good for a week; DER."""
    key, at = _key("sandbox root"), datetime.fromtimestamp(int(now), UTC)
    root = _asn1(_root(key))
    builder = CRLBuilder(
        root.subject, _plain(key), choose_signed_digest("sha256", root.public_key), root.key_identifier_value
    )
    made: bytes = builder.build_crl(int(now), at, at + LIST_LIVES, []).dump()
    return made


def _key(word: str) -> ec.EllipticCurvePrivateKey:
    seed = HKDF(hashes.SHA256(), 40, salt=b"chewutong sandbox", info=word.encode()).derive(b"opens nothing outside")
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    return ec.derive_private_key(int.from_bytes(seed) % (order - 1) + 1, ec.SECP256R1())


def _root(key: ec.EllipticCurvePrivateKey, *, foreign: bool = False) -> x509.Certificate:
    name = _name("无人信任的根" if foreign else "车务通沙箱时间戳根 CA")
    return (
        _builder(name, name, key.public_key(), f"root {foreign}")
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, serial_of: str
) -> x509.CertificateBuilder:
    # 16 bytes of a hash instead of chance: the same certificate every time.
    serial = int.from_bytes(b"\x01" + sha256(serial_of.encode()).digest()[:15])
    begun = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    return begun.serial_number(serial).not_valid_before(BEGINS).not_valid_after(ENDS)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "车务通沙箱"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs,
        crl_sign=not signs,
        encipher_only=False,
        decipher_only=False,
    )


def _points_at(address: str) -> x509.CRLDistributionPoints:
    place = x509.UniformResourceIdentifier(address)
    return x509.CRLDistributionPoints([x509.DistributionPoint([place], None, None, None)])


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _plain(key: ec.EllipticCurvePrivateKey) -> asn1_keys.PrivateKeyInfo:
    encoding, form = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8
    return asn1_keys.PrivateKeyInfo.load(key.private_bytes(encoding, form, serialization.NoEncryption()))
