"""From bytes to pixels (解码照片), refusing what is not a photograph before it costs anything."""

from io import BytesIO
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from backend.kit.errors import Refusal

Pixels = NDArray[np.uint8]

FORMATS: Final = ("JPEG", "PNG", "WEBP", "BMP")
MOST_PIXELS: Final = 50_000_000  # phones of today reach 48 MP; a 200 MP file is a bomb or a scan nobody needs
FEWEST_PIXELS_A_SIDE: Final = 200  # below this no letter of a card has ten pixels
WORKING_SIDE: Final = 2400  # the longer side beyond which more pixels add time, not letters


class NotAPhotograph(Refusal):
    """The bytes are not a picture that can be opened: a PDF, a cut-off upload, something else renamed."""

    code = "READ-101"
    say = "文件不是可识别的照片，请上传 JPG 或 PNG 格式的证件照片。"
    status = 422


class PhotographTooLarge(Refusal):
    """More pixels than any phone takes."""

    code = "READ-102"
    say = "照片像素过大（超过 5000 万像素），请用手机相机重新拍摄。"
    status = 413


class PhotographTooSmall(Refusal):
    """So few pixels that no letter can be told."""

    code = "READ-103"
    say = "照片太小，看不清文字，请重新拍摄。"
    status = 422


REFUSALS: Final[tuple[type[Refusal], ...]] = (NotAPhotograph, PhotographTooLarge, PhotographTooSmall)
_SHRINK: Final = {1: cv2.IMREAD_COLOR, 2: cv2.IMREAD_REDUCED_COLOR_2, 4: cv2.IMREAD_REDUCED_COLOR_4}


def open_photo(
    image: bytes, fewest: int = FEWEST_PIXELS_A_SIDE, working_side: int = WORKING_SIDE
) -> tuple[Pixels, float]:
    """Decode to BGR as displayed (EXIF turn applied); returns pixels and how many file pixels one of them stands for.

    Photographs much larger than ``working_side`` are decoded at half or quarter size. ``fewest`` pixels must be on the
    shorter side. Raises :class:`NotAPhotograph`,
    :class:`PhotographTooLarge` or :class:`PhotographTooSmall`.
    """
    width, height = _size(image)
    if width * height > MOST_PIXELS:
        raise PhotographTooLarge
    if min(width, height) < fewest:
        raise PhotographTooSmall
    step = next((step for step in (4, 2) if max(width, height) >= step * working_side * 0.8), 1)
    pixels = cv2.imdecode(np.frombuffer(image, np.uint8), _SHRINK[step])
    if pixels is None:
        raise NotAPhotograph
    return np.asarray(pixels, np.uint8), float(step)


def _size(image: bytes) -> tuple[int, int]:
    """Width and height from the header; also reads to the end of a JPEG, because a cut-off one decodes half grey."""
    try:
        with Image.open(BytesIO(image), formats=FORMATS) as picture:
            width, height = picture.size
            kind = picture.format
    except Image.DecompressionBombError:
        raise PhotographTooLarge from None
    except (OSError, ValueError, SyntaxError):
        raise NotAPhotograph from None
    # Phones append other data behind the picture, so the end marker may stand anywhere in the last part.
    if kind in ("JPEG", "MPO") and b"\xff\xd9" not in image[len(image) // 2 :]:
        raise NotAPhotograph
    return width, height
