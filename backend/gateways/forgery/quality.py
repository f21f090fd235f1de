"""照片质量: how well a person or a reader can see what is on the picture, each measure 0 to 1 (1 = good)."""

import cv2
import numpy as np

from backend.gateways.forgery.picture import Picture

_SHARP = 0.085  # steepest edges of a sharp picture rise by this share of their height a pixel of the 1000-pixel copy


def quality_of(picture: Picture) -> dict[str, float]:
    """Sharpness, exposure, glare and completeness."""
    grey = np.asarray(cv2.cvtColor(picture.small, cv2.COLOR_BGR2GRAY), np.float32)
    return {
        "sharpness": _sharpness(grey),
        "exposure": _exposure(grey),
        "glare": _glare(picture),
        "completeness": _completeness(grey),
    }


def _sharpness(grey: np.ndarray) -> float:
    """How much of the contrast is in fine detail: blur takes the Laplacian away faster than the gradient."""
    soft = cv2.GaussianBlur(grey, (0, 0), 0.8)
    steep = np.hypot(cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1))
    curved = np.abs(cv2.Laplacian(soft, cv2.CV_32F))
    strong = steep > max(24.0, float(np.quantile(steep, 0.96)))
    if strong.sum() < 50:
        return 0.0
    return _unit(float(curved[strong].mean() / steep[strong].mean()) / (4 * _SHARP))


def _exposure(grey: np.ndarray) -> float:
    """1 when the middle tones are used and little is lost in black or white."""
    middle = float(np.median(grey))
    lost = float(((grey <= 3) | (grey >= 252)).mean())
    dark, bright = _unit((middle - 20) / 60), _unit((250 - middle) / 15)
    return _unit(min(dark, bright) * (1 - lost))


def _glare(picture: Picture) -> float:
    """1 without blown-out spots that fade softly, as a lamp's reflection does; 0 when a tenth is lost in them."""
    burnt = (picture.small.min(2) >= 250).astype(np.uint8)
    burnt = cv2.morphologyEx(burnt, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    return _unit(1 - 10 * float(burnt.mean()))


def _completeness(grey: np.ndarray) -> float:
    """1 when nothing written runs over the picture's edge: the share of the frame without dense strokes."""
    strokes = np.abs(cv2.Laplacian(cv2.GaussianBlur(grey, (0, 0), 1.0), cv2.CV_32F))
    dense = cv2.blur(strokes, (15, 15))
    limit = max(4.0, 0.6 * float(np.quantile(dense, 0.97)))
    rim = np.concatenate([dense[2], dense[-3], dense[:, 2], dense[:, -3]])
    return _unit(1 - 2.5 * float((rim > limit).mean()))


def _unit(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 3)
