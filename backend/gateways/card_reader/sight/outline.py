"""Where in the photograph is the card? (证件轮廓) Four-sided figures that stand out from the desk, the best first."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from backend.gateways.card_reader.sight.plane import Pixels, Quad

_SEARCH_SIDE: Final = 420  # pixels of the longer side while looking for the outline
_LEAST_SHARE: Final = 0.10  # of the photograph that a card must fill
_ASPECTS: Final = (1.585, 1.467, 1.414)  # ID card, vehicle licence, A-size business licence
_ACROSS: Final = 3.0  # pixels to both sides of an edge at which card and desk are compared


def outlines(photo: Pixels) -> list[Quad]:
    """Likely outlines of a card, the best first; empty when nothing looks like one."""
    scale = _SEARCH_SIDE / max(photo.shape[:2])
    small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(cv2.medianBlur(small, 5), cv2.COLOR_BGR2LAB).astype(np.uint8)
    tones = cv2.GaussianBlur(lab, (0, 0), 1.0).astype(np.float32)
    found: list[tuple[float, Quad]] = []
    for mask in _masks(lab):
        contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        for contour in contours:
            quad = _quad(contour.astype(np.int32), mask.shape[0] * mask.shape[1])
            if quad is not None:
                found.append((_merit(quad, tones), quad))
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


def _merit(quad: Quad, tones: NDArray[np.float32]) -> float:
    """How much a figure looks like a card: large, right-angled, of a card's proportions, and set off from the desk."""
    sides = np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1)
    if sides.min() < 40:
        return 0.0
    wide, high = (sides[0] + sides[2]) / 2, (sides[1] + sides[3]) / 2
    aspect = float(max(wide, high) / min(wide, high))
    # Leaning shortens one way by up to a quarter.
    if not 1.12 < aspect < 2.05:
        return 0.0
    bend = 0.0
    for index in range(4):
        one, two = quad[index - 1] - quad[index], quad[(index + 1) % 4] - quad[index]
        bend = max(bend, abs(float(one @ two)) / float(np.linalg.norm(one) * np.linalg.norm(two)))
    if bend > 0.42:
        return 0.0
    height, width = tones.shape[:2]
    outside = float(np.maximum(0, np.maximum(-quad, quad - np.array((width, height)))).max())
    if outside > 25:
        return 0.0
    likeness = 1 - min(abs(aspect - known) for known in _ASPECTS)
    share = cv2.contourArea(quad) / (height * width)
    support = [
        _set_off(first, second, quad.mean(0), tones) for first, second in zip(quad, np.roll(quad, -1, 0), strict=True)
    ]
    return float(likeness * (1 - 0.8 * bend) * (0.35 + share) * np.mean(support) * min(support))


def _set_off(first: Quad, second: Quad, centre: Quad, tones: NDArray[np.float32]) -> float:
    """How plainly, from 0 to 1, and how evenly the tones change across one side from the card to the desk."""
    along = second - first
    normal = np.array((-along[1], along[0])) / max(1.0, float(np.linalg.norm(along)))
    if normal @ (centre - first) < 0:
        normal = -normal
    points = first + along * np.linspace(0.1, 0.9, 24)[:, None]
    limit = np.array((tones.shape[1] - 1, tones.shape[0] - 1))
    outer = points - normal * _ACROSS
    kept = ((outer >= 0) & (outer <= limit)).all(1)
    # A side along the picture's own border may be a card that fills the frame: it counts a little.
    if kept.sum() < 12:
        return 0.4
    inner = np.clip(points[kept] + normal * _ACROSS, 0, limit).round().astype(int)
    beyond = outer[kept].round().astype(int)
    steps = tones[inner[:, 1], inner[:, 0]] - tones[beyond[:, 1], beyond[:, 0]]
    mean, spread = float(np.linalg.norm(steps.mean(0))), float(np.linalg.norm(steps, axis=1).mean())
    return min(1.0, mean / 6) * mean / max(spread, 0.5)
