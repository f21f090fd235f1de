"""A document's pages as pictures (页面图像): the very PDF that will be signed, shown on a phone."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium

# PDFium keeps global state: two threads of one process take turns.
TURN: Final = threading.Lock()
# A phone's screen is at most this wide in pixels; more would only cost memory (a page of 4000 px is 90 MB of bitmap).
WIDEST: Final = 4000


def page_images(pdf: bytes, width_px: int) -> list[bytes]:
    """Each page as a picture ``width_px`` pixels wide (1 to 4000), in order; see :func:`page_image`."""
    return [image for image, _ in pictures_of(pdf, width_px)]


def pictures_of(pdf: bytes, width_px: int) -> list[tuple[bytes, str]]:
    """The same with each picture's content type."""
    with _opened(pdf, width_px) as document:
        return [_picture(page, width_px) for page in document]


def page_image(pdf: bytes, page: int, width_px: int) -> tuple[bytes, str]:
    """Page ``page`` (from 1) as a picture ``width_px`` pixels wide (1 to 4000), and its content type.

    A page of print becomes a PNG of 64 colours (sharp and small), a page with photographs a JPEG of quality 88.
    Raises ``IndexError`` for a page that the document does not have.
    """
    with _opened(pdf, width_px) as document:
        if not 1 <= page <= len(document):
            raise IndexError(f"page {page} of {len(document)}")
        return _picture(document[page - 1], width_px)


@contextmanager
def _opened(pdf: bytes, width_px: int) -> Iterator[pypdfium2.PdfDocument]:
    if not 1 <= width_px <= WIDEST:
        raise ValueError(f"width_px must be 1 to {WIDEST}, not {width_px}")
    with TURN:
        document = pypdfium2.PdfDocument(pdf)
        try:
            # A seal is a form field's picture, which PDFium draws only for who asks for forms.
            document.init_forms()
            yield document
        finally:
            document.close()


def _picture(page: pypdfium2.PdfPage, width_px: int) -> tuple[bytes, str]:
    # PDFium rounds the size up: a hair less than the exact scale gives exactly the width asked for.
    bitmap = page.render(scale=(width_px - 0.01) / page.get_width())
    image = bitmap.to_pil().convert("RGB")
    photographs = any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]))
    page.close()
    bitmap.close()
    buffer = io.BytesIO()
    if photographs:
        image.save(buffer, "JPEG", quality=88, subsampling=0)
        return buffer.getvalue(), "image/jpeg"
    image.quantize(64).save(buffer, "PNG")
    return buffer.getvalue(), "image/png"
