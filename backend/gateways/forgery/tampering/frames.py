"""Cut frames (矩形剪切边): four edges, exactly level and upright, that close a rectangle and end at its corners."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.gateways.forgery.tampering.steps import Lines, Steps

Boxes = NDArray[np.intp]

_SMALLEST: Final = 16  # pixels a side
_MOST_FAR: Final = 12  # opposite sides tried for a corner


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle in pixels (left, top, right, bottom), the nats of each side, and the shape of its jumps.

    ``spread`` and ``left`` as :meth:`Steps.shape` has them.
    """

    box: tuple[int, int, int, int]
    sides: tuple[float, float, float, float]
    spread: float
    left: float


class Cuts:
    """Both directions of one picture."""

    def __init__(self, grey: NDArray[np.uint8]) -> None:
        self.across = Steps(grey)
        self.down = Steps(np.ascontiguousarray(grey.T))

    def frames(self) -> list[Frame]:
        """The most surprising rectangles, best first, none over another."""
        boxes = _rectangles(self.across.lines(), self.down.lines(), 10 + 4 * self.across.stride)
        return self.best(boxes) if len(boxes) else []

    def best(self, boxes: Boxes) -> list[Frame]:
        """Those of ``boxes`` with the most nats, best first, none over another; at most eight."""
        left, top, right, bottom = boxes.T
        sides = np.stack(
            [
                self.across.surprise(left, top, bottom),
                self.across.surprise(right, top, bottom),
                self.down.surprise(top, left, right),
                self.down.surprise(bottom, left, right),
            ]
        )
        # One long side must not speak for the whole, and one that is hidden must not silence it.
        capped = np.sort(np.clip(sides, -20, 120), 0)
        kept: list[Frame] = []
        for one in np.argsort(-(capped[1:].sum(0) + capped[0]))[:60]:
            box = (int(left[one]), int(top[one]), int(right[one]), int(bottom[one]))
            if len(kept) < 8 and all(_apart(box, other.box) for other in kept):
                nats = sides[:, one]
                kept.append(Frame(box, (nats[0], nats[1], nats[2], nats[3]), *self._shape(box, nats)))
        return kept

    def _shape(self, box: tuple[int, int, int, int], nats: NDArray[np.float64]) -> tuple[float, float]:
        """Of the three clearer sides, the middle one's."""
        left, top, right, bottom = box
        all_four = (
            self.across.shape(left, top, bottom),
            self.across.shape(right, top, bottom),
            self.down.shape(top, left, right),
            self.down.shape(bottom, left, right),
        )
        spread, rest = np.median([all_four[one] for one in np.argsort(-nats)[:3]], axis=0)
        return float(spread), float(rest)


def _rectangles(upright: Lines, level: Lines, near: int) -> Boxes:
    """Rectangles that the corners suggest, where an upright and a level line end at one place."""
    found: set[tuple[int, int, int, int]] = set()
    for at_top in (True, False):
        for at_left in (True, False):
            x_end, x_far = (level.first, level.last) if at_left else (level.last, level.first)
            y_end, y_far = (upright.first, upright.last) if at_top else (upright.last, upright.first)
            meet = (np.abs(y_end[:, None] - level.at) <= near) & (np.abs(upright.at[:, None] - x_end) <= near)
            for one, other in zip(*np.nonzero(meet), strict=True):
                x, y = int(upright.at[one]), int(level.at[other])
                for far_x in _opposite(upright, x, y, int(y_far[one]), at_left, int(x_far[other])):
                    for far_y in _opposite(level, y, x, int(x_far[other]), at_top, int(y_far[one])):
                        if abs(far_x - x) >= _SMALLEST and abs(far_y - y) >= _SMALLEST:
                            found.add((min(x, far_x), min(y, far_y), max(x, far_x), max(y, far_y)))
    return np.array(sorted(found), np.intp).reshape(-1, 4)


def _opposite(lines: Lines, at: int, one_end: int, other_end: int, forward: bool, fallback: int) -> list[int]:
    """Where the side opposite to that at ``at`` may lie: parallel lines about as long, or the corner's other end."""
    low, high = min(one_end, other_end), max(one_end, other_end)
    over = np.minimum(lines.last, high) - np.maximum(lines.first, low)
    facing = (over > 0.4 * (high - low)) & ((lines.at > at) == forward) & (np.abs(lines.at - at) >= _SMALLEST)
    return [*lines.at[facing][:_MOST_FAR].tolist(), fallback]


def _apart(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
