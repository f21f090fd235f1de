"""Strokes harder than the lens drew the rest (过硬的笔画): cut off in a line, or written by software.

A lens spreads every edge over several pixels. Where a piece in the paper's own colour covers writing, rules or a seal
(:mod:`.frames` finds nothing to close there), each of them ends within one pixel, at one column or row. Letters that an
editor typed have such edges all around, while the letters beside them, which the lens saw, have hardly any.
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
_TYPED: Final = (4, 0.25)  # hard pixels in a cell, and their part of its edges, from which letters may be typed
_NEAR: Final = 0.25  # of the longer side: what is drawn so near lies about as deep in the lens's focus


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


@dataclass(frozen=True, slots=True)
class Typed:
    """The place with most hard edges: box in pixels, and what makes it suspicious.

    ``pixels`` are hard there; ``alone``, their part of all; ``near``, how many edges are drawn around it, and
    ``near_hard``, the part of them that is hard; ``elsewhere``, that part in all the rest.
    """

    box: tuple[int, int, int, int]
    pixels: float
    alone: float
    near: float
    near_hard: float
    elsewhere: float


class Strokes:
    """The edges of a picture counted in cells: all, hard ones, and hard ones in a line."""

    def __init__(self, grey: Grid) -> None:
        across, down = _edges(grey), _edges(np.ascontiguousarray(grey.T))
        self.edges, self.hard, self.in_line = (_cells(one, other) for one, other in zip(across, down, strict=True))

    def severed(self) -> Severed | None:
        """The place where most strokes are cut off in a line, if there is one."""
        held = self.in_line >= 2
        if not held.any():
            return None
        inside = _heaviest(held, self.in_line, (5, 5))
        pixels = float(self.in_line[inside & held].sum())
        return Severed(
            _box(inside & held),
            pixels,
            pixels / float(self.in_line.sum()),
            float(self.in_line.sum()) / float(self.hard.sum()),
            _share(self.hard, self.edges, ~inside),
        )

    def typed(self) -> Typed | None:
        """The place where most edges are hard, if there is one."""
        held = (self.hard >= _TYPED[0]) & (self.hard >= _TYPED[1] * self.edges)
        if not held.any():
            return None
        inside = _heaviest(held, self.hard, (3, 5))
        left, top, right, bottom = (side // _CELL for side in _box(inside & held))
        reach = round(_NEAR * max(held.shape))
        near = np.zeros_like(held)
        near[max(0, top - reach) : bottom + reach, max(0, left - reach) : right + reach] = True
        near &= ~inside
        pixels = float(self.hard[inside].sum())
        return Typed(
            _box(inside & held),
            pixels,
            pixels / float(self.hard.sum()),
            float(self.edges[near].sum()),
            _share(self.hard, self.edges, near),
            _share(self.hard, self.edges, ~inside),
        )


def _heaviest(held: Mask, weight: Plane, reach: tuple[int, int]) -> Mask:
    """Among the places that ``held`` cells and those around them make, the one with most ``weight``."""
    _, near = cv2.connectedComponents(cv2.dilate(held.astype(np.uint8), np.ones(reach, np.uint8)))
    weights = np.bincount((near * held).ravel(), weight.ravel())
    return np.asarray(near == int(weights[1:].argmax()) + 1)


def _box(cells: Mask) -> tuple[int, int, int, int]:
    rows, columns = np.nonzero(cells)
    left, top, right, bottom = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
    return int(left) * _CELL, int(top) * _CELL, int(right) * _CELL, int(bottom) * _CELL


def _share(part: Plane, whole: Plane, where: Mask) -> float:
    return float(part[where].sum()) / max(1.0, float(whole[where].sum()))


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
