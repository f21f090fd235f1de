"""Signatures as vectors (签名矢量): a pad's strokes become curves inside a box, wider where the pen pressed."""

from itertools import pairwise
from math import hypot

from backend.documents.render.data import Point, SignatureMark
from backend.documents.render.page import Rect, Stroke

# Pen widths in points at the box's scale: a 0.5 mm fine-liner pressed lightly and hard.
THIN, THICK = 0.6, 1.8
# The eye sees no finer steps of width and no finer corners on paper; the strokes' data keep them all.
STEP, NEAR = 0.15, 0.5


def ink(mark: SignatureMark, box: Rect) -> list[Stroke]:
    """The signature's strokes, its written part as large as ``box`` allows, centred, aspect ratio kept."""
    points = [point for stroke in mark.strokes for point in stroke]
    left, right = min(p[0] for p in points) * mark.aspect, max(p[0] for p in points) * mark.aspect
    top, bottom = min(p[1] for p in points), max(p[1] for p in points)
    inner = box.inset(THICK)
    # Never larger than if the whole pad's height filled twice the box: a small mark stays a small mark.
    scale = min(inner.w / max(right - left, 1e-6), inner.h / max(bottom - top, 1e-6), 2 * inner.h)
    dx = inner.x + (inner.w - (right - left) * scale) / 2 - left * scale
    dy = inner.y + (inner.h - (bottom - top) * scale) / 2 - top * scale
    felt = len({round(point[3], 3) for point in points}) > 2
    return [
        Stroke(
            thinned(
                [
                    (round(dx + x * mark.aspect * scale, 2), round(dy + y * scale, 2), width)
                    for (x, y, _, _), width in zip(stroke, widths(stroke, felt=felt), strict=True)
                ]
            )
        )
        for stroke in mark.strokes
        if stroke
    ]


def widths(stroke: tuple[Point, ...], *, felt: bool) -> list[float]:
    """The pen's width at each point: by pressure where the glass felt any, else thinner where the hand was quick."""
    if felt:
        raw = [min(max(point[3], 0.0), 1.0) for point in stroke]
    else:
        speeds = [hypot(b[0] - a[0], b[1] - a[1]) / max(b[2] - a[2], 1.0) for a, b in pairwise(stroke)]
        speeds = [*speeds[:1], *speeds] or [0.0]
        raw = [1 / (1 + speed * 700) for speed in speeds]
    smooth = [sum(raw[max(i - 2, 0) : i + 3]) / len(raw[max(i - 2, 0) : i + 3]) for i in range(len(raw))]
    return [THIN + STEP * round((THICK - THIN) / STEP * value) for value in smooth]


def thinned(points: list[tuple[float, float, float]]) -> tuple[tuple[float, float, float], ...]:
    """Without the points that lie closer than ``NEAR`` to the one before; the last one stays."""
    kept = points[:1]
    for point in points[1:-1]:
        if hypot(point[0] - kept[-1][0], point[1] - kept[-1][1]) >= NEAR:
            kept.append(point)
    return tuple(kept + points[1:][-1:])
