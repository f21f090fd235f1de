"""Is this face good enough to compare? (人脸质量) Pose, sharpness, light, cover, frame, on the aligned face.

Every limit below was set on the photographs of ``../shared/faces`` changed step by step (docs/faces.md): a problem is
told from where the same person's similarity begins to fall, so that a comparison without problems can be trusted.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from backend.gateways.faces.insightface.alignment import PLACES, inverse, moved, similarity_to
from backend.gateways.faces.insightface.detectors import Found
from backend.gateways.faces.shots import Pixels
from backend.gateways.faces.views import Face

Light = NDArray[np.float64]

_SMALLEST: Final = 40.0  # pixels of width; a chip's face has about 55, at 24 similarity has lost a quarter
_LEAST_SHARP: Final = 0.25
_DARK: Final = 70.0  # of 255, reached by the brightest twentieth: dark skin in daylight has 130
_BRIGHT_MIDDLE: Final = 246.0  # of 255, the middle: half of the face is nearly burnt out
_BRIGHT_DARKEST: Final = 178.0  # of 255, the darkest twentieth: pupils and lashes are washed out
_COVERED: Final = 0.5
_YAW_MOST, _PITCH_MOST = 28.0, 28.0  # degrees
_OUT: Final = 0.05  # of the face's frame that may lie outside of the picture

#: Chin, cheeks and brow of an aligned face, where a picture's edge would cut it.
_RIM: Final = np.array([(56.0, 116.0), (14.0, 74.0), (98.0, 74.0), (30.0, 102.0), (82.0, 102.0), (56.0, 24.0)])
_EYES: Final = ((38, 52), (73, 52))
_NOSE_DEPTH: Final = 0.42  # how far the nose stands out, in distances between the eyes
_NOSE_DOWN: Final = 0.56  # where the nose stands between eyes (0) and mouth (1) of a face held straight


def judge(picture: Pixels, found: Found, flat: Pixels, step: float = 1.0) -> Face:
    """All that is said of one face of ``picture``, of whose pixels each stands for ``step`` of the file's.

    ``flat`` is the face aligned on 112 x 112 pixels.
    """
    grey = np.asarray(cv2.cvtColor(flat, cv2.COLOR_BGR2GRAY), np.float64)
    inner = grey[20:108, 16:96]
    low, middle, high = (float(part) for part in np.percentile(inner, (5, 50, 95)))
    yaw, pitch, roll = pose(found.points)
    sharp, cover = sharpness(grey), covered(flat, grey, high - low + 10)
    problems = {
        "cut_off": _cut_off(picture, found),
        "small": found.width * step < _SMALLEST,
        "dark": high < _DARK,
        "bright": middle > _BRIGHT_MIDDLE or low > _BRIGHT_DARKEST,
        "blurred": sharp < _LEAST_SHARP,
        "occluded": cover > _COVERED,
        "turned": abs(yaw) > _YAW_MOST or abs(pitch) > _PITCH_MOST,
    }
    told = tuple(code for code, there in problems.items() if there)
    left, top, right, bottom = (round(float(edge) * step) for edge in found.box)
    return Face(
        box=(left, top, right, bottom),
        points=tuple((round(float(x) * step, 1), round(float(y) * step, 1)) for x, y in found.points),
        confidence=round(found.confidence, 3),
        yaw=round(yaw, 1),
        pitch=round(pitch, 1),
        roll=round(roll, 1),
        sharpness=round(sharp, 3),
        brightness=round(middle / 255, 3),
        occlusion=round(cover, 3),
        quality=_quality(found, sharp, cover, max(abs(yaw), abs(pitch)), len(told)),
        problems=told,
    )


def pose(points: NDArray[np.float64]) -> tuple[float, float, float]:
    """Yaw, pitch and roll in degrees, roughly, from how the nose stands between eyes and mouth."""
    left_eye, right_eye, nose, left_mouth, right_mouth = points
    across = right_eye - left_eye
    roll = float(np.arctan2(across[1], across[0]))
    turn = np.array([(np.cos(roll), np.sin(roll)), (-np.sin(roll), np.cos(roll))])
    eyes, mouth = (left_eye + right_eye) / 2, (left_mouth + right_mouth) / 2
    nose_seen, mouth_seen = turn @ (nose - eyes), turn @ (mouth - eyes)
    wide, high = max(1.0, float(np.hypot(*across))), max(1.0, float(mouth_seen[1]))
    # Where the line from between the eyes to the mouth passes beside the nose.
    aside = float(nose_seen[0] - mouth_seen[0] * _NOSE_DOWN) / wide
    down = (_NOSE_DOWN - float(nose_seen[1]) / high) * high / wide
    yaw, pitch = np.arctan(aside / _NOSE_DEPTH), np.arctan(down / _NOSE_DEPTH)
    return float(np.degrees(yaw)), float(np.degrees(pitch)), float(np.degrees(roll))


def sharpness(grey: Light) -> float:
    """From 0 to 1: how quickly light changes along the less sharp direction, against the face's own contrast."""
    soft = cv2.GaussianBlur(grey, (0, 0), 0.8)
    contrast = float(cv2.GaussianBlur(grey, (0, 0), 4)[20:108, 16:96].std()) + 8
    bend = [float(cv2.Sobel(soft, cv2.CV_64F, x, y, ksize=3)[24:104, 16:96].std()) for x, y in ((2, 0), (0, 2))]
    return min(1.0, min(bend) / contrast / _SHARP)


_SHARP: Final = 0.6  # the bend of a portrait from a studio, shrunk to the aligned size


def covered(flat: Pixels, grey: Light, contrast: float) -> float:
    """From 0 to 1 (0.5: told as a problem): whether an eye or the mouth lies under something.

    Eyes and mouths have contrast; a mask, a bar, a hand or dark glasses take it, or have a colour that is not the
    rest of the skin's. Cover that itself looks like eyes or a mouth is not noticed.
    """
    eyes = min(_contrast(grey, x, y, 10, 5) for x, y in _EYES) / contrast
    mouth = _contrast(grey, 56, 92, 14, 5) / contrast
    tint = np.asarray(cv2.cvtColor(flat, cv2.COLOR_BGR2LAB), np.float64)[..., 1:]
    cheeks = np.concatenate([_patch(tint, x, y, 6, 5).reshape(-1, 2) for x, y in ((30, 72), (82, 72), (56, 60))])
    skin = np.median(cheeks, 0)
    brow, lips = (np.median(_patch(tint, 56, y, 14, 4).reshape(-1, 2), 0) - skin for y in (36, 92))
    signs = (1 - eyes / 0.30, 1 - mouth / 0.18, float(np.hypot(*brow)) / 48, float(np.hypot(*lips)) / 76)
    return float(np.clip(max(signs), 0, 1))


def _patch(part: Light, x: int, y: int, wide: int, high: int) -> Light:
    return part[y - high : y + high + 1, x - wide : x + wide + 1]


def _contrast(grey: Light, x: int, y: int, wide: int, high: int) -> float:
    soft = cv2.GaussianBlur(_patch(grey, x, y, wide, high), (0, 0), 0.8)
    low, high_light = np.percentile(soft, (5, 95))
    return float(high_light - low)


def _cut_off(picture: Pixels, found: Found) -> bool:
    """Whether the picture's edge runs through the face."""
    rim = moved(_RIM, inverse(similarity_to(found.points, PLACES)))
    height, width = picture.shape[:2]
    out = np.maximum(-rim, rim - (width, height)).max()
    return float(out) > _OUT * found.width


def _quality(found: Found, sharp: float, cover: float, away: float, problems: int) -> float:
    """From 0 to 1, to choose among frames: each problem counts more than all the rest together."""
    size = min(1.0, found.width / 112)
    good = found.confidence * size * (0.5 + 0.5 * sharp) * (1 - 0.5 * cover) * max(0.0, 1 - away / 90)
    return round(float(good) * 0.4**problems, 4)
