"""Finding every face of a picture cheaply (找脸): small first, then closer where faces are, larger or turned if none.

A detector's time grows with the area it looks at, so the whole picture is seen at 320 pixels, and each face of account
once more in a small cutting of its own, which gives points as exact as a search at full size would.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.gateways.faces.insightface.alignment import PLACES, SIDE, inverse, similarity_to, warped
from backend.gateways.faces.insightface.detectors import Detector, Found, overlap, shrunk
from backend.gateways.faces.shots import Pixels

_SIDES: Final = (320, 640, 1280)  # at the first a face of a twentieth of the picture still has 16 pixels
_CUTTING_SIDE: Final = 160
_FACE_IN_CUTTING: Final = 0.45  # of its side that an aligned face's frame takes; of nine ways tried the most exact
_LOOKED_AT_AGAIN: Final = 3  # of the largest faces
_SAME: Final = 0.3  # overlap of boxes
_MUCH_LEAN: Final = 8.0  # degrees between two sights from which one more is worth its time
_SURE_AT_SECOND_SIGHT: Final = 0.7  # flags and cloth reached 0.70 of YuNet once and lost it in the cutting
_UPRIGHT: Final = 0.88  # sharp upright faces reach 0.91 to 0.95 of YuNet, the same lying down 0.62 to 0.88


def find_faces(detector: Detector, picture: Pixels, *, closer: bool = False) -> list[Found]:
    """Faces of ``picture``, largest first, in its own pixels; ``closer`` skips the coarsest look."""
    best: list[Found] = []
    sides = [side for side in _SIDES if side == _SIDES[0] or max(picture.shape[:2]) > side / 2]
    for side in sides[1:] if closer and len(sides) > 1 else sides:
        for turns in (0, 1, 3, 2):
            found = _at(detector, picture, side, turns)
            best = found if _surest(found) > _surest(best) else best
            if _surest(best) >= _UPRIGHT:
                return best
        if best:
            break
    return best


def _at(detector: Detector, picture: Pixels, side: int, turns: int) -> list[Found]:
    """Faces that stand upright once the picture is turned clockwise ``turns`` times by 90°."""
    small, scale = shrunk(picture, side)
    found = detector.find(np.ascontiguousarray(np.rot90(small, -turns)), side)
    back = _back(turns, small) * scale
    return _checked(detector, picture, [face.mapped(back) for face in found])


def _surest(found: list[Found]) -> float:
    return max((face.confidence for face in found), default=0.0)


def _back(turns: int, picture: Pixels) -> NDArray[np.float64]:
    """From pixels of the picture turned clockwise ``turns`` times by 90° to its own."""
    height, width = picture.shape[:2]
    return {
        0: np.eye(2, 3),
        1: np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, height]]),
        2: np.array([[-1.0, 0.0, width], [0.0, -1.0, height]]),
        3: np.array([[0.0, -1.0, width], [1.0, 0.0, 0.0]]),
    }[turns]


def _checked(detector: Detector, picture: Pixels, found: list[Found]) -> list[Found]:
    """``found``, largest first, each of account seen again closer; what is no face at second sight is left out."""
    seen: list[Found] = []
    for place, face in enumerate(sorted(found, key=lambda face: -face.width)):
        again = _again(detector, picture, face) if place < _LOOKED_AT_AGAIN else face
        if again is not None and _lean(face, again) > _MUCH_LEAN:
            again = _again(detector, picture, again) or again
        if again is not None:
            seen.append(again)
    return sorted(seen, key=lambda face: -face.width)


def _again(detector: Detector, picture: Pixels, face: Found) -> Found | None:
    """The same face found in a cutting that shows it upright; ``None`` when it is not there or hardly a face.

    Detectors were taught upright faces: at a lean of 15° their points are already off by so much that the same
    person's similarity fell from 0.68 to 0.34.
    """
    share = _FACE_IN_CUTTING * _CUTTING_SIDE / SIDE
    places = (PLACES - PLACES.mean(0)) * share + _CUTTING_SIDE / 2
    matrix = similarity_to(face.points, places)
    back = inverse(matrix)
    there = [one.mapped(back) for one in detector.find(warped(picture, matrix, _CUTTING_SIDE), _CUTTING_SIDE)]
    best = max(there, key=lambda one: overlap(one.box, face.box), default=None)
    if best is None or overlap(best.box, face.box) < _SAME or best.confidence < _SURE_AT_SECOND_SIGHT:
        return None
    return best


def _lean(one: Found, other: Found) -> float:
    """Degrees between the eye lines of two views of a face."""
    ends = [np.arctan2(*(face.points[1] - face.points[0])[::-1]) for face in (one, other)]
    return abs(float(np.degrees((ends[0] - ends[1] + np.pi) % (2 * np.pi) - np.pi)))
