"""Painted-over parts (涂抹覆盖): one colour over a large field, to the last digit, where the rest has no such place."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.uint8]

_CELL: Final = 4  # pixels a side; half a JPEG block, so that any block inside the paint holds whole cells
_LEAST: Final = 80  # cells of a field; a smaller one comes about by chance where compression is strong
_FULL: Final = 0.3  # share of its rectangle that a field fills at least: what is written on it takes the rest
_VALUES: Final = 16  # the commonest tones are looked at


@dataclass(frozen=True, slots=True)
class Field:
    """A field of one tone: left, top, right, bottom in pixels, and what makes it suspicious.

    ``times`` it is as large as the next one; ``square``, the share of its rectangle that it spans: what somebody
    painted over is a rectangle, what somebody wears is not.
    """

    box: tuple[int, int, int, int]
    times: float
    square: float


def painted(grey: Grid) -> Field | None:
    """The largest field of one tone inside the picture, if it is alone of its kind."""
    rows, columns = grey.shape[0] // _CELL, grey.shape[1] // _CELL
    cell = np.ones((_CELL, _CELL), np.uint8)
    cut = np.s_[: rows * _CELL : _CELL, : columns * _CELL : _CELL]
    high = cv2.dilate(grey, cell, anchor=(0, 0))[cut]
    low = cv2.erode(grey, cell, anchor=(0, 0))[cut]
    tone = np.where((high == low) & (low > 8) & (low < 247), low, 0).astype(np.uint8)
    fields: list[tuple[int, tuple[int, int, int, int], float]] = []
    counts = np.bincount(tone.ravel(), minlength=256)
    counts[0] = 0
    for value in np.argsort(-counts)[:_VALUES]:
        if counts[value] >= _LEAST // 4:
            fields.append(_largest((tone == value).astype(np.uint8)))
    fields.sort(reverse=True)
    if not fields or fields[0][0] < _LEAST or not fields[0][2]:
        return None
    cells, box, square = fields[0]
    next_one = max((count for count, other, _ in fields[1:] if not _inside(other, box)), default=0)
    left, top, right, bottom = (side * _CELL for side in box)
    return Field((left, top, right, bottom), cells / max(next_one, _LEAST // 8), square)


def _largest(cells: Grid) -> tuple[int, tuple[int, int, int, int], float]:
    """The largest connected field of ``cells``: how many, its box in cells, and its hull's share of the box.

    The share is 0 for what cannot be paint: at the picture's edge, thin, or mostly something else.
    """
    joined = cv2.dilate(cells, np.ones((3, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    own = np.bincount(labels[cells > 0], minlength=len(stats))
    own[0] = 0
    one = int(own.argmax())
    left, top, wide, tall = (int(side) for side in stats[one][:4])
    box = (left + 1, top + 1, left + wide - 1, top + tall - 1)
    at_edge = left == 0 or top == 0 or left + wide == cells.shape[1] or top + tall == cells.shape[0]
    inner = max(1, wide - 2) * max(1, tall - 2)
    if at_edge or own[one] < _FULL * inner or min(wide, tall) < 5 or inner > 0.3 * cells.size:
        return int(own[one]), box, 0.0
    field = (labels[box[1] : box[3], box[0] : box[2]] == one) & (cells[box[1] : box[3], box[0] : box[2]] > 0)
    # What is written on the paint takes cells from its rim, but hardly ever a corner.
    points = np.argwhere(field).astype(np.float32)[:, ::-1]
    return int(own[one]), box, cv2.contourArea(cv2.convexHull(points)) / ((field.shape[0] - 1) * (field.shape[1] - 1))


def _inside(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    """Whether the middle of ``one`` lies in ``other``: writing, or a tone beside the first, on the same paint."""
    x, y = (one[0] + one[2]) / 2, (one[1] + one[3]) / 2
    return other[0] <= x <= other[2] and other[1] <= y <= other[3]
