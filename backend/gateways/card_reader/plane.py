"""From the photograph to the flat card and back (透视校正): finding the outline, straightening, cutting strips."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Quad = NDArray[np.float32]

_SEARCH_SIDE: Final = 420  # pixels of the longer side while looking for the outline
_LEAST_SHARE: Final = 0.12  # of the photograph that a card must fill
_ASPECTS: Final = (1.585, 1.467, 1.414)  # ID card, vehicle licence, A-size business licence


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


def straighten(photo: Pixels, quad: Quad, side: int, margin: float = 0.015) -> Plane:
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


def outlines(photo: Pixels) -> list[Quad]:
    """Likely outlines of a card, the best first; empty when nothing looks like one."""
    scale = _SEARCH_SIDE / max(photo.shape[:2])
    small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(cv2.medianBlur(small, 5), cv2.COLOR_BGR2LAB).astype(np.uint8)
    found: list[tuple[float, Quad]] = []
    for mask in _masks(lab):
        contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        for contour in contours:
            quad = _quad(contour.astype(np.int32), mask.shape[0] * mask.shape[1])
            if quad is not None:
                found.append((_merit(quad, mask.shape), quad))
    found.sort(key=lambda item: -item[0])
    best: list[Quad] = []
    for merit, quad in found:
        if merit > 0 and all(np.abs(quad - other).mean() > 12 for other in best):
            best.append(quad)
        if len(best) == 3:
            break
    return [np.asarray(quad / scale, np.float32) for quad in best]


def _masks(lab: Pixels) -> list[Pixels]:
    """Edge and threshold pictures in which a card's border may close."""
    masks: list[Pixels] = []
    kernel = np.ones((3, 3), np.uint8)
    light = lab[..., 0]
    for channel in (light, lab[..., 1], lab[..., 2]):
        spread = float(channel.std())
        if spread < 2.5:
            continue
        for low in (0.35, 0.8):
            edges = cv2.Canny(channel, spread * low * 2, spread * low * 4, L2gradient=True)
            masks.append(np.asarray(cv2.dilate(edges, kernel, iterations=2), np.uint8))
        _, filled = cv2.threshold(channel, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        for mask in (filled, cv2.bitwise_not(filled)):
            masks.append(np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), np.uint8))
    return masks


def _quad(contour: NDArray[np.int32], area: int) -> Quad | None:
    """The four corners of a contour that is nearly a convex four-sided figure, clockwise from the upper left."""
    if len(contour) < 200:
        return None
    hull = cv2.convexHull(contour)
    size = cv2.contourArea(hull)
    if not _LEAST_SHARE * area < size < 0.985 * area:
        return None
    length = cv2.arcLength(hull, True)
    for tolerance in (0.02, 0.035, 0.05, 0.07):
        corners = cv2.approxPolyDP(hull, tolerance * length, True)
        if len(corners) == 4:
            break
    else:
        return None
    quad = _sharpened(hull[:, 0].astype(np.float32), _clockwise(corners[:, 0].astype(np.float32)))
    # A round or ragged figure fills its four-sided outline badly.
    if size / max(1.0, cv2.contourArea(quad)) < 0.93:
        return None
    return quad


def _clockwise(corners: Quad) -> Quad:
    """Corners in clockwise order, the one nearest the upper left first."""
    centre = corners.mean(0)
    order = np.argsort(np.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0]))
    corners = corners[order]
    return np.asarray(np.roll(corners, -int(corners.sum(1).argmin()), axis=0), np.float32)


def _sharpened(hull: NDArray[np.float32], rough: Quad) -> Quad:
    """Corners where the sides meet: fits each side to the hull's points away from the card's round corners."""
    dense = _walk(hull)
    sides = []
    for first, second in zip(rough, np.roll(rough, -1, axis=0), strict=True):
        along = second - first
        length = float(np.linalg.norm(along)) or 1.0
        unit = along / length
        offset = dense - first
        travel = offset @ unit
        aside = np.abs(offset[:, 0] * unit[1] - offset[:, 1] * unit[0])
        near = dense[(travel > 0.12 * length) & (travel < 0.88 * length) & (aside < 0.04 * length + 2)]
        if len(near) < 8:
            return rough
        vx, vy, x, y = cv2.fitLine(near, cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
        sides.append((np.array([-vy, vx]), -vy * x + vx * y))
    corners = []
    for one, two in zip([sides[-1], *sides[:-1]], sides, strict=True):
        matrix = np.stack([one[0], two[0]])
        if abs(np.linalg.det(matrix)) < 0.2:
            return rough
        corners.append(np.linalg.solve(matrix, np.array([one[1], two[1]])))
    fine = np.array(corners, np.float32)
    span = float(np.linalg.norm(rough[2] - rough[0]))
    return fine if np.abs(fine - rough).max() < 0.12 * span else rough


def _walk(hull: NDArray[np.float32]) -> NDArray[np.float32]:
    """Points every two pixels along a closed polygon."""
    points = []
    for first, second in zip(hull, np.roll(hull, -1, axis=0), strict=True):
        steps = max(1, int(np.linalg.norm(second - first) // 2))
        points.append(first + (second - first) * (np.arange(steps) / steps)[:, None])
    return np.concatenate(points).astype(np.float32)


def _merit(quad: Quad, shape: tuple[int, ...]) -> float:
    """How much a figure looks like a card: large, right-angled, of a card's proportions, inside the picture."""
    sides = np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1)
    if sides.min() < 40:
        return 0.0
    wide, high = (sides[0] + sides[2]) / 2, (sides[1] + sides[3]) / 2
    aspect = max(wide, high) / min(wide, high)
    # Leaning shortens one way by up to a quarter.
    if not 1.12 < aspect < 2.05:
        return 0.0
    bend = 0.0
    for index in range(4):
        one, two = quad[index - 1] - quad[index], quad[(index + 1) % 4] - quad[index]
        bend = max(bend, abs(float(one @ two)) / float(np.linalg.norm(one) * np.linalg.norm(two)))
    if bend > 0.42:
        return 0.0
    outside = float(np.maximum(0, np.maximum(-quad, quad - np.array(shape[1::-1]))).max())
    if outside > 25:
        return 0.0
    likeness = 1 - min(abs(aspect - known) for known in _ASPECTS)
    share = cv2.contourArea(quad) / (shape[0] * shape[1])
    return float(likeness * (1 - 0.8 * bend) * (0.35 + share))
