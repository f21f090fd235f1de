"""What the seals under a PDF are worth (验章): whose they are, whether they hold, and since when nothing was added."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from asn1crypto import pem
from asn1crypto import x509 as asn1
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

from backend.kit.pools import WorkerDied, WorkTimedOut
from backend.kit.tools import Kit
from backend.seals.certificates.authority import AUTHORITY, PLATFORM
from backend.seals.certificates.keys import KeyName, distrusted_since
from backend.seals.facts import PdfCheck, SignatureCheck
from backend.seals.models import Certificate
from backend.seals.signatures.reading import PROOFS, SIGNATURES, TIME, Found, Unreadable, signatures_in

INTACT, ALTERED, UNSIGNED, FOREIGN = "intact", "altered", "unsigned", "foreign"
# Twenty octets, the first bit of which stays free.
SERIAL_BITS = 159
# A stranger's file gets this many seconds; ours take a tenth of one.
READING_SECONDS = 20.0
# How a file tells that it was sealed once, also where nothing else of it can be read.
MARK = b"/ETSI.CAdES.detached"

WHOLE = "所有内容都在本平台加盖的电子印章之下，盖章后没有任何改动。"
BROKEN = "文件带有电子印章，但内容与盖章时不一致，或文件已损坏，不能作为原件使用。"
ADDED = "盖章之后文件又被追加了内容，追加的部分不在印章之下，不能作为原件使用。"
NO_SEAL = "文件里没有电子印章。"
STRANGER = "文件的电子签名不是本平台的，印章名称相同也不代表是本平台加盖。"
AFTER_REVOCATION = "所用证书已吊销，无法证明印章是在吊销之前加盖的。"


async def check_pdf(kit: Kit, pdf: bytes) -> PdfCheck:
    """Judge any file at all; never raises on garbage. What is ``intact`` is so to the last byte."""
    roots = _roots(kit.settings.timestamp_ca)
    try:
        found = await kit.pools.in_process(signatures_in, pdf, roots, time_limit=READING_SECONDS)
    except (Unreadable, WorkTimedOut, WorkerDied):
        return PdfCheck(ALTERED, BROKEN) if MARK in pdf else PdfCheck(UNSIGNED, "文件不是能够读取的 PDF。")
    if not found:
        return PdfCheck(UNSIGNED, NO_SEAL)
    owners = await _owners(found)
    read = [_Read(one, row, _revoked_at(kit, row)) for one in found for row in [owners.get(one.certificate)]]
    return _verdict(read, knows_time=bool(roots))


@dataclass(frozen=True, slots=True)
class _Read:
    """A signature, and our certificate that made it; None for anybody else's, and for time-stamps.

    ``revoked_at``: since when the certificate counts no more, by its revocation or because its key became known.
    """

    found: Found
    row: Certificate | None
    revoked_at: datetime | None


def _revoked_at(kit: Kit, row: Certificate | None) -> datetime | None:
    if row is None:
        return None
    known = distrusted_since(kit, KeyName(row.key_source, row.key_name, row.key_version))
    return min((at for at in (row.revoked_at, known) if at), default=None)


async def _owners(found: list[Found]) -> dict[bytes, Certificate]:
    """Our certificates among the signers', byte for byte as issued: a name proves nothing."""
    serials = {_serial(one.certificate) for one in found if one.kind != TIME} - {""}
    rows = await Certificate.filter(serial__in=list(serials)).exclude(kind=AUTHORITY) if serials else []
    roots = [load_pem_x509_certificate(row.pem.encode()) for row in await Certificate.filter(kind=AUTHORITY)]
    owners: dict[bytes, Certificate] = {}
    for row in rows:
        certificate = load_pem_x509_certificate(row.pem.encode())
        for root in roots:
            try:
                certificate.verify_directly_issued_by(root)
            except (InvalidSignature, ValueError):
                continue
            owners[certificate.public_bytes(Encoding.DER)] = row
    return owners


def _serial(certificate: bytes) -> str:
    """The serial number as ours are known by it; empty for one that no authority may give (RFC 5280 §4.1.2.2).

    Strangers make what they like, and a number longer than ours cannot even be looked up.
    """
    try:
        number = asn1.Certificate.load(certificate).serial_number
    except (ValueError, TypeError):
        return ""
    return f"{number:X}" if 0 < number < 1 << SERIAL_BITS else ""


def _verdict(signatures: list[_Read], *, knows_time: bool) -> PdfCheck:
    checks = _checks(signatures)
    told = tuple(checks)
    ours = [(one, check) for one, check in zip(signatures, checks, strict=True) if one.row]
    if not ours:
        return PdfCheck(FOREIGN, STRANGER, told)
    if not all(check.intact for check in checks) or len({one.row.kind for one, _ in ours if one.row}) < 2:
        return PdfCheck(ALTERED, BROKEN, told)
    # Where no time-stamp authority is set up at all, nothing can be said of time, and the seals below still hold.
    strangers = any(
        check.kind == FOREIGN or (knows_time and check.kind == TIME and not check.trusted) for check in checks
    )
    if strangers or not signatures[-1].found.whole or not all(_untouched(one) for one, _ in ours):
        return PdfCheck(ALTERED, ADDED, told)
    if not all(check.trusted for _, check in ours):
        return PdfCheck(FOREIGN, AFTER_REVOCATION, told)
    return PdfCheck(INTACT, WHOLE, told)


def _untouched(one: _Read) -> bool:
    """After the station's seal further seals may come; after the platform's nothing but proofs of time."""
    return one.found.added <= (PROOFS if one.row and one.row.kind == PLATFORM else SIGNATURES)


def _checks(signatures: list[_Read]) -> list[SignatureCheck]:
    checks, covered = [], None
    # From the last to the first: a good time-stamp of the whole file also dates everything that was there before it.
    for one in reversed(signatures):
        checks.append(_check(one, covered))
        stamp = one.found.stamp
        if one.found.kind == TIME and stamp and stamp.intact and stamp.trusted:
            covered = stamp.at
    return checks[::-1]


def _check(one: _Read, covered: datetime | None) -> SignatureCheck:
    found, row, stamp = one.found, one.row, one.found.stamp
    good = stamp.at if stamp and stamp.intact and stamp.trusted else None
    check = SignatureCheck(
        kind=found.kind if found.kind == TIME else FOREIGN,
        who=stamp.authority if found.kind == TIME and stamp else found.who,
        station="",
        serial=_serial(found.certificate),
        signed_at=found.signed_at,
        stamped_at=good or covered,
        level="",
        intact=found.intact,
        trusted=found.kind == TIME and good is not None,
        revoked_at=None,
    )
    if row is None:
        return check
    level = "B-LTA" if good and covered else "B-T" if good or covered else "B-B"
    mine = replace(check, kind=row.kind, who=row.name, station=row.owner, level=level, revoked_at=one.revoked_at)
    return replace(mine, trusted=_in_time(mine, row), note=_note(mine))


def _in_time(check: SignatureCheck, row: Certificate) -> bool:
    """Whether the certificate was good when the seal was set; without a time-stamp, whether it is good still."""
    if check.stamped_at is None:
        return check.revoked_at is None
    return (check.revoked_at is None or check.stamped_at < check.revoked_at) and check.stamped_at <= row.valid_until


def _note(check: SignatureCheck) -> str:
    if check.revoked_at is None:
        return ""
    if check.stamped_at is None or check.stamped_at >= check.revoked_at:
        return AFTER_REVOCATION
    return "证书后来已吊销；时间戳证明印章在吊销之前加盖，仍然有效。"


def _roots(file: Path | None) -> tuple[bytes, ...]:
    if file is None or not file.is_file():
        return ()
    return _read_roots(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read_roots(file: Path, changed: int) -> tuple[bytes, ...]:
    return tuple(der for _, _, der in pem.unarmor(file.read_bytes(), multiple=True))
