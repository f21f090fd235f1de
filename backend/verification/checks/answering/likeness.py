"""How alike two photographs are in their detail (照片相似度): pure, without their light and layout.

Two cards on one desk agree in everything large. What tells them apart is small: print, portrait, the grain of the desk.
"""

import io

import cv2
import numpy as np
from PIL import Image, ImageOps

SIDE = 320
BLUR = 3.0


def likeness(one: bytes, other: bytes) -> int:
    """0 to 99: the correlation of what is left of both pictures without everything coarse."""
    first, second = _detail(one), _detail(other)
    scale = float(np.linalg.norm(first) * np.linalg.norm(second))
    if scale == 0:
        return 0
    return max(0, min(99, round(100 * float((first * second).sum()) / scale)))


def _detail(data: bytes) -> "np.ndarray":
    with Image.open(io.BytesIO(data)) as opened:
        opened.draft("L", (SIDE * 2, SIDE * 2))
        grey = ImageOps.exif_transpose(opened).convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    plain = np.asarray(grey, dtype=np.float32)
    return plain - cv2.GaussianBlur(plain, (0, 0), BLUR)
