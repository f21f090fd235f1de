"""Signatures onto the very bytes that were shown (落笔): a revision appended to the PDF, which itself stays as it was.

A sealed document therefore begins with exactly the bytes whose hash every signer's signature covers: anybody who holds
the sealed file holds the shown one inside it. Plain functions: any process can run them.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from backend.documents.render.data import SignatureMark
from backend.documents.render.fonts import SANS
from backend.documents.render.layout import sign
from backend.documents.render.page import Heading, Place, Rect, Sheets
from backend.documents.render.paint import paint
from backend.documents.render.text import fit, leading

# Points: small enough for a box in which a hand would go, large enough to read on paper.
NOTE_SIZE, NOTE_LEAST = 9.0, 6.0
ANNEX = "annex_"


@dataclass(frozen=True, slots=True)
class Note:
    """What stands in a box instead of a hand: that its signer signed on paper."""

    text: str


def all_with_ink(papers: Sequence[tuple[bytes, Sequence[Place], dict[str, SignatureMark | Note]]]) -> list[bytes]:
    """:func:`with_ink` for the papers of a set."""
    return [with_ink(*paper) for paper in papers]


def with_ink(shown: bytes, places: Sequence[Place], marks: dict[str, SignatureMark | Note]) -> bytes:
    """``shown`` with each role's mark in every place of that name; the same bytes for the same marks.

    ``marks`` is by role on the paper; a place without a mark stays empty. The answer begins with ``shown``.
    """
    wanted = sorted((place for place in places if role_at(place) in marks), key=lambda place: place.page)
    if not wanted:
        return shown
    numbers = list(dict.fromkeys(place.page for place in wanted))
    layer = PdfFileReader(io.BytesIO(_layer(wanted, marks)))
    writer = IncrementalPdfFileWriter(io.BytesIO(shown))
    for at, page in enumerate(numbers):
        _lay(writer, page - 1, writer.import_page_as_xobject(layer, page_ix=at))
    # Chance would make other bytes of the same ink at each try.
    identity = generic.ByteStringObject(sha256(shown + layer.stream.getvalue()).digest()[:16])
    writer._document_id = generic.ArrayObject([writer._document_id[0], identity])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def role_at(place: Place) -> str:
    """Whose place it is: who signs a contract signs its annex (附件) too, in a place named after both."""
    return place.name.removeprefix(ANNEX)


def _layer(wanted: list[Place], marks: dict[str, SignatureMark | Note]) -> bytes:
    """A PDF of the ink alone: one page for each page that gets some."""
    sheets = Sheets(Heading("签名"))
    for _, places in groupby(wanted, key=lambda place: place.page):
        sheets.pages.append([])
        for place in places:
            mark = marks[role_at(place)]
            if isinstance(mark, Note):
                _write(sheets, place.rect, mark.text)
            else:
                sign(sheets, place.rect, place.name, mark)
    return paint(sheets, subject="ink")


def _write(sheets: Sheets, rect: Rect, text: str) -> None:
    lines, size = fit(text, SANS, rect.w - 4, rect.h - 4, size=NOTE_SIZE, least=NOTE_LEAST)
    pitch = leading(size)
    top = rect.y + max(rect.h - len(lines) * pitch, 0) / 2
    sheets.lines(lines, rect.x + 2, top, SANS, size, pitch)


def _lay(writer: IncrementalPdfFileWriter, page: int, form: generic.IndirectObject) -> None:
    resources = generic.DictionaryObject(
        {generic.pdf_name("/XObject"): generic.DictionaryObject({generic.pdf_name("/CwtInk"): form})}
    )
    show = generic.StreamObject(stream_data=b"q /CwtInk Do Q")
    writer.add_stream_to_page(page, writer.add_object(show), resources)
