"""Lettering that does not fit its line (字迹不一致): sharper or softer than its neighbours, or off their base line.

Only runs of letters equally tall are looked at (digits, capitals, a number): within them every printer keeps one line
and every lens one softness. Fields of mixed letters differ by nature and are left alone.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.uint8]
Rows = NDArray[np.int32]
Floats = NDArray[np.float64]

_LONG_SIDE: Final = 2600  # larger pictures are halved: letters are still a dozen pixels tall
_FEWEST: Final = 8  # letters in a run
_STRAIGHT: Final = 0.022  # of the height: how far most letters may stand off a straight line
_SAME: Final = 0.10  # of the height: how much letters of one run may differ


@dataclass(frozen=True, slots=True)
class Odd:
    """Letters that do not fit: their box in pixels, deviations of sharpness, and the shift in heights."""

    box: tuple[int, int, int, int]
    sharper: float
    shift: float


def odd_letters(grey: Grid) -> list[Odd]:
    """One entry for each run, read level and upright, that has letters which do not fit."""
    shrink = 1
    while max(grey.shape) / shrink > _LONG_SIDE:
        shrink *= 2
    if shrink > 1:
        size = (grey.shape[1] // shrink, grey.shape[0] // shrink)
        grey = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    found = [(odd, False) for odd in _in_rows(grey)]
    found += [(odd, True) for odd in _in_rows(np.ascontiguousarray(grey.T))]
    boxes = [
        (odd.box if not turned else (odd.box[1], odd.box[0], odd.box[3], odd.box[2]), odd) for odd, turned in found
    ]
    return [
        Odd((a * shrink, b * shrink, c * shrink, d * shrink), odd.sharper, odd.shift) for (a, b, c, d), odd in boxes
    ]


def _in_rows(grey: Grid) -> list[Odd]:
    ink = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((25, 25), np.uint8)), np.uint8)
    stats = np.asarray(cv2.connectedComponentsWithStats((ink > 50).astype(np.uint8))[2][1:], np.int32)
    wide, tall = stats[:, 2], stats[:, 3]
    like = (tall >= 11) & (tall <= 90) & (wide >= 0.12 * tall) & (wide <= 1.05 * tall)
    runs = _runs(stats[like & (stats[:, 4] > 0.18 * wide * tall)][:, :4])
    if not runs:
        return []
    steep = np.zeros_like(grey)
    steep[:, 1:] = cv2.absdiff(grey[:, 1:], grey[:, :-1])
    steep[1:] = np.maximum(steep[1:], cv2.absdiff(grey[1:], grey[:-1]))
    return [odd for run in runs for odd in [_judged(run, ink, steep)] if odd]


def _runs(letters: Rows) -> list[Rows]:
    """Letters side by side, about equally tall and high, each in one run."""
    letters = letters[np.argsort(letters[:, 0])]
    free = np.ones(len(letters), bool)
    found = []
    for start in range(len(letters)):
        if not free[start]:
            continue
        run = [start]
        free[start] = False
        while (after := _next(letters, run, free)) is not None:
            run.append(after)
            free[after] = False
        if len(run) >= _FEWEST:
            found.append(letters[run])
    return found


def _next(letters: Rows, run: list[int], free: NDArray[np.bool_]) -> int | None:
    x, y, w, h = (int(one) for one in letters[run[-1]])
    usual = float(np.median(letters[run, 3]))
    for one in range(run[-1] + 1, min(len(letters), run[-1] + 60)):
        left, top, _, tall = (int(side) for side in letters[one])
        if left - (x + w) > 1.1 * usual:
            return None
        level = abs((top + tall / 2) - (y + h / 2)) < 0.35 * usual
        if free[one] and left >= x + w - 2 and level and abs(tall - usual) < 0.3 * usual:
            return one
    return None


def _judged(run: Rows, ink: Grid, steep: Grid) -> Odd | None:
    ends = np.array([_top_and_bottom(ink, *(int(side) for side in one)) for one in run])
    tall = ends[:, 1] - ends[:, 0]
    usual = float(np.median(tall))
    same = np.abs(tall - usual) < _SAME * usual
    if same.sum() < _FEWEST:
        return None
    run, ends = run[same], ends[same]
    middle = run[:, 0] + run[:, 2] / 2
    tops, bottoms = (_off_line(middle, ends[:, side]) for side in (0, 1))
    if max(np.quantile(np.abs(tops), 0.7), np.quantile(np.abs(bottoms), 0.7)) > _STRAIGHT * usual:
        return None
    moved = np.where(tops * bottoms > 0, np.sign(tops) * np.minimum(np.abs(tops), np.abs(bottoms)), 0) / usual
    sharper, first, last = _outlying(np.array([_sharpness(ink, steep, *(int(side) for side in one)) for one in run]))
    shift, at = _inner_shift(moved)
    if shift > 0.05:
        first, last = (at, at + 1) if sharper < 6 else (min(first, at), max(last, at + 1))
    part = run[first:last]
    low, high = part[:, :2].min(0), (part[:, :2] + part[:, 2:]).max(0)
    return Odd((int(low[0]), int(low[1]), int(high[0]), int(high[1])), sharper, shift)


def _top_and_bottom(ink: Grid, x: int, y: int, w: int, h: int) -> tuple[float, float]:
    """Where the letter begins and ends, to a fraction of a pixel: at half the ink."""
    top = max(0, y - 4)
    part = ink[top : y + h + 4, x : x + w].astype(np.float64)
    row = np.sort(part, 1)[:, -max(1, w // 4) :].mean(1)
    half = row.max() / 2
    inked = np.nonzero(row >= half)[0]
    first, last = int(inked[0]), int(inked[-1])
    begin, end = float(first), float(last)
    if first:
        begin -= (row[first] - half) / max(1e-3, row[first] - row[first - 1])
    if last + 1 < len(row):
        end += (row[last] - half) / max(1e-3, row[last] - row[last + 1])
    return top + begin, top + end


def _off_line(x: Floats, y: Floats) -> Floats:
    """How far each lies off the straight line that most keep to (the best of all lines through two)."""
    first, second = np.triu_indices(len(x), 2)
    slope = (y[second] - y[first]) / (x[second] - x[first])
    off = y - (y[first, None] + slope[:, None] * (x - x[first, None]))
    off = off[np.abs(slope) < 0.35] if (np.abs(slope) < 0.35).any() else off
    return np.asarray(off[np.quantile(np.abs(off), 0.7, axis=1).argmin()], np.float64)


def _inner_shift(moved: Floats) -> tuple[float, int]:
    """The farthest letter that has two well-placed ones on either side, if only a few are off."""
    off, good = np.abs(moved), np.abs(moved) < 0.05
    if (~good).sum() > len(moved) // 3:
        return 0.0, 0
    inner = [one for one in range(len(moved)) if good[:one].sum() >= 2 and good[one + 1 :].sum() >= 2]
    at = max(inner, key=lambda one: float(off[one]), default=0)
    return (float(off[at]), at) if inner else (0.0, 0)


def _sharpness(ink: Grid, steep: Grid, x: int, y: int, w: int, h: int) -> float:
    """Logarithm of the steepest steps over the ink's depth."""
    depth = float(np.percentile(ink[y : y + h, x : x + w], 92))
    step = float(np.percentile(steep[max(0, y - 1) : y + h + 1, max(0, x - 1) : x + w + 1], 95))
    return float(np.log((step + 1) / (depth + 1)))


def _outlying(values: Floats) -> tuple[float, int, int]:
    """The neighbours (first, last + 1) that differ most from the rest, in the rest's own deviations."""
    best = (0.0, 0, 1)
    count = len(values)
    for first in range(count):
        for last in range(first + 1, min(count, first + count // 2) + 1):
            rest = np.delete(values, slice(first, last))
            centre = np.median(rest)
            usual = max(0.06, 1.4826 * float(np.median(np.abs(rest - centre))), 0.8 * float(rest.std()))
            weight = min(2.0, float(np.sqrt(last - first)))
            best = max(best, (float(abs(np.median(values[first:last]) - centre)) / usual * weight, first, last))
    return best
