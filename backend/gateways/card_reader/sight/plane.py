"""From the photograph to the flat card and back (透视校正): straightening, turning, cutting strips."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Quad = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Plane:
    """The straightened card: its pixels, and the way from them back to the photograph."""

    pixels: Pixels
    back: NDArray[np.float64]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.pixels.shape[1], self.pixels.shape[0]

    def turned(self, quarter_turns: int) -> "Plane":
        """The same card turned clockwise by ``quarter_turns`` times 90°."""
        width, height = self.size
        turns = quarter_turns % 4
        if turns == 0:
            return self
        old_corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
        wide, high = (height, width) if turns % 2 else (width, height)
        new_corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
        # Turning clockwise moves the old upper left corner to the place of the ``turns``-th new corner.
        unturn = cv2.getPerspectiveTransform(new_corners, np.roll(old_corners, turns, axis=0))
        pixels = np.ascontiguousarray(np.rot90(self.pixels, -turns))
        return Plane(pixels, self.back @ unturn)

    def place(self, box: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
        """Where ``box`` (left, top, right, bottom) of the card lies in the photograph: its upright hull."""
        left, top, right, bottom = box
        corners = np.array([[(left, top), (right, top), (right, bottom), (left, bottom)]], np.float32)
        seen = cv2.perspectiveTransform(corners, self.back)[0]
        low, high = seen.min(0), seen.max(0)
        return int(low[0]), int(low[1]), round(high[0]), round(high[1])


def straighten(photo: Pixels, quad: Quad, side: int, margin: float = 0.025) -> Plane:
    """Warp ``quad`` (clockwise corners) flat, longer side at most ``side`` pixels; never enlarged over 1.6 times."""
    centre = quad.mean(0)
    quad = centre + (quad - centre) * (1 + 2 * margin)
    wide = float(np.linalg.norm(quad[1] - quad[0]) + np.linalg.norm(quad[2] - quad[3])) / 2
    high = float(np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2
    scale = min(1.6, side / max(wide, high))
    width, height = max(32, round(wide * scale)), max(32, round(high * scale))
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    warp = cv2.getPerspectiveTransform(quad.astype(np.float32), flat)
    method = cv2.INTER_CUBIC
    if scale < 0.6:  # far too many pixels: shrink the photograph first, so that thin strokes are averaged, not skipped
        photo = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)
        shrink = np.diag([1 / scale, 1 / scale, 1.0])
        pixels = cv2.warpPerspective(
            photo, warp @ shrink, (width, height), flags=method, borderMode=cv2.BORDER_REPLICATE
        )
    else:
        pixels = cv2.warpPerspective(photo, warp, (width, height), flags=method, borderMode=cv2.BORDER_REPLICATE)
    return Plane(np.asarray(pixels, np.uint8), np.linalg.inv(warp).astype(np.float64))


def whole(photo: Pixels) -> Quad:
    """The photograph's own outline: for scans, and when no card's edge can be seen."""
    height, width = photo.shape[:2]
    return np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)


def cut(pixels: Pixels, quad: Quad, widen: float = 0.0, heighten: float = 0.0) -> Pixels:
    """The strip inside ``quad``, straightened; grown by shares of its height to both sides, and up and down."""
    across, down = quad[1] - quad[0], quad[3] - quad[0]
    wide, high = max(1.0, float(np.linalg.norm(across))), max(1.0, float(np.linalg.norm(down)))
    side, lift = across / wide * high * widen, down * heighten
    grown = quad + np.array([-side - lift, side - lift, side + lift, lift - side])
    width, height = max(4, round(wide + 2 * high * widen)), max(4, round(high * (1 + 2 * heighten)))
    flat = np.array([(0, 0), (width, 0), (width, height)], np.float32)
    warp = cv2.getAffineTransform(np.asarray(grown[:3], np.float32), flat)
    strip = cv2.warpAffine(pixels, warp, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(strip, np.uint8)
