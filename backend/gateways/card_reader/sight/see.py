"""From a photograph to lines of print (看图): find the card, straighten it, turn it upright, read at the right size."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from backend.gateways.card_reader.kinds import tell_kind
from backend.gateways.card_reader.lines import Line
from backend.gateways.card_reader.sight.engine import Engine
from backend.gateways.card_reader.sight.level import level
from backend.gateways.card_reader.sight.outline import outlines
from backend.gateways.card_reader.sight.plane import Pixels, Plane, Quad, cut, straighten, whole
from backend.gateways.card_reader.sight.region import badly_framed, card_region

#: Longer side in pixels at which strips of print are looked for: smaller is faster, but print needs about 10 pixels.
DETECT_SIDE: Final = {
    "id_front": 576,
    "id_back": 512,
    "vehicle_licence": 704,
    "business_licence": 928,
    "registration_certificate": 1120,
}
_DETECT_UNKNOWN: Final = 640
_DETECT_WHOLE: Final = 960  # when the card's edge was not seen and it may be small in the picture
_DETECT_SMALL: Final = 928
_SMALL_PRINT: Final = 17.0  # pixels of a strip's height: letters of about 12 pixels
_PROBE_SIDE: Final = 320  # enough to tell whether print runs across or up
_READ_SIDE: Final = 1800  # pixels of the straightened card that strips are cut from
_SPECK: Final = 0.3
_CLEAR: Final = 0.5  # score of a kind from which no other outline is tried


@dataclass(frozen=True, slots=True)
class View:
    """What one way of looking gave: the upright flat card, its lines, the kind they tell and how clearly (0 to 1)."""

    plane: Plane
    lines: list[Line]
    kind: str
    clearness: float


def see(engine: Engine, photo: Pixels, wanted: str | None) -> View:
    """The best view of ``photo``: outlines in turn, then the whole picture, until one clearly shows a card.

    When the labels say that the card lies elsewhere than its outline was thought to, it is looked at once more there.
    """
    best: View | None = None
    side = DETECT_SIDE.get(wanted or "", _DETECT_UNKNOWN)
    for quad in outlines(photo)[:2]:
        view = look(engine, straighten(photo, quad, _READ_SIDE), wanted, side)
        best = view if best is None or _worth(view) > _worth(best) else best
        if view.clearness >= _CLEAR and not (_cropped(view) and card_region(view.kind, view.lines) is None):
            break
    else:
        view = look(engine, straighten(photo, whole(photo), 2 * _READ_SIDE, 0.0), wanted, _DETECT_WHOLE)
        best = view if best is None or _worth(view) >= _worth(best) else best
    return _reframed(engine, photo, best, wanted)


def _reframed(engine: Engine, photo: Pixels, view: View, wanted: str | None) -> View:
    """``view``, or a better one of the place where its labels say that the card is."""
    region = card_region(view.kind, view.lines) if view.kind else None
    if region is None or not (badly_framed(region, view.plane.size) or _cropped(view)):
        return view
    quad = cv2.perspectiveTransform(region[None].astype(np.float64), view.plane.back)[0].astype(np.float32)
    side = round(DETECT_SIDE[view.kind] * 1.1)
    again = look(engine, straighten(photo, quad, _READ_SIDE, 0.0), wanted or view.kind, side)
    return again if again.kind == view.kind and _worth(again) >= _worth(view) else view


def closer(engine: Engine, view: View) -> View:
    """The same upright card with print looked for at one and a half times the size, for what was missed at first."""
    side = min(round(DETECT_SIDE[view.kind] * 1.5), max(view.plane.size))
    return _read(engine, view.plane, _strips(engine, view.plane, side), view.kind)


def _worth(view: View) -> float:
    return view.clearness - (0.3 if _cropped(view) else 0.0)


def _cropped(view: View) -> bool:
    """Whether the outline cuts through print: then it was not the card's edge."""
    width, _ = view.plane.size
    touching = sum(
        line.left < 2 or line.right > width - 2 for line in view.lines if line.right - line.left > line.height
    )
    return touching >= 2


def look(engine: Engine, plane: Plane, wanted: str | None, side: int) -> View:
    """Read all print on ``plane``, turned upright; a card lying on its side is turned before print is looked for."""
    if _on_its_side(engine, plane, wanted):
        plane = plane.turned(1)
    quads = _strips(engine, plane, side)
    if _tall(quads):
        plane = plane.turned(1)
        quads = _strips(engine, plane, side)
    if wanted is None and side < _DETECT_SMALL and _small_print(quads, side / max(plane.size)):
        quads = _strips(engine, plane, _DETECT_SMALL)
    if len(quads) < 2:
        return View(plane, [], "", 0.0)
    doubt = engine.upside_down([cut(plane.pixels, quad) for quad in _widest(quads, 6)])
    first = _read(engine, *(_flip(plane, quads) if doubt > 0 else (plane, quads)), wanted)
    if first.clearness >= _CLEAR or abs(doubt) > 0.9:
        return first
    second = _read(engine, *((plane, quads) if doubt > 0 else _flip(plane, quads)), wanted)
    return max(first, second, key=lambda view: view.clearness)


def _on_its_side(engine: Engine, plane: Plane, wanted: str | None) -> bool:
    """A card is wider than high; of a sheet, or of a whole picture, its print must tell."""
    width, height = plane.size
    if height > width and wanted not in (None, "business_licence"):
        return True
    return height > 0.9 * width and _tall(_strips(engine, plane, _PROBE_SIDE))


def _small_print(quads: list[Quad], scale: float) -> bool:
    """Whether most print is too small to be found surely at ``scale``: a business licence, or a card far away."""
    if not quads:
        return False
    heights = np.array([_height(quad) * scale for quad in quads])
    widths = np.array([_width(quad) for quad in quads])
    order = np.argsort(heights)
    middle = int(np.searchsorted(np.cumsum(widths[order]), widths.sum() / 2))
    return float(heights[order][middle]) < _SMALL_PRINT


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
        # A lone letter that is hardly one is a speck of the paper's pattern, and would come between label and value.
        if len(strip.text.strip()) > (1 if max(strip.sure, default=0.0) < _SPECK else 0):
            lines.append(line_of(strip.text, strip.sure, strip.at, quad))
    lines = level(lines)
    kind, clearness = tell_kind(lines, wanted)
    return View(plane, lines, kind, clearness)


def line_of(text: str, sure: tuple[float, ...], at: tuple[float, ...], quad: NDArray[np.float32]) -> Line:
    """A recognised strip as a line of the plane; a leaning strip's height is its own, not its upright hull's."""
    (left, _), (right, _) = (quad[0] + quad[3]) / 2, (quad[1] + quad[2]) / 2
    middle, half = float(quad[:, 1].mean()), _height(quad) / 2
    xs = tuple(float(left + (right - left) * share) for share in at)
    return Line(text, sure, xs, float(left), middle - half, float(right), middle + half, quad)
