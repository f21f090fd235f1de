"""The platform's certificate authority (证书管理): who has a certificate, and who no longer.

A certificate is issued when it is first needed. What an administrator revoked is not replaced in silence: until
somebody issues the next one, that station's papers wait.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate as X509
from cryptography.x509 import load_pem_x509_certificate
from tortoise.exceptions import IntegrityError

from backend.kit.actor import SYSTEM, Actor
from backend.kit.clock import now
from backend.kit.database import Work, unit_of_work
from backend.kit.tools import Kit
from backend.seals.certificates import x509
from backend.seals.certificates.keys import KeyName, distrusted_since, new_key, open_key
from backend.seals.errors import (
    AlreadyRevoked,
    AuthorityStays,
    NoSuchCertificate,
    NotSealable,
    RevocationNeedsReason,
    SealRevoked,
)
from backend.seals.facts import CertificateFacts
from backend.seals.models import Certificate

AUTHORITY, PLATFORM, STATION = "authority", "platform", "station"
PLATFORM_NAME = "车务通平台"
# A certificate is replaced this long before its end, so that no paper is sealed by one about to end.
RENEW_BEFORE = timedelta(days=30)
LONGEST_REASON = 200
# Where pages hear that a certificate was issued or revoked: sealing may have stopped, or go on.
TOPIC = "seals"


@dataclass(frozen=True, slots=True)
class Holder:
    """A certificate with the name of its key, ready to sign with."""

    serial: str
    name: str
    certificate: X509
    key: KeyName


async def ensure_authority(kit: Kit) -> Holder:
    """The authority's newest certificate, made on first use."""
    return await _standing(kit, AUTHORITY, "", "")


async def renew_authority(kit: Kit) -> None:
    """A new root beside the present one, from which all later certificates come.

    For a root whose key may be known to others. Seals that were set before stay what they were.
    """
    await _issue(kit, SYSTEM, AUTHORITY, "", "", await _newest(AUTHORITY, ""))


async def holder_for_station(kit: Kit, station: str, name: str) -> Holder:
    """The station's certificate, issued on first use and renewed before its end. Raises SealRevoked."""
    return await _standing(kit, STATION, station, name)


async def holder_for_platform(kit: Kit) -> Holder:
    """The platform's own certificate, issued on first use and renewed before its end. Raises SealRevoked."""
    return await _standing(kit, PLATFORM, "", PLATFORM_NAME)


async def issue_for_station(kit: Kit, actor: Actor, station: str, name: str) -> CertificateFacts:
    """The station's next certificate, whatever became of those before; older ones stay as they are."""
    return (await _issue(kit, actor, STATION, station, name, await _newest(STATION, station))).facts()


async def issue_for_platform(kit: Kit, actor: Actor) -> CertificateFacts:
    """The platform's next certificate."""
    return (await _issue(kit, actor, PLATFORM, "", PLATFORM_NAME, await _newest(PLATFORM, ""))).facts()


async def revoke(work: Work, serial: str, why: str, reason: str) -> CertificateFacts:
    """Revoke from now on. ``why`` is a key of :data:`x509.WHY`; seals that were stamped before stay valid.

    Raises NoSuchCertificate, AlreadyRevoked, AuthorityStays, RevocationNeedsReason.
    """
    reason = reason.strip()
    if why not in x509.WHY or not 2 <= len(reason) <= LONGEST_REASON:
        raise RevocationNeedsReason(field="reason")
    row = await Certificate.get_or_none(serial=serial)
    if row is None:
        raise NoSuchCertificate
    if row.kind == AUTHORITY:
        raise AuthorityStays
    changed = await Certificate.filter(id=row.id, revoked_at=None).update(
        revoked_at=now(), revoked_why=why, revoked_reason=reason, revoked_by=work.actor.name
    )
    if not changed:
        raise AlreadyRevoked
    await work.record("certificate.revoked", serial, why=why, reason=reason)
    work.announce(TOPIC, certificate=serial)
    await row.refresh_from_db()
    return row.facts()


async def certificates_of(station: str) -> list[CertificateFacts]:
    """The station's certificates, newest first."""
    rows = await Certificate.filter(kind=STATION, owner=station).order_by("-generation")
    return [row.facts() for row in rows]


async def certificates_of_platform() -> list[CertificateFacts]:
    """The platform's and the authority's certificates, newest first."""
    rows = await Certificate.filter(kind__in=(PLATFORM, AUTHORITY)).order_by("-id")
    return [row.facts() for row in rows]


async def authority_certificate(kit: Kit) -> str:
    """The authority's certificate as PEM, for relying parties to install; made on first use."""
    return (await ensure_authority(kit)).certificate.public_bytes(Encoding.PEM).decode()


async def authority_of(holder: Holder) -> Holder:
    """The authority that issued the holder's certificate: not the newest, where a new root came in between.

    Raises NotSealable where the database no longer knows it.
    """
    for row in await Certificate.filter(kind=AUTHORITY).order_by("-generation"):
        found = _holder(row)
        if found.certificate.subject == holder.certificate.issuer:
            return found
    raise NotSealable(f"the authority of the certificate {holder.serial} is not known here")


async def paused(station: str) -> list[CertificateFacts]:
    """Revoked certificates that nobody has replaced: the station's (every station's for ``""``) and the platform's.

    While there is one, its holder's papers wait unsealed.
    """
    gone = Certificate.filter(revoked_at__isnull=False, kind__in=(STATION, PLATFORM)).order_by("-revoked_at")
    rows = await (gone.filter(owner__in=(station, "")) if station else gone)
    newest = [await _newest(row.kind, row.owner) for row in rows]
    return [row.facts() for row, last in zip(rows, newest, strict=True) if last is not None and last.id == row.id]


async def revocation_list(kit: Kit, authority: Holder | None = None) -> bytes:
    """What is revoked now of what ``authority`` (else the newest) issued, as DER (RFC 5280), signed afresh."""
    authority = authority or await ensure_authority(kit)
    subject = authority.certificate.subject
    rows = await Certificate.filter(revoked_at__isnull=False).order_by("id")
    revoked = [
        x509.Revoked(int(row.serial, 16), row.revoked_at, row.revoked_why)  # type: ignore[arg-type]
        for row in rows
        if load_pem_x509_certificate(row.pem.encode()).issuer == subject
    ]
    at = now()
    return await kit.pools.in_thread(lambda: x509.revocation_list(_issuer(kit, authority), revoked, at))


async def _standing(kit: Kit, kind: str, owner: str, name: str) -> Holder:
    row = await _newest(kind, owner)
    if row is not None and row.revoked_at is not None:
        raise SealRevoked(name=row.name)
    if row is None or not await _usable(kit, row):
        row = await _issue(kit, SYSTEM, kind, owner, name, row)
    return _holder(row)


async def _usable(kit: Kit, row: Certificate) -> bool:
    """Whether to sign with it: not about to end, its key ours alone, and issued by the newest authority."""
    if row.valid_until - RENEW_BEFORE <= now() or distrusted_since(kit, _holder(row).key):
        return False
    if row.kind == AUTHORITY:
        return True
    newest = await ensure_authority(kit)
    return load_pem_x509_certificate(row.pem.encode()).issuer == newest.certificate.subject


async def _newest(kind: str, owner: str) -> Certificate | None:
    return await Certificate.filter(kind=kind, owner=owner).order_by("-generation").first()


async def _issue(kit: Kit, actor: Actor, kind: str, owner: str, name: str, before: Certificate | None) -> Certificate:
    """Make the key (which may take a token a second), then keep the certificate in one short transaction.

    It follows ``before``, which the caller saw: of two that saw the same one, the database lets one issue the next.
    """
    issuer = None if kind == AUTHORITY else await ensure_authority(kit)
    at, serial = now(), x509.new_serial()
    key = await kit.pools.in_thread(new_key, kit)
    made = await kit.pools.in_thread(_made, kit, key, issuer, serial, at, name)
    generation = before.generation + 1 if before else 1
    row = Certificate(
        serial=f"{serial:X}", kind=kind, owner=owner, generation=generation, name=_common_name(made),
        pem=made.public_bytes(Encoding.PEM).decode(), key_source=key.source, key_name=key.name,
        key_version=key.version, issued_at=at, issued_by=actor.name, valid_until=made.not_valid_after_utc,
    )  # fmt: skip
    try:
        async with unit_of_work(actor) as work:
            await row.save()
            await work.record("certificate.issued", row.serial, kind=kind, owner=owner, generation=generation)
            work.announce(TOPIC, certificate=row.serial)
    except IntegrityError:
        # Another worker issued the same one a moment ago: that one is it.
        return await Certificate.get(kind=kind, owner=owner, generation=generation)
    return row


def _made(kit: Kit, key: KeyName, issuer: Holder | None, serial: int, at: datetime, name: str) -> X509:
    opened = open_key(kit, key)
    if issuer is None:
        return x509.authority_certificate(opened, serial, at, f"{serial:X}"[:8])
    return x509.seal_certificate(_issuer(kit, issuer), opened, serial, at, name, _list_url(kit))


def _list_url(kit: Kit) -> str:
    # Only an address that people outside reach is worth standing in a certificate for years.
    return f"{kit.settings.address}/pki/crl.der" if kit.settings.public_url else ""


def _issuer(kit: Kit, holder: Holder) -> x509.Issuer:
    return x509.Issuer(holder.certificate, open_key(kit, holder.key))


def _holder(row: Certificate) -> Holder:
    certificate = load_pem_x509_certificate(row.pem.encode())
    return Holder(row.serial, row.name, certificate, KeyName(row.key_source, row.key_name, row.key_version))


def _common_name(certificate: X509) -> str:
    return str(certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value)


def private_key(kit: Kit, holder: Holder) -> ec.EllipticCurvePrivateKey:
    """The holder's key, opened; may wait for a token."""
    return open_key(kit, holder.key)
