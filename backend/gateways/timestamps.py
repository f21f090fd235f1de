"""可信时间戳: says, signed by somebody who is not us, that a hash existed at a time (RFC 3161 over HTTP).

Nothing that an authority says is believed unchecked: the token must answer this very request (nonce, hash), be signed
well, and lead to a root that the site's operator named. There is no other source of time behind it: without a good
token the caller gets ``VendorTrouble``, never the local clock. Sources: RFC 3161 §2.4, pyHanko 0.38.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Protocol
from urllib.parse import urlsplit

import httpx
from asn1crypto import cms, core, crl, pem, tsp, x509
from pyhanko.sign.general import CMSExtractionError, extract_certificate_info, extract_signer_info
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity, validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from backend.gateways.bounded_pool import BoundedPool
from backend.kit import clock
from backend.kit.errors import Fault, VendorTrouble

SERVICE = "timestamps"
ALGORITHM = "sha256"
# A token is about 2 to 6 KB; a revocation list of a public authority at most a few MB.
LARGEST_TOKEN, LARGEST_LIST = 65_536, 8_000_000
# Seconds that a list is believed before it is asked for again: a revocation is known within the hour.
LIST_KEPT_S = 3600
# Seconds that a certificate, once found to lead to a root, is taken to do so still.
TRUST_KEPT_S = 600
# RFC 3161 §2.4.2: refusals that say "not now"; every other one would be the same the next time.
_PASSING = frozenset({"time_not_available", "system_failure"})
_DROPPED = frozenset({"RemoteProtocolError", "ReadError", "WriteError"})


class TimeStampRootMissing(Fault):
    """The roots that time-stamps must lead to are not there or cannot be read (时间戳根证书缺失)."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """One time-stamp: the token (DER of a ContentInfo, to be kept) and the time that it states (UTC)."""

    token: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class StampCheck:
    """What an old token proves: of whom it is, when, and whether it fits the hash and leads to a known root."""

    at: datetime
    authority: str
    intact: bool
    trusted: bool


class TimeStamps(Protocol):
    """时间戳: states a time for a hash, and lets old statements be checked."""

    @property
    def address(self) -> str:
        """Where the authority answers; shown to administrators."""
        ...

    @property
    def roots(self) -> tuple[x509.Certificate, ...]:
        """The trust anchors of every time-stamp."""
        ...

    @property
    def stamper(self) -> TimeStamper:
        """For pyHanko's signers: one object for the whole process, usable from any thread and event loop."""
        ...

    async def stamp(self, digest: bytes) -> Stamp:
        """A time-stamp for a SHA-256 hash (32 bytes). Raises ``VendorTrouble`` and nothing else."""
        ...

    async def revocation(self) -> tuple[crl.CertificateList, ...]:
        """Revocation lists of the authority's certificates, to be kept beside what was stamped (PAdES B-LT).

        Empty when its certificates name none. Raises ``VendorTrouble``.
        """
        ...

    async def check(self, token: bytes, digest: bytes) -> StampCheck | None:
        """Read a kept token against the SHA-256 hash it should be for; None when it is no token at all."""
        ...

    async def close(self) -> None:
        """Let go of threads and connections."""
        ...


@dataclass(frozen=True, slots=True)
class TimeStampConfig:
    """How to reach the authority, and the roots that its tokens must lead to (PEM, one or more). Times in seconds."""

    url: str
    roots: bytes
    user: str = ""
    password: str = ""
    connect_timeout_s: float = 3
    read_timeout_s: float = 8
    workers: int = 4
    waiting: int = 256


def open_timestamps(url: str, ca: Path | None, user: str = "", password: str = "") -> "Rfc3161 | None":
    """The authority at ``url``; None without one. Raises TimeStampRootMissing: a stamp nobody can check is none."""
    if not url:
        return None
    try:
        roots = ca.read_bytes() if ca else b""
        return Rfc3161(TimeStampConfig(url, roots, user, password))
    except (OSError, ValueError):
        raise TimeStampRootMissing(
            f"设置了时间戳服务 {url}，但读不到它的根证书。请把签发机构的根证书（PEM）存为文件，"
            f"并用 CWT_TIMESTAMP_CA 指明路径（现为 {ca or '空'}）。\n"
            f"CWT_TIMESTAMP_CA must name a PEM file with the root of the time-stamp authority."
        ) from None


class Rfc3161:
    """:class:`TimeStamps` over HTTP."""

    def __init__(self, config: TimeStampConfig) -> None:
        self._roots = tuple(_certificates(config.roots))
        if not self._roots:
            raise ValueError("no certificate among the roots")
        if urlsplit(config.url).scheme not in ("http", "https"):
            raise ValueError("not an address of HTTP")
        self._config = config
        timeout = httpx.Timeout(config.read_timeout_s, connect=config.connect_timeout_s)
        # One client for all threads, so that connections are kept alive between stamps.
        auth = (config.user, config.password) if config.user else None
        self._web = httpx.Client(timeout=timeout, trust_env=False, auth=auth)
        self._lists_web = httpx.Client(timeout=timeout, trust_env=False, follow_redirects=True)
        # httpx counts its time-outs for each read; the deadline is for the whole call and the wait before it.
        deadline = 2 * (config.connect_timeout_s + config.read_timeout_s)
        self._pool = BoundedPool(SERVICE, workers=config.workers, waiting=config.waiting, deadline_s=deadline)
        self._stamper = _Stamper(self)
        self._lists: dict[str, _KeptList] = {}
        self._proven: dict[bytes, float] = {}

    @property
    def address(self) -> str:
        """See :attr:`TimeStamps.address`."""
        return self._config.url

    @property
    def roots(self) -> tuple[x509.Certificate, ...]:
        """See :attr:`TimeStamps.roots`."""
        return self._roots

    @property
    def stamper(self) -> TimeStamper:
        """See :attr:`TimeStamps.stamper`."""
        return self._stamper

    async def stamp(self, digest: bytes) -> Stamp:
        """See :meth:`TimeStamps.stamp`."""
        token = await self._stamper.async_timestamp(digest, ALGORITHM)
        return Stamp(token.dump(), _facts(token)["gen_time"].native)

    async def revocation(self) -> tuple[crl.CertificateList, ...]:
        """See :meth:`TimeStamps.revocation`."""
        # What the authority signs with is known from its tokens only; pyHanko keeps one for measuring.
        await self._stamper.async_dummy_response(ALGORITHM)
        addresses = {address for one in self._stamper.chain() for address in _list_addresses(one)}
        return tuple([await self._list_at(address) for address in sorted(addresses)])

    async def check(self, token: bytes, digest: bytes) -> StampCheck | None:
        """See :meth:`TimeStamps.check`."""
        try:
            read = cms.ContentInfo.load(token, strict=True)
            status = await self._status(read, digest)
        except (ValueError, TypeError, KeyError, AttributeError, SignatureValidationError):
            return None
        authority = status.signing_cert.subject.native.get("common_name", status.signing_cert.subject.human_friendly)
        return StampCheck(status.timestamp, str(authority), status.intact and status.valid, bool(status.trusted))

    async def close(self) -> None:
        """See :meth:`TimeStamps.close`."""
        self._pool.close()
        self._web.close()
        self._lists_web.close()

    async def _status(self, token: cms.ContentInfo, digest: bytes) -> TimestampSignatureStatus:
        # Revocation of the authority is for the seal's own validation, which keeps the lists; here it must be known.
        known = ValidationContext(
            trust_roots=list(self._roots), allow_fetching=False, moment=_facts(token)["gen_time"].native
        )
        return TimestampSignatureStatus(**await validate_tst_signed_data(token["content"], known, lambda _: digest))

    async def answered(self, request: tsp.TimeStampReq) -> cms.ContentInfo:
        """The token that the authority gives to ``request``, checked; ``VendorTrouble`` otherwise."""
        body = await self._pool.run(self._ask, request.dump())
        try:
            answer = _Answer.load(body, strict=True)
            status, why = answer["status"]["status"].native, answer["status"]["fail_info"].native or set()
            token = answer["time_stamp_token"]
            if status not in ("granted", "granted_with_mods"):
                raise VendorTrouble(
                    SERVICE, "refused: " + (" ".join(sorted(why)) or status), retry=bool(why & _PASSING)
                )
            facts, imprint = _facts(token), request["message_imprint"]
            if facts["nonce"].native != request["nonce"].native:
                raise VendorTrouble(SERVICE, "answers another request", retry=True)
            same = facts["message_imprint"].native == imprint.native
            holds, trusted = await self._judged(token, imprint["hashed_message"].native)
        except (ValueError, TypeError, KeyError, AttributeError, CMSExtractionError, SignatureValidationError):
            raise VendorTrouble(SERVICE, "garbled answer", retry=True) from None
        if not (same and holds):
            raise VendorTrouble(SERVICE, "stamps another hash", retry=True)
        if not trusted:
            raise VendorTrouble(SERVICE, "untrusted authority", retry=False)
        return token

    async def _judged(self, token: cms.ContentInfo, digest: bytes) -> tuple[bool, bool]:
        """Whether the token's signature holds, and whether its certificate leads to one of the roots."""
        signed = token["content"]
        certificate = extract_certificate_info(signed).signer_cert
        if self._proven.get(certificate.dump(), 0) > clock.monotonic():
            # The same certificate a moment ago: the way to its root takes six times as long as the signature.
            content, signer = bytes(signed["encap_content_info"]["content"]), extract_signer_info(signed)
            hashed = hashlib.new(signer["digest_algorithm"]["algorithm"].native, content).digest()
            return all(validate_sig_integrity(signer, certificate, "tst_info", hashed)), True
        status = await self._status(token, digest)
        if status.intact and status.valid and status.trusted:
            self._proven = {certificate.dump(): clock.monotonic() + TRUST_KEPT_S}
        return status.intact and status.valid, bool(status.trusted)

    def _ask(self, body: bytes) -> bytes:
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        request = self._web.build_request("POST", self._config.url, content=body, headers=headers)
        try:
            return _read(self._web, request, LARGEST_TOKEN, "application/timestamp-reply")
        except VendorTrouble as trouble:
            if trouble.reason not in _DROPPED:
                raise
            # The other side closed a connection that was kept: nothing is wrong, and asking twice harms nobody.
            return _read(self._web, request, LARGEST_TOKEN, "application/timestamp-reply")

    async def _list_at(self, address: str) -> crl.CertificateList:
        kept = self._lists.get(address)
        if kept is None or kept.asked + LIST_KEPT_S < clock.monotonic() or kept.ends <= clock.now():
            request = self._lists_web.build_request("GET", address)
            kept = self._lists[address] = _list_in(await self._pool.run(_read, self._lists_web, request, LARGEST_LIST))
        return kept.read


class _Stamper(TimeStamper):
    """pyHanko's side of it: asks through the checked gateway, and remembers the authority's newest certificate."""

    def __init__(self, gateway: Rfc3161) -> None:
        super().__init__()
        self._gateway = gateway

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A token for a hash. Raises ``VendorTrouble``, where pyHanko's own raises several kinds of errors."""
        _, request = self.request_cms(message_digest, md_algorithm)
        token = await self._gateway.answered(request)
        signer = token["content"]["signer_infos"][0]["sid"].chosen
        if (signer["issuer"].dump(), signer["serial_number"].native) not in self._known():
            # A new certificate (or the first): what pyHanko keeps for sizes and chains must be of this one.
            self._certs.clear()
            self._dummy_response_cache.clear()
            self._register_dummy(md_algorithm, token)
        return token

    def chain(self) -> tuple[x509.Certificate, ...]:
        """The certificate that signs now, and those that came with it."""
        return tuple(self.cert_registry)

    def _known(self) -> set[tuple[bytes, int]]:
        return {(one.issuer.dump(), one.serial_number) for one in self._certs.values()}


class _Answer(core.Sequence):
    """TimeStampResp, whose token is missing when it refuses; asn1crypto's own class demands one."""

    _fields: ClassVar = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]


@dataclass(frozen=True, slots=True)
class _KeptList:
    read: crl.CertificateList
    ends: datetime
    asked: float


def _facts(token: cms.ContentInfo) -> tsp.TSTInfo:
    facts = token["content"]["encap_content_info"]["content"].parsed
    if not isinstance(facts, tsp.TSTInfo):
        raise TypeError("no time-stamp inside")
    return facts


def _read(web: httpx.Client, request: httpx.Request, most: int, kind: str = "") -> bytes:
    """The body of the answer, at most ``most`` bytes and of the media type ``kind`` when one is named."""
    try:
        answer = web.send(request, stream=True)
        try:
            if answer.status_code != 200:
                passing = answer.status_code >= 500 or answer.status_code == 429
                raise VendorTrouble(SERVICE, f"http {answer.status_code}", retry=passing)
            if kind and answer.headers.get("content-type", "").split(";")[0].strip().lower() != kind:
                raise VendorTrouble(SERVICE, "garbled answer", retry=True)
            body = b""
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > most:
                    raise VendorTrouble(SERVICE, "answer too long", retry=False)
            return body
        finally:
            answer.close()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise VendorTrouble(SERVICE, type(error).__name__, retry=True) from None


def _list_in(body: bytes) -> _KeptList:
    try:
        read = crl.CertificateList.load(pem.unarmor(body)[2] if pem.detect(body) else body, strict=True)
        return _KeptList(read, read["tbs_cert_list"]["next_update"].native, clock.monotonic())
    except (ValueError, TypeError, KeyError):
        raise VendorTrouble(SERVICE, "garbled revocation list", retry=True) from None


def _list_addresses(certificate: x509.Certificate) -> list[str]:
    points = certificate.crl_distribution_points or []
    named = [name.native for point in points for name in (point["distribution_point"].chosen or [])]
    return [address for address in named if str(address).startswith(("http://", "https://"))]


def _certificates(text: bytes) -> list[x509.Certificate]:
    return [x509.Certificate.load(der) for _, _, der in pem.unarmor(text, multiple=True)]
