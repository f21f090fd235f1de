"""A hand drawn with mouse or pen (笔迹): what the pad of the pages sends, and how it looks again."""

from typing import Any

from pydantic import BaseModel, Field

from backend.documents import Strokes


class Point(BaseModel):
    """Where the pen was: shares 0–1 of the pad, milliseconds since the first touch, pressure 0–1."""

    x: float
    y: float
    t: float
    p: float = 0.5


class Box(BaseModel):
    """The pad's size in CSS pixels."""

    w: float = Field(gt=0, le=4000)
    h: float = Field(gt=0, le=4000)


class Ink(BaseModel):
    """A signature as data."""

    box: Box
    strokes: list[list[Point]] = Field(max_length=300)

    @property
    def hand(self) -> Strokes:
        """The strokes as papers take them."""
        points = tuple(tuple((p.x, p.y, p.t, p.p) for p in stroke) for stroke in self.strokes)
        return Strokes(points, self.box.w / self.box.h)


def drawn(hand: dict[str, Any] | None) -> dict[str, Any] | None:
    """A kept hand as an SVG path in a box 400 wide; None where there is none."""
    if hand is None:
        return None
    width, height = 400.0, 400.0 / hand["aspect"]
    parts = []
    for stroke in hand["strokes"]:
        points = [f"{x * width:.1f} {y * height:.1f}" for x, y, *_ in stroke]
        parts.append("M" + "L".join(points * 2 if len(points) == 1 else points))
    return {"path": "".join(parts), "width": round(width), "height": round(height)}
