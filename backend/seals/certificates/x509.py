"""The bytes of certificates and revocation lists (证书与吊销列表的格式), RFC 5280, without tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from backend.kit.ids import random_bytes

PLATFORM = "车务通"
AUTHORITY_YEARS = 20
SEAL_YEARS = 5
# X.520's upper bound of a common name, in letters.
LONGEST_NAME = 64
# Other people's clocks (a time-stamp authority's) may be behind ours; what we issue must not lie in their future.
BACKDATED = timedelta(minutes=10)
# A relying party that keeps our list must fetch a new one within a week.
LIST_DAYS = 7
# RFC 9336: a key for signing documents that people read.
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")

WHY = {
    "key_compromise": x509.ReasonFlags.key_compromise,
    "affiliation_changed": x509.ReasonFlags.affiliation_changed,
    "superseded": x509.ReasonFlags.superseded,
    "cessation": x509.ReasonFlags.cessation_of_operation,
}


@dataclass(frozen=True, slots=True)
class Issuer:
    """The authority: its certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Revoked:
    """One line of the revocation list."""

    serial: int
    at: datetime
    why: str


def new_serial() -> int:
    """A positive serial of 127 random bits (RFC 5280 §4.1.2.2 allows 20 bytes)."""
    return int.from_bytes(random_bytes(16), "big") >> 1 | 1 << 120


def authority_certificate(key: ec.EllipticCurvePrivateKey, serial: int, at: datetime, mark: str) -> x509.Certificate:
    """A self-signed root. ``mark`` tells one platform's authority from another's where both are installed."""
    name = _name(f"{PLATFORM}电子签章根证书 {mark}", PLATFORM)
    end = at + timedelta(days=366 * AUTHORITY_YEARS)
    usage = _usage(key_cert_sign=True, crl_sign=True)
    return (
        _begun(name, name, key.public_key(), serial, at, end)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, SHA256())
    )


def seal_certificate(
    issuer: Issuer, key: ec.EllipticCurvePrivateKey, serial: int, at: datetime, name: str, list_url: str
) -> x509.Certificate:
    """A certificate to sign documents with, as ``name``. It ends before its authority does."""
    theirs = issuer.certificate
    end = min(at + timedelta(days=365 * SEAL_YEARS), theirs.not_valid_after_utc)
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    # NSS (pdfsig) asks for e-mail protection wherever a purpose is named at all.
    purposes = x509.ExtendedKeyUsage([DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION])
    begun = (
        _begun(_name(name, name), theirs.subject, key.public_key(), serial, at, end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
        .add_extension(purposes, critical=False)
        .add_extension(issuer_id, critical=False)
    )
    if list_url:
        place = x509.DistributionPoint([x509.UniformResourceIdentifier(list_url)], None, None, None)
        begun = begun.add_extension(x509.CRLDistributionPoints([place]), critical=False)
    return begun.sign(issuer.key, SHA256())


def revocation_list(issuer: Issuer, revoked: Iterable[Revoked], at: datetime) -> bytes:
    """The list as DER, good for :data:`LIST_DAYS`; its number grows with time."""
    issued = at - BACKDATED
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(issued)
        .next_update(at + timedelta(days=LIST_DAYS))
        .add_extension(x509.CRLNumber(int(at.timestamp() * 1000)), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
    )
    for one in revoked:
        line = x509.RevokedCertificateBuilder().serial_number(one.serial).revocation_date(one.at)
        line = line.add_extension(x509.CRLReason(WHY[one.why]), critical=False)
        builder = builder.add_revoked_certificate(line.build())
    return builder.sign(issuer.key, SHA256()).public_bytes(Encoding.DER)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, serial: int, at: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(serial)
        .not_valid_before(at - BACKDATED)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(common: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:LONGEST_NAME]),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:LONGEST_NAME]),
        ]
    )


def _usage(**uses: bool) -> x509.KeyUsage:
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")  # fmt: skip
    return x509.KeyUsage(**{name: uses.get(name, False) for name in names})
