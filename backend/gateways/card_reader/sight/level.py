"""Makes rows level (行校平) by the lean of the lines themselves, for when the card's edge was found badly."""

from dataclasses import replace

import numpy as np

from backend.gateways.card_reader.lines import Line

_LEVEL_ENOUGH = 0.004  # radians; a row of a card then rises by less than a tenth of a letter
_FEWEST = 4  # long lines needed to tell a lean that changes from top to bottom


def level(lines: list[Line]) -> list[Line]:
    """The same lines with heights as if all print ran level.

    Seen from aside, lines lean, and lean differently at the top and at the bottom: slope = a + c·y. Along such a line
    y + a/c grows like exp(c·x), which undone gives the height at which it would stand beside the left edge.
    """
    slopes = [(line.middle, _slope(line), line.right - line.left) for line in lines if _long(line)]
    if len(slopes) < 2:
        return lines
    y, slope, weight = (np.array(column) for column in zip(*slopes, strict=True))
    a, c = _fit(y, slope, np.sqrt(weight))
    off = np.abs(slope - a - c * y)
    keep = off <= max(0.01, 2.5 * float(np.median(off)))
    a, c = _fit(y[keep], slope[keep], np.sqrt(weight[keep]))
    if max(abs(a + c * y.min()), abs(a + c * y.max())) < _LEVEL_ENOUGH:
        return lines
    centre = float(np.mean([(line.left + line.right) / 2 for line in lines]))
    return [_moved(line, _height_at(a, c, line, centre) - line.middle) for line in lines]


def _height_at(a: float, c: float, line: Line, x: float) -> float:
    """Where the curve through the line's middle crosses ``x``."""
    run = x - (line.left + line.right) / 2
    if abs(c * run) < 1e-6:
        return line.middle + a * run
    return float((line.middle + a / c) * np.exp(c * run) - a / c)


def _long(line: Line) -> bool:
    return line.quad is not None and line.right - line.left > 3.5 * line.height


def _slope(line: Line) -> float:
    assert line.quad is not None  # noqa: S101 - _long lines only
    (x0, y0), (x1, y1) = (line.quad[0] + line.quad[3]) / 2, (line.quad[1] + line.quad[2]) / 2
    return float((y1 - y0) / max(1.0, x1 - x0))


def _fit(y: np.ndarray, slope: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """Intercept and change with height, weighted; a constant when too few lines tell."""
    if len(y) < _FEWEST or float(np.ptp(y)) < 1:
        return float(np.average(slope, weights=weight)), 0.0
    c, a = np.polyfit(y, slope, 1, w=weight)
    return float(a), float(c)


def _moved(line: Line, rise: float) -> Line:
    return replace(line, top=line.top + rise, bottom=line.bottom + rise)
