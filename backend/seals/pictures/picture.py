"""A seal's picture inside a PDF (公章图样): made ready once, then put under any number of signatures as it is."""

import io
import zlib
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from backend.seals.facts import SealPlace

# A seal of 42 mm at 600 dots an inch; more would only make every paper larger.
LARGEST_SIDE = 1000


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels as a PDF holds them: colours and transparency, each compressed."""

    width: int
    height: int
    colours: bytes
    transparency: bytes


@lru_cache(maxsize=32)
def picture_of(png: bytes) -> Picture:
    """The picture of a PNG with transparency; kept, because one seal goes under many papers."""
    with Image.open(io.BytesIO(png)) as opened:
        image = opened.convert("RGBA")
    image.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    colours = image.convert("RGB").tobytes()
    return Picture(image.width, image.height, zlib.compress(colours, 9), zlib.compress(image.split()[3].tobytes(), 9))


def box_of(place: SealPlace, picture: Picture, page_height: float) -> tuple[float, float, float, float]:
    """Left, bottom, right, top in the PDF's own points: the picture as large as fits, in the middle of its place."""
    scale = min(place.w / picture.width, place.h / picture.height)
    w, h = picture.width * scale, picture.height * scale
    left = place.x + (place.w - w) / 2
    bottom = page_height - place.y - place.h + (place.h - h) / 2
    return left, bottom, left + w, bottom + h


def add_picture(writer: IncrementalPdfFileWriter, picture: Picture) -> IndirectObject:
    """Put the pixels into the file once, and refer to them."""
    mask = _image(picture, "/DeviceGray", picture.transparency)
    colours = _image(picture, "/DeviceRGB", picture.colours)
    colours[NameObject("/SMask")] = writer.add_object(mask)
    return writer.add_object(colours)


def appearance(writer: IncrementalPdfFileWriter, image: IndirectObject, w: float, h: float) -> IndirectObject:
    """A form of ``w`` by ``h`` points that shows the picture and nothing else."""
    form = StreamObject(stream_data=b"q /Ink gs %.3f 0 0 %.3f 0 0 cm /Seal Do Q" % (w, h))
    form[NameObject("/Type")] = NameObject("/XObject")
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/BBox")] = ArrayObject([FloatObject(round(number, 3)) for number in (0, 0, w, h)])
    form[NameObject("/Resources")] = _resources(image)
    return writer.add_object(form)


def draw_on_page(
    writer: IncrementalPdfFileWriter, page: int, image: IndirectObject, box: tuple[float, float, float, float]
) -> None:
    """Draw the picture into the page itself: a signature has one place of its own, a seal may stand in several."""
    left, bottom, right, top = box
    drawing = b"Q q /Ink gs %.3f 0 0 %.3f %.3f %.3f cm /Seal Do Q" % (right - left, top - bottom, left, bottom)
    # What was drawn before is set in brackets, or its last transformation would move the seal.
    writer.add_stream_to_page(page, writer.add_object(StreamObject(stream_data=b"q")), prepend=True)
    writer.add_stream_to_page(page, writer.add_object(StreamObject(stream_data=drawing)), resources=_resources(image))


def _resources(image: IndirectObject) -> DictionaryObject:
    # As ink on paper: what is printed in black stays black, and readable, under the red.
    ink = DictionaryObject({NameObject("/Type"): NameObject("/ExtGState"), NameObject("/BM"): NameObject("/Multiply")})
    return DictionaryObject(
        {
            NameObject("/XObject"): DictionaryObject({NameObject("/Seal"): image}),
            NameObject("/ExtGState"): DictionaryObject({NameObject("/Ink"): ink}),
        }
    )


def _image(picture: Picture, space: str, data: bytes) -> StreamObject:
    return StreamObject(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(picture.width),
            NameObject("/Height"): NumberObject(picture.height),
            NameObject("/ColorSpace"): NameObject(space),
            NameObject("/BitsPerComponent"): NumberObject(8),
            NameObject("/Filter"): NameObject("/FlateDecode"),
        },
        encoded_data=data,
    )
