"""Putting seals under one PDF (加盖电子印章): PAdES signatures by pyHanko (ETSI EN 319 142-1), no tables, no waiting.

Three revisions are appended to the paper: the station's seal, the platform's, and, where there are time-stamps, what a
later reader needs to check them (DSS) under a time-stamp of the whole file. What pyHanko would work out again for every
signature (chains, sizes) is the same for a whole set of papers and comes in with :class:`Stamped`.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, crl, x509
from pyhanko.pdf_utils.generic import DictionaryObject, NameObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp, SignatureObject
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import DocumentSecurityStore

from backend.seals.errors import NotSealable
from backend.seals.facts import SealPlace
from backend.seals.pictures.picture import Picture, add_picture, appearance, box_of, draw_on_page
from backend.seals.signatures.container import ALGORITHM, KeptKey

STATION_FIELD, PLATFORM_FIELD, TIME_FIELD = "车管服务站印章", "平台印章", "可信时间戳"


@dataclass(frozen=True, slots=True)
class Stamped:
    """Time-stamps for a set of papers, and what a later reader needs to check everything without asking anybody."""

    stamper: TimeStamper
    room: int
    certificates: tuple[x509.Certificate, ...]
    lists: tuple[crl.CertificateList, ...]


@dataclass(frozen=True, slots=True)
class Seal:
    """One signature to be set: whose, in which field, with what words; with a picture at places or unseen."""

    signer: KeptKey
    field: str
    reason: str
    location: str
    at: datetime
    picture: Picture | None = None
    places: tuple[SealPlace, ...] = ()


async def seal_paper(pdf: bytes, seals: tuple[Seal, ...], stamped: Stamped | None) -> tuple[bytes, datetime | None]:
    """The paper with every seal under it, in order, and the time of the last time-stamp. Raises NotSealable."""
    file = io.BytesIO(pdf)
    try:
        for seal in seals:
            await _sign(file, seal, stamped)
        at = await _stamp_all(file, stamped) if stamped else None
    except (PdfError, SigningError) as no:
        raise NotSealable(f"not a PDF that can be sealed: {type(no).__name__}") from no
    return file.getvalue(), at


async def _sign(file: io.BytesIO, seal: Seal, stamped: Stamped | None) -> None:
    writer = _writer(file)
    steps = _begun(writer, seal)
    room = seal.signer.size + (stamped.room if stamped else 0)
    paper = SignatureObject(
        timestamp=seal.at,
        subfilter=SigSeedSubFilter.PADES,
        location=seal.location,
        reason=seal.reason,
        bytes_reserved=2 * room,
    )
    steps.send(SigObjSetup(sig_placeholder=paper))
    prepared, _ = steps.send(SigIOSetup(md_algorithm=ALGORITHM, in_place=True))
    steps.send(await seal.signer.container(prepared.document_digest, stamped.stamper if stamped else None))


def _begun(writer: IncrementalPdfFileWriter, seal: Seal) -> Any:
    """The signature's field, made, with its picture in place; the generator that goes on from there."""
    if seal.picture is None or not seal.places:
        return _field(writer, SigFieldSpec(seal.field))[0]
    boxes = [box_of(place, seal.picture, _height(writer, place.page)) for place in seal.places]
    image = add_picture(writer, seal.picture)
    for place, box in list(zip(seal.places, boxes, strict=True))[1:]:
        draw_on_page(writer, place.page, image, box)
    left, bottom, right, top = boxes[0]
    box = (left, bottom, right, top)
    steps, field = _field(writer, SigFieldSpec(seal.field, on_page=seal.places[0].page, box=box))  # type: ignore[arg-type]
    shown = appearance(writer, image, right - left, top - bottom)
    field[NameObject("/AP")] = DictionaryObject({NameObject("/N"): shown})
    return steps


def _field(writer: IncrementalPdfFileWriter, wanted: SigFieldSpec) -> tuple[Iterator[Any], DictionaryObject]:
    steps = PdfCMSEmbedder(new_field_spec=wanted).write_cms(wanted.sig_field_name, writer)
    return steps, next(steps).get_object()


async def _stamp_all(file: io.BytesIO, stamped: Stamped) -> datetime:
    """Everything needed for later checks, and over the whole file a time-stamp that keeps it fresh (B-LTA)."""
    writer = _writer(file)
    DocumentSecurityStore.supply_dss_in_writer(writer, None, certs=stamped.certificates, crls=stamped.lists)
    # A later time-stamp, which keeps an old paper fresh, stands beside the first.
    before = sum(name.startswith(TIME_FIELD) for name, _, _ in enumerate_sig_fields(writer))
    steps, _ = _field(writer, SigFieldSpec(f"{TIME_FIELD}{before + 1}" if before else TIME_FIELD))
    steps.send(SigObjSetup(sig_placeholder=DocumentTimestamp(bytes_reserved=2 * stamped.room)))  # type: ignore[attr-defined]
    prepared, _ = steps.send(SigIOSetup(md_algorithm=ALGORITHM, in_place=True))  # type: ignore[attr-defined]
    token = await stamped.stamper.async_timestamp(prepared.document_digest, ALGORITHM)
    steps.send(token)  # type: ignore[attr-defined]
    return time_of(token)


def time_of(token: cms.ContentInfo) -> datetime:
    """The time that a time-stamp token states."""
    at: datetime = token["content"]["encap_content_info"]["content"].parsed["gen_time"].native
    return at


def _writer(file: io.BytesIO) -> IncrementalPdfFileWriter:
    writer = IncrementalPdfFileWriter(file)
    writer.ensure_output_version((1, 7))
    writer.register_extension(ESIC_EXTENSION_1)
    return writer


def _height(writer: IncrementalPdfFileWriter, page: int) -> float:
    """The page's upper edge, in the PDF's own points."""
    try:
        found = writer.prev.find_page_for_modification(page)[0].get_object()
    except (PdfError, IndexError):
        raise NotSealable(f"a seal's place is on page {page + 1}, which this PDF does not have") from None
    while "/MediaBox" not in found:
        found = found["/Parent"]
    return float(found["/MediaBox"][3])
