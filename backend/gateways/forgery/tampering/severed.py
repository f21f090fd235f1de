"""Severed strokes (笔画截断): what is drawn ends within one pixel along one level or upright line.

A piece in the paper's own colour has no edge on the paper (:mod:`.frames` finds nothing to close), but where it covers
writing, rules or a seal, each of them is cut off at the same column or row. No lens ends a stroke within one pixel: an
edge's step is then nearly all of its rise, while every other edge of the picture takes several pixels for it.
"""

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Plane = NDArray[np.float32]

_EDGE: Final = 40  # grey levels that a step rises within seven pixels at least; noise and paper do less
_IN_LINE: Final = (31, 16)  # of so many pixels along a line so many are hard: slanted edges climb in stairs
_CELL: Final = 16  # pixels a side


@dataclass(frozen=True, slots=True)
class Severed:
    """The place with most hard pixels in a line: box in pixels, and what makes it suspicious.

    ``pixels`` in line there; ``alone``, their part of all that are in line; ``lined``, the part of all hard pixels
    that is in line; ``elsewhere``, the part of the other edges that is hard: a sharp picture is sharp throughout.
    """

    box: tuple[int, int, int, int]
    pixels: float
    alone: float
    lined: float
    elsewhere: float


def severed_strokes(grey: Grid) -> Severed | None:
    """The place where most strokes are cut off in a line, if there is one."""
    across, down = _edges(grey), _edges(np.ascontiguousarray(grey.T))
    if not across[2].any() and not down[2].any():
        return None
    edges, hard, in_line = (_cells(one, other) for one, other in zip(across, down, strict=True))
    held = (in_line >= 2).astype(np.uint8)
    if not held.any():
        return None
    _, near = cv2.connectedComponents(cv2.dilate(held, np.ones((5, 5), np.uint8)))
    place = int(np.bincount((near * held).ravel(), in_line.ravel())[1:].argmax()) + 1
    inside = near == place
    pixels = float(in_line[inside & (held > 0)].sum())
    rows, columns = np.nonzero(inside & (held > 0))
    left, top, right, bottom = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
    return Severed(
        (int(left) * _CELL, int(top) * _CELL, int(right) * _CELL, int(bottom) * _CELL),
        pixels,
        pixels / float(in_line.sum()),
        float(in_line.sum()) / float(hard.sum()),
        float(hard[~inside].sum()) / max(1.0, float(edges[~inside].sum())),
    )


def _edges(grey: Grid) -> tuple[Mask, Mask, Mask]:
    """Steps across columns that are an edge's steepest, those of them that are hard, and those of these in a line."""
    step = cv2.absdiff(grey[:, 1:], grey[:, :-1])
    around = np.ones((1, 6), np.uint8)
    high: Any = cv2.dilate(grey, around, anchor=(2, 0))
    low: Any = cv2.erode(grey, around, anchor=(2, 0))
    rise = np.asarray(cv2.subtract(high, low), np.uint8)[:, :-1]
    edge = (rise >= _EDGE) & (step == cv2.dilate(step, np.ones((1, 5), np.uint8)))
    hard = edge & (step >= rise - rise // 5)
    if not hard.any():
        return edge, hard, hard
    length, least = _IN_LINE
    count = cv2.boxFilter(hard.view(np.uint8), cv2.CV_8U, (1, length), normalize=False, borderType=cv2.BORDER_CONSTANT)
    return edge, hard, hard & (np.asarray(count) >= least)


def _cells(across: Mask, down: Mask) -> Plane:
    """How many of both there are in each cell."""
    # Between n pixels there are n - 1 steps: the height is the one's, the width the other's.
    rows, columns = across.shape[0] // _CELL, down.shape[0] // _CELL
    return _counted(across, rows, columns) + _counted(down.T, rows, columns)


def _counted(mask: Mask, rows: int, columns: int) -> Plane:
    whole = np.zeros((rows * _CELL, columns * _CELL), np.uint8)
    part = mask[: rows * _CELL, : columns * _CELL]
    whole[: part.shape[0], : part.shape[1]] = part
    shares = cv2.resize(whole.astype(np.float32), (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(np.rint(shares * _CELL**2), np.float32)
