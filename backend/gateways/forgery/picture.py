"""From bytes to pixels at full resolution (原始像素), with what the file itself tells."""

from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from backend.gateways.card_reader.sight.photo import (
    FEWEST_PIXELS_A_SIDE,
    FORMATS,
    MOST_PIXELS,
    NotAPhotograph,
    PhotographTooLarge,
    PhotographTooSmall,
)

Pixels = NDArray[np.uint8]
Plane = NDArray[np.float32]

_EXIF_MAKE, _EXIF_MODEL, _EXIF_SOFTWARE = 271, 272, 305


@dataclass(frozen=True)
class Picture:
    """One decoded picture: ``bgr`` as displayed, file format, EXIF of camera and software."""

    bgr: Pixels
    format: str
    camera: bool
    software: str

    @property
    def width(self) -> int:
        """Pixels from left to right."""
        return int(self.bgr.shape[1])

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return int(self.bgr.shape[0])

    @cached_property
    def grey(self) -> Pixels:
        """Luma, 0 to 255."""
        return np.asarray(cv2.cvtColor(self.bgr, cv2.COLOR_BGR2GRAY), np.uint8)

    @cached_property
    def small(self) -> Pixels:
        """BGR, the longer side at most 1000 pixels, averaged."""
        shrink = 1000 / max(self.width, self.height)
        if shrink >= 1:
            return self.bgr
        size = (max(1, round(self.width * shrink)), max(1, round(self.height * shrink)))
        return np.asarray(cv2.resize(self.bgr, size, interpolation=cv2.INTER_AREA), np.uint8)


def open_picture(image: bytes) -> Picture:
    """Decode whole; raises ``NotAPhotograph``, ``PhotographTooLarge`` or ``PhotographTooSmall`` as the reader does."""
    try:
        with Image.open(BytesIO(image), formats=FORMATS) as file:
            (width, height), kind, exif = file.size, file.format or "", file.getexif()
    except Image.DecompressionBombError:
        raise PhotographTooLarge from None
    except (OSError, ValueError, SyntaxError):
        raise NotAPhotograph from None
    if width * height > MOST_PIXELS:
        raise PhotographTooLarge
    if min(width, height) < FEWEST_PIXELS_A_SIDE:
        raise PhotographTooSmall
    # A JPEG that was cut off decodes half grey, which would look like a screenshot.
    if kind in ("JPEG", "MPO") and b"\xff\xd9" not in image[len(image) // 2 :]:
        raise NotAPhotograph
    pixels = cv2.imdecode(np.frombuffer(image, np.uint8), cv2.IMREAD_COLOR)
    if pixels is None:
        raise NotAPhotograph
    return Picture(
        np.asarray(pixels, np.uint8),
        kind,
        camera=bool(str(exif.get(_EXIF_MAKE, "")).strip() or str(exif.get(_EXIF_MODEL, "")).strip()),
        software=str(exif.get(_EXIF_SOFTWARE, "")).strip(),
    )
