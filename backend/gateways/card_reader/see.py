"""From a photograph to lines of print (看图): find the card, straighten it, turn it upright, read at the right size."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from backend.gateways.card_reader.engine import Engine
from backend.gateways.card_reader.kinds import tell_kind
from backend.gateways.card_reader.lines import Line
from backend.gateways.card_reader.plane import Pixels, Plane, Quad, cut, outlines, straighten, whole

#: Longer side in pixels at which strips of print are looked for: smaller is faster, but print needs about 10 pixels.
DETECT_SIDE: Final = {"id_front": 576, "id_back": 512, "vehicle_licence": 704, "business_licence": 928}
_DETECT_UNKNOWN: Final = 640
_DETECT_WHOLE: Final = 960  # when the card's edge was not seen and it may be small in the picture
_READ_SIDE: Final = 1800  # pixels of the straightened card that strips are cut from
_CLEAR: Final = 0.5  # score of a kind from which no other outline is tried


@dataclass(frozen=True, slots=True)
class View:
    """What one way of looking gave: the upright flat card, its lines, the kind they tell and how clearly (0 to 1)."""

    plane: Plane
    lines: list[Line]
    kind: str
    clearness: float


def see(engine: Engine, photo: Pixels, wanted: str | None) -> View:
    """The best view of ``photo``: outlines in turn, then the whole picture, until one clearly shows a card."""
    best: View | None = None
    for quad in outlines(photo)[:2]:
        view = look(engine, straighten(photo, quad, _READ_SIDE), wanted, DETECT_SIDE.get(wanted or "", _DETECT_UNKNOWN))
        if view.clearness >= _CLEAR:
            return view
        best = view if best is None or view.clearness > best.clearness else best
    view = look(engine, straighten(photo, whole(photo), 2 * _READ_SIDE, 0.0), wanted, _DETECT_WHOLE)
    return view if best is None or view.clearness >= best.clearness else best


def look(engine: Engine, plane: Plane, wanted: str | None, side: int) -> View:
    """Read all print on ``plane``, turned upright."""
    quads = _strips(engine, plane, side)
    if len(quads) < 2:
        return View(plane, [], "", 0.0)
    if _tall(quads):
        quads = [_turned(quad, plane.size[1]) for quad in quads]
        plane = plane.turned(1)
    doubt = engine.upside_down([cut(plane.pixels, quad) for quad in _widest(quads, 6)])
    first = _read(engine, *(_flip(plane, quads) if doubt > 0 else (plane, quads)), wanted)
    if first.clearness >= _CLEAR or abs(doubt) > 0.9:
        return first
    second = _read(engine, *((plane, quads) if doubt > 0 else _flip(plane, quads)), wanted)
    return max(first, second, key=lambda view: view.clearness)


def _strips(engine: Engine, plane: Plane, side: int) -> list[Quad]:
    """Detect print at ``side`` pixels; corners in pixels of the plane."""
    scale = min(1.0, side / max(plane.size))
    small = (
        cv2.resize(plane.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else plane.pixels
    )
    return [quad / scale for quad in engine.detect(np.asarray(small, np.uint8))]


def _tall(quads: list[Quad]) -> bool:
    """Whether most print runs up or down: then the card lies on its side."""
    votes = 0.0
    for quad in quads:
        wide, high = np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[3] - quad[0])
        if max(wide, high) > 1.5 * min(wide, high):
            votes += float(max(wide, high)) * (1 if high > wide else -1)
    return votes > 0


def _turned(quad: Quad, height: int) -> Quad:
    """Corners after turning the plane clockwise by 90°, again from the upper left."""
    x, y = quad[:, 0], quad[:, 1]
    return np.asarray(np.roll(np.stack([height - y, x], 1), 1, axis=0), np.float32)


def _flip(plane: Plane, quads: list[Quad]) -> tuple[Plane, list[Quad]]:
    size = np.array(plane.size, np.float32)
    return plane.turned(2), [np.asarray(np.roll(size - quad, 2, axis=0), np.float32) for quad in quads]


def _widest(quads: list[Quad], count: int) -> list[Quad]:
    """The widest strips that are no wider than a classifier strip can show (about twelve letters)."""
    return sorted(quads, key=lambda quad: -min(12.0, _width(quad) / max(1.0, _height(quad))))[:count]


def _width(quad: Quad) -> float:
    return float(np.linalg.norm(quad[1] - quad[0]))


def _height(quad: Quad) -> float:
    return float(np.linalg.norm(quad[3] - quad[0]))


def _read(engine: Engine, plane: Plane, quads: list[Quad], wanted: str | None) -> View:
    lines = []
    for quad in quads:
        strip = engine.read(cut(plane.pixels, quad))
        if strip.text.strip():
            lines.append(line_of(strip.text, strip.sure, strip.at, quad))
    kind, clearness = tell_kind(lines, wanted)
    return View(plane, lines, kind, clearness)


def line_of(text: str, sure: tuple[float, ...], at: tuple[float, ...], quad: NDArray[np.float32]) -> Line:
    """A recognised strip as a line of the plane; a leaning strip's height is its own, not its upright hull's."""
    (left, _), (right, _) = (quad[0] + quad[3]) / 2, (quad[1] + quad[2]) / 2
    middle, half = float(quad[:, 1].mean()), _height(quad) / 2
    xs = tuple(float(left + (right - left) * share) for share in at)
    return Line(text, sure, xs, float(left), middle - half, float(right), middle + half, quad)
