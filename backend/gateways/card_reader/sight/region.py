"""Where must the card lie, given where its labels were read? (由标签推断证件位置)

On a busy desk the card's edge may not be found, but a few labels always are. Their places on the standard layout give
the turn, size and shift of the card, so that it can be looked at again, upright and as large as it should be.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from backend.gateways.card_reader.kinds import VOCABULARY
from backend.gateways.card_reader.labels import Label, Sheet
from backend.gateways.card_reader.lines import Line
from backend.gateways.card_reader.sight.plane import Quad

Point = tuple[float, float]

#: Width over height of the card, and the middle of each label as shares of its width and height (GA 461, GA 37).
_LAYOUTS: Final[dict[str, tuple[float, dict[str, Point]]]] = {
    "id_front": (
        1.585,
        {
            "name": (0.09, 0.13),
            "sex": (0.09, 0.25),
            "ethnicity": (0.35, 0.25),
            "birth_date": (0.09, 0.37),
            "address": (0.09, 0.50),
            "id_number": (0.17, 0.87),
        },
    ),
    "id_back": (1.585, {"heading": (0.60, 0.19), "issuer": (0.26, 0.74), "valid": (0.26, 0.865)}),
    "vehicle_licence": (
        1.467,
        {
            "heading": (0.50, 0.085),
            "plate_number": (0.10, 0.235),
            "vehicle_type": (0.52, 0.235),
            "owner": (0.10, 0.345),
            "address": (0.10, 0.44),
            "use_character": (0.10, 0.565),
            "brand_model": (0.48, 0.565),
            "vin": (0.42, 0.665),
            "engine_number": (0.42, 0.765),
            "registered_on": (0.40, 0.865),
            "issued_on": (0.71, 0.865),
        },
    ),
}
_ROOM: Final = 0.09  # of the card's size added on every side, since print positions vary
_FEWEST: Final = 3


def card_region(kind: str, lines: list[Line]) -> Quad | None:
    """The card's outline, somewhat enlarged, in pixels of the plane; None when too few labels fit."""
    if kind not in _LAYOUTS:
        return _around(lines)
    aspect, places = _LAYOUTS[kind]
    sheet = Sheet(lines, VOCABULARY[kind])
    here, there = [], []
    for name, (x, y) in places.items():
        label = sheet.label(name)
        if label is not None and label.faults == 0 and (name != "heading" or label.end - label.start == _heading(kind)):
            here.append(_middle(sheet, label))
            there.append((x * aspect, y))
    if len(here) < _FEWEST:
        return None
    found, _ = cv2.estimateAffinePartial2D(
        np.array(there, np.float32),
        np.array(here, np.float32),
        method=cv2.RANSAC,
        ransacReprojThreshold=_spread(here) * 0.12,
    )
    if found is None:
        return None
    room = np.array([(-_ROOM, -_ROOM), (1 + _ROOM, -_ROOM), (1 + _ROOM, 1 + _ROOM), (-_ROOM, 1 + _ROOM)])
    card = room * np.array([aspect, 1.0])
    return np.asarray(card @ found[:, :2].T + found[:, 2], np.float32)


def _heading(kind: str) -> int:
    """Letters of the heading whose middle the layout gives."""
    return {"id_back": 7, "vehicle_licence": 13}[kind]


def _middle(sheet: Sheet, label: Label) -> Point:
    """The middle of a label as it really lies, before rows were made level."""
    letters = sheet.rows[label.row].letters[label.start : label.end]
    first, last = _lies(letters[0].line, letters[0].x), _lies(letters[-1].line, letters[-1].x)
    return (first[0] + last[0]) / 2, (first[1] + last[1]) / 2


def _lies(line: Line, x: float) -> Point:
    if line.quad is None:
        return x, line.middle
    start, end = (line.quad[0] + line.quad[3]) / 2, (line.quad[1] + line.quad[2]) / 2
    share = (x - start[0]) / max(1.0, float(end[0] - start[0]))
    return x, float(start[1] + (end[1] - start[1]) * share)


def _spread(points: list[Point]) -> float:
    return float(np.linalg.norm(np.ptp(np.array(points), axis=0)))


def _around(lines: list[Line]) -> Quad | None:
    """The smallest leaning rectangle around all print, enlarged: for sheets whose layout varies."""
    corners: list[NDArray[np.float32]] = [line.quad for line in lines if line.quad is not None and min(line.sure) > 0.5]
    if len(corners) < _FEWEST:
        return None
    points = np.concatenate(corners)
    lean = float(np.median([np.arctan2(*(quad[1] - quad[0])[::-1]) for quad in corners]))
    turn = np.array([[np.cos(lean), np.sin(lean)], [-np.sin(lean), np.cos(lean)]])
    flat = points @ turn.T
    low, high = flat.min(0), flat.max(0)
    room = (high - low) * _ROOM
    low, high = low - room, high + room
    box = np.array([(low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1])])
    return np.asarray(box @ turn, np.float32)


def badly_framed(region: Quad, size: tuple[int, int]) -> bool:
    """Whether the plane of ``size`` shows the card ``region`` small, leaning or cut off, so that looking again pays."""
    width, height = size
    area = float(cv2.contourArea(region))
    lean = abs(float(np.degrees(np.arctan2(region[1][1] - region[0][1], region[1][0] - region[0][0]))))
    # The region is larger than the card by its room: a well framed card's region sticks out by that.
    room = _ROOM + 0.05
    out = max(-region[:, 0].min() / width, region[:, 0].max() / width - 1, -region[:, 1].min() / height, 0.0)
    out = max(out, region[:, 1].max() / height - 1)
    return area < 0.7 * width * height or lean > 6 or out > room
