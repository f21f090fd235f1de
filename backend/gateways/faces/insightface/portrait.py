"""Which face is the card's own? (证件人像) On an identity card's photograph the holder may be larger than the portrait.

Where the card must lie follows from a face that is its portrait: GA 461 prints it at one place and size. So each face
is asked whether the place to its left, where name and address would be, looks like printed paper.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from backend.gateways.faces.insightface.alignment import PLACES, SIDE, inverse, moved, similarity_to, warped
from backend.gateways.faces.insightface.detectors import Found
from backend.gateways.faces.shots import Pixels

_ZONE: Final = 96  # pixels of the straightened place of print
#: Where an aligned face's frame lies on the card, in shares of the card's width: left, top, side. Measured on generated
#: cards; real portraits differ by a tenth, which the place of print forgives.
_FRAME: Final = (0.697, 0.137, 0.185)
#: The place of print that is looked at: left, top, side, likewise.
_PRINT: Final = (0.16, 0.08, 0.36)
_PAPER_NEAR: Final = 26.0  # steps of Lab around the paper's own tone
_LARGEST_PORTRAIT: Final = 0.16  # of the picture's longer side: the face on a card has 0.13 of the card's width
_LIKE_A_CARD: Final = 0.62  # share of the place that is paper with print on it
_BEYOND: Final = 0.04  # of the picture's width by which the place may reach beyond its edge
_STROKES: Final = (0.015, 0.35)  # share of the place that is ink, of a card with name and address


def card_likeness(picture: Pixels, face: Found) -> float:
    """From 0 to 1: how much the place beside ``face`` looks like a card's paper with print; 0 outside the picture."""
    left, top, side = _FRAME
    scale = SIDE / side
    zone_left, zone_top, zone_side = _PRINT
    grow = _ZONE / zone_side
    # From the aligned frame to shares of the card's width, and on to pixels of the place of print.
    matrix = similarity_to(face.points, PLACES) * (grow / scale)
    matrix[:, 2] += np.array([left - zone_left, top - zone_top]) * grow
    corners = moved(np.array([(0.0, 0.0), (_ZONE, 0), (_ZONE, _ZONE), (0, _ZONE)]), inverse(matrix))
    height, width = picture.shape[:2]
    room = _BEYOND * width
    if (corners < -room).any() or (corners > np.array([width, height]) + room).any():
        return 0.0
    return _printed(warped(picture, matrix, _ZONE))


def choose_portrait(picture: Pixels, faces: list[Found]) -> Found | None:
    """The card's own portrait among ``faces``; ``None`` when none of them stands on a card.

    Where no place of print is recognised (glare, a thumb), a face no larger than a portrait can be on a card that fills
    the picture is taken when it is the only such; a larger one may be the holder's, and would agree with the selfie.
    """
    likely = [(card_likeness(picture, face), face) for face in faces]
    likeness, best = max(likely, key=lambda pair: pair[0], default=(0.0, None))
    if likeness >= _LIKE_A_CARD:
        return best
    small = [face for face in faces if face.width <= _LARGEST_PORTRAIT * max(picture.shape[:2])]
    return small[0] if len(small) == 1 else None


def _printed(zone: Pixels) -> float:
    lab = np.asarray(cv2.cvtColor(zone, cv2.COLOR_BGR2LAB), np.float64)
    light = lab[..., 0]
    # The paper's tone changes slowly over a card (light falls off), strokes of print do not.
    paper = _paper(lab)
    away = np.abs(lab - paper)
    ink = light < paper[..., 0] - 30
    share = float(ink.mean())
    if not _STROKES[0] <= share <= _STROKES[1]:
        return 0.0
    near = float(((np.linalg.norm(away, axis=2) < _PAPER_NEAR) | ink).mean())
    # Print lies in rows: rows of much ink and rows of none take turns; a shirt's folds and a face's shadows do not.
    rows = ink.mean(1)
    turns = float((rows < 0.02).mean())
    spread = float(np.linalg.norm(np.median(lab.reshape(-1, 3), 0)[1:] - 128))
    return near * min(1.0, turns / 0.12) * (1.0 if spread < 26 else 0.5)


def _paper(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    closed = cv2.morphologyEx(lab.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((13, 13), np.uint8))
    return np.asarray(cv2.GaussianBlur(closed, (0, 0), 6), np.float64)
