"""Reading the signatures under a PDF (读取签名): what cryptography alone can say of them, for any file whatever.

Whose a certificate is, and whether it was revoked, is not known here. Meant for a process of its own: a hostile file
may take all its memory or time.
"""

import asyncio
import io
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import algos, cms, core, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import Hash
from cryptography.x509 import Certificate, load_der_x509_certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.validation import DocumentSecurityStore
from pyhanko.sign.validation.errors import SignatureValidationError, ValidationInfoReadingError
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    extract_tst_data_iter,
    validate_sig_integrity,
    validate_tst_signed_data,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel, TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

# They tell of every signature that does not hold, with names out of the file; here that is an answer, not an event.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)

TIME, SIGNATURE = "time", "signature"
# What was added to the file after a signature: nothing, proofs of time, further signatures, or anything else.
NOTHING, PROOFS, SIGNATURES, ANYTHING = range(4)
_ADDED = {
    ModificationLevel.NONE: NOTHING,
    ModificationLevel.LTA_UPDATES: PROOFS,
    ModificationLevel.FORM_FILLING: SIGNATURES,
}


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time-stamp: the time it states, whether it fits what it stands on, and leads to a known root."""

    at: datetime
    authority: str
    intact: bool
    trusted: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A signature or a document's time-stamp, as it stands in the file. ``certificate`` is the signer's, as DER.

    ``added`` is what came after it (:data:`NOTHING` …); ``whole`` says that it covers the file to its last byte.
    """

    kind: str
    certificate: bytes
    who: str
    signed_at: datetime | None
    stamp: Stamp | None
    intact: bool
    whole: bool
    added: int


class Unreadable(Exception):
    """Not a PDF, or one so damaged that its signatures cannot be found."""


def signatures_in(pdf: bytes, roots: Sequence[bytes]) -> list[Found]:
    """Every signature, in the order of signing; ``roots`` (DER) are those that time-stamps must lead to.

    Raises Unreadable, whatever is wrong with the file.
    """
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        file = _file(pdf, reader, roots)
        return [asyncio.run(_found(file, one)) for one in reader.embedded_signatures]
    except Exception as wrong:  # the file decides which of pyHanko's, asn1crypto's or Python's own errors comes
        raise Unreadable(type(wrong).__name__) from None


@dataclass(frozen=True, slots=True)
class _File:
    """The file, and what it and we bring to judge its signatures by."""

    pdf: bytes
    roots: list[x509.Certificate]
    lists: list[bytes]
    certificates: "_Certificates"


def _file(pdf: bytes, reader: PdfFileReader, roots: Sequence[bytes]) -> _File:
    known = [x509.Certificate.load(root) for root in roots]
    try:
        kept = DocumentSecurityStore.read_dss(reader)
    except ValidationInfoReadingError:
        return _File(pdf, known, [], _Certificates((), roots))
    lists = [one.get_object().data for one in kept.crls]
    return _File(pdf, known, lists, _Certificates((one.get_object().data for one in kept.certs.values()), roots))


async def _found(file: _File, one: EmbeddedPdfSignature) -> Found:
    one.compute_integrity_info()
    certificate, of_time = one.signer_cert, one.sig_object_type == "/DocTimeStamp"
    stamp: Stamp | None
    if of_time:
        stamp = await _stamp(file, one.signed_data, one.compute_digest)
        intact = stamp is not None and stamp.intact
    else:
        stamp = await _attached(file, one.signer_info)
        intact = _holds(one) and (stamp is None or stamp.intact)
    return Found(
        kind=TIME if of_time else SIGNATURE,
        certificate=certificate.dump(),
        who=str(certificate.subject.native.get("common_name", "")),
        signed_at=None if of_time else one.self_reported_timestamp,
        stamp=stamp,
        intact=intact and _nothing_hidden(file.pdf, one, file.certificates),
        whole=one.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        added=_added(one),
    )


def _holds(one: EmbeddedPdfSignature) -> bool:
    try:
        return all(validate_sig_integrity(one.signer_info, one.signer_cert, "data", one.compute_digest()))
    except SignatureValidationError:
        return False


def _added(one: EmbeddedPdfSignature) -> int:
    if one.coverage < SignatureCoverageLevel.ENTIRE_REVISION or not isinstance(one.diff_result, DiffResult):
        return ANYTHING
    return _ADDED.get(one.diff_result.modification_level, ANYTHING)


async def _attached(file: _File, info: cms.SignerInfo) -> Stamp | None:
    """The time-stamp inside a signature, which stands on the signature's own bytes."""
    signature = info["signature"].native
    for token in extract_tst_data_iter(info, signed=False):
        return await _stamp(file, token, lambda name: _hash(name, signature))
    return None


async def _stamp(file: _File, token: cms.SignedData, imprint: Callable[[str], bytes]) -> Stamp:
    at = token["encap_content_info"]["content"].parsed["gen_time"].native
    known = ValidationContext(trust_roots=file.roots, crls=file.lists, allow_fetching=False, moment=at)
    try:
        facts = await validate_tst_signed_data(token, known, imprint)
    except SignatureValidationError:
        return Stamp(at, "", False, False)
    status = TimestampSignatureStatus(**facts)
    who = str(status.signing_cert.subject.native.get("common_name", ""))
    sound = status.intact and status.valid and _canonical(token, file.certificates)
    return Stamp(at, who, sound, bool(status.trusted))


def _hash(name: str, content: bytes) -> bytes:
    digest = Hash(get_pyca_cryptography_hash(name))
    digest.update(content)
    return digest.finalize()


def _nothing_hidden(pdf: bytes, one: EmbeddedPdfSignature, certificates: "_Certificates") -> bool:
    """Whether the one stretch that a signature cannot cover, its own place, holds that signature and zeros only."""
    start, end = int(one.byte_range[1]), int(one.byte_range[2])
    content = one.pkcs7_content
    if pdf[start:end] != b"<" + content.hex().upper().encode() + b">":
        return False
    read = cms.ContentInfo.load(content)
    return not any(content[len(read.dump()) :]) and _filled(read) and _canonical(one.signed_data, certificates)


def _canonical(data: cms.SignedData, certificates: "_Certificates") -> bool:
    """Whether the parts that no signature covers say what they must: versions, algorithms, certificates in passing."""
    (info,) = data["signer_infos"]
    by_number = info["sid"].name == "issuer_and_serial_number"
    plain = data["encap_content_info"]["content_type"].native == "data"
    digest = info["digest_algorithm"]
    return (
        _filled(data)
        and _filled(info)
        and _exactly(info["sid"], extract_certs_for_validation(data).signer_cert)
        and all(
            _plain(one) and one["algorithm"].native == digest["algorithm"].native for one in data["digest_algorithms"]
        )
        and _plain(digest)
        and _plain(info["signature_algorithm"])
        and info["version"].native == ("v1" if by_number else "v3")
        and data["version"].native == ("v1" if plain else "v3")
        and certificates.vouch_for([one.chosen.dump() for one in data["certificates"]])
    )


def _exactly(sid: cms.SignerIdentifier, certificate: x509.Certificate) -> bool:
    """Whether the signer is named byte for byte; names are otherwise compared without regard to capitals."""
    if sid.name != "issuer_and_serial_number":
        return True
    named = sid.chosen
    return bool(
        named["issuer"].dump() == certificate.issuer.dump()
        and named["serial_number"].native == certificate.serial_number
    )


def _plain(algorithm: algos.DigestAlgorithm | algos.SignedDigestAlgorithm) -> bool:
    """Whether an algorithm has no parameters, in one of the two ways to say so (RFC 5754 §2), or real ones (PSS)."""
    name = algorithm["algorithm"]
    if name.native == "rsassa_pss":
        return True
    return algorithm.contents in (name.dump(), name.dump() + b"\x05\x00")


def _filled(sequence: core.Sequence) -> bool:
    """Whether a sequence is its fields and nothing behind them, which asn1crypto would pass over."""
    return bool(b"".join(sequence[name].dump() for name in sequence) == sequence.contents)


class _Certificates:
    """Certificates that the file's last time-stamp covers (DSS), and the roots: what others are measured by."""

    def __init__(self, kept: Iterable[bytes], roots: Iterable[bytes]) -> None:
        self.kept = set(kept) | set(roots)

    def vouch_for(self, sent: list[bytes]) -> bool:
        """Whether each certificate that a signature brings is kept byte for byte, or signed by one that is there.

        Only the signer's own is covered by a signature; the others could be altered without anybody noticing.
        """
        read = [load_der_x509_certificate(one) for one in {*sent, *self.kept}]
        return all(one in self.kept or _issued(load_der_x509_certificate(one), read) for one in sent)


def _issued(certificate: Certificate, issuers: list[Certificate]) -> bool:
    for issuer in issuers:
        try:
            certificate.verify_directly_issued_by(issuer)
        except (InvalidSignature, ValueError, TypeError):
            continue
        return True
    return False
