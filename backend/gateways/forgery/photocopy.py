"""复印件: the sheet has no colour of its own, only toner and paper, and toner spatters."""

from typing import Final

import cv2
import numpy as np

from backend.gateways.forgery.inspection import Reason
from backend.gateways.forgery.picture import Picture

_MIDDLE: Final = 0.12  # the share cut off each side: what is left shows the document, not the desk
_COLOURED: Final = 6.0  # Lab chroma beyond the light's own cast that paper and toner do not have


def photocopy_signs(picture: Picture) -> tuple[Reason, ...]:
    """Signs of a black-and-white copy: no colour in the document, and only black and white in it."""
    small = picture.small
    height, width = small.shape[:2]
    inner = small[
        int(_MIDDLE * height) : int((1 - _MIDDLE) * height), int(_MIDDLE * width) : int((1 - _MIDDLE) * width)
    ]
    soft = cv2.GaussianBlur(inner, (0, 0), 1.6)  # chroma noise is no colour
    lab = cv2.cvtColor(soft.astype(np.float32) / 255, cv2.COLOR_BGR2LAB)
    seen = (lab[..., 0] > 12) & (lab[..., 0] < 97)
    if seen.mean() < 0.05:
        return ()
    # The lamp tints paper and toner alike, in proportion to their brightness; what remains is the document's own.
    share = lab[..., 0][seen, None]
    tint = np.median(lab[..., 1:][seen] / share, 0)
    own = np.hypot(*(lab[..., 1:][seen] - tint * share).T)
    coloured, strongest = float((own > _COLOURED).mean()), float(np.quantile(own, 0.98))
    cast = float(np.median(np.hypot(lab[..., 1][seen], lab[..., 2][seen])))
    colourless = _ramp(0.03 - coloured, 0.0, 0.025) * _ramp(9 - strongest, 0, 5) * _ramp(16 - cast, 0, 6)
    two_tone = _two_tone(soft)
    signs = [Reason("print", "no_colour", round(78 * colourless))]
    if colourless > 0.3:
        signs.append(Reason("print", "toner", round(70 * colourless * two_tone)))
    return tuple(sign for sign in signs if sign.score > 0)


def _two_tone(soft: np.ndarray) -> float:
    """0 to 1: few pixels lie between the black and the white of the document."""
    grey = cv2.cvtColor(soft, cv2.COLOR_BGR2GRAY).astype(np.float32)
    white = cv2.blur(cv2.dilate(grey, np.ones((31, 31), np.uint8)), (31, 31))
    share = grey / np.maximum(white, 1)
    between = float(((share > 0.35) & (share < 0.8)).mean()) / max(float((share < 0.35).mean()), 0.01)
    return _ramp(3.5 - between, 0, 2.5)


def _ramp(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))
