"""A picture as the vendor takes it (照片规格): JPEG of 480x640 to 1080x1920 pixels, well under one megabyte.

Source: help.aliyun.com image-id-verification and livenessfaceverify; base64 makes of 700 kB one megabyte.
"""

import cv2

from backend.gateways.faces.shots import Pixels

_SHORT, _SHORTEST, _LONG = 1080, 480, 1920
_LARGEST_BYTES = 700_000


def fitted(pixels: Pixels) -> bytes:
    """JPEG within the vendor's sizes; a small portrait is enlarged, which adds nothing but is taken."""
    height, width = pixels.shape[:2]
    shrink = min(1.0, _LONG / max(height, width), _SHORT / min(height, width))
    scale = max(shrink, _SHORTEST / min(height, width)) if shrink == 1.0 else shrink
    if scale != 1.0:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        pixels = cv2.resize(pixels, size, interpolation=method)  # type: ignore[assignment]
    for quality in (92, 85, 75, 60):
        _, coded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if coded.size <= _LARGEST_BYTES:
            break
    return coded.tobytes()


def upright(pixels: Pixels) -> Pixels:
    """Higher than wide, as the liveness answer wants it: what a computer's camera has at both sides is left out."""
    height, width = pixels.shape[:2]
    if height > width:
        return pixels
    keep = height * 3 // 4
    left = (width - keep) // 2
    return pixels[:, left : left + keep]
