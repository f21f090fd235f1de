"""Pictures in and out (照片进出): decoding what phones, cameras and chips give, and the copies for people's eyes."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from backend.gateways.card_reader.sight.outline import outlines
from backend.gateways.card_reader.sight.photo import WORKING_SIDE, open_photo
from backend.gateways.card_reader.sight.plane import straighten

Pixels = NDArray[np.uint8]

#: Where GA 461 prints the portrait: left, top, right, bottom as shares of the card.
PORTRAIT_PLACE: Final = (0.62, 0.08, 0.97, 0.76)
EYES_WIDTH: Final = 320  # pixels: two of these side by side fill a clerk's panel
_MOST_SHOWN: Final = 960
_ASPECTS: Final = (1.38, 1.82)  # width over height of an ID card, leaning; other outlines are paper on the desk
_LEAST_DARKER: Final = 0.02  # of the place: hair and clothes fill far more of a portrait, opened print leaves less


def open_shot(image: bytes) -> Pixels:
    """Decode to BGR as displayed, however small (a chip's photo is 102 x 126 pixels).

    Very large pictures come at half or quarter size. Raises ``NotAPhotograph`` or ``PhotographTooLarge``.
    """
    return open_scaled(image, WORKING_SIDE)[0]


def open_scaled(image: bytes, working_side: int) -> tuple[Pixels, float]:
    """As :func:`open_shot`, and how many pixels of the file one of these stands for.

    What is much larger than ``working_side`` comes at half or quarter size, which a JPEG gives in a fraction of the
    time.
    """
    return open_photo(image, fewest=1, working_side=working_side)


def card_portrait(picture: Pixels) -> Pixels | None:
    """The portrait's place on the card of ``picture``, flat and upright, found without any model.

    The card's edge gives the place but not which end is up; the end whose place holds broad dark areas (hair, clothes),
    which print does not have, is taken. ``None`` when no edge is seen or neither end looks like a portrait.
    """
    for quad in outlines(picture)[:1]:
        sides = np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1)
        across, down = sides[0] + sides[2], sides[1] + sides[3]
        if not _ASPECTS[0] < max(across, down) / min(across, down) < _ASPECTS[1]:
            continue
        plane = straighten(picture, quad, 1200, 0.0)
        if plane.size[1] > plane.size[0]:
            plane = plane.turned(1)
        one, other = (_cut(turned.pixels, PORTRAIT_PLACE) for turned in (plane, plane.turned(2)))
        dark_one, dark_other = _broad_dark(one), _broad_dark(other)
        if max(dark_one, dark_other) > _LEAST_DARKER:
            return one if dark_one > dark_other else other
    return None


def jpeg_for_eyes(pixels: Pixels) -> bytes:
    """JPEG at least :data:`EYES_WIDTH` wide and at most 960 pixels long, without any metadata."""
    height, width = pixels.shape[:2]
    scale = max(EYES_WIDTH / width, min(1.0, _MOST_SHOWN / max(width, height)))
    if scale != 1.0:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=method), np.uint8)
    done, coded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 90])
    if not done:
        raise ValueError("the picture could not be written as JPEG")
    return coded.tobytes()


def _cut(pixels: Pixels, place: tuple[float, float, float, float]) -> Pixels:
    height, width = pixels.shape[:2]
    left, top, right, bottom = place
    return pixels[round(top * height) : round(bottom * height), round(left * width) : round(right * width)]


def _broad_dark(pixels: Pixels) -> float:
    """The share of ``pixels`` that is much darker than its paper and broader than any stroke of print."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    paper = float(np.percentile(grey, 90))
    stroke = max(3, round(pixels.shape[1] * 0.06))
    broad = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((stroke, stroke), np.uint8))
    return float(np.mean(broad < 0.6 * paper))
