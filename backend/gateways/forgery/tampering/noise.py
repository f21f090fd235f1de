"""Parts without noise (噪点缺失), where parts as bright elsewhere have it."""

import cv2
import numpy as np

from backend.gateways.forgery.inspection import Reason
from backend.gateways.forgery.picture import Picture
from backend.gateways.forgery.tampering.place import box_of


def still_parts(picture: Picture) -> list[Reason]:
    """Parts without noise, where parts as bright elsewhere have it."""
    grey = picture.grey
    noise = cv2.absdiff(grey, cv2.medianBlur(grey, 3)).astype(np.float32)
    block = 8 if max(grey.shape) < 2000 else 16
    rows, columns = grey.shape[0] // block, grey.shape[1] // block
    size = (columns, rows)
    cut = np.s_[: rows * block, : columns * block]
    strength = cv2.resize(noise[cut], size, interpolation=cv2.INTER_AREA)
    bright = cv2.resize(grey[cut], size, interpolation=cv2.INTER_AREA).astype(np.float32)
    fair = (bright > 20) & (bright < 244)
    if fair.sum() < 200:
        return []
    expected = np.full(strength.shape, np.inf, np.float32)
    for low in range(20, 244, 14):
        here = fair & (bright >= low) & (bright < low + 14)
        around = fair & (bright >= low - 14) & (bright < low + 28)
        if around.sum() > 60:
            expected[here] = np.quantile(strength[around], 0.25)
    still = (fair & (expected > 0.55) & (expected < 50) & (strength < np.minimum(0.15 * expected, 0.25))).astype(
        np.uint8
    )
    # Only where nearly all is still: a quarter of any smooth part is below its usual noise by chance.
    dense = cv2.blur(still.astype(np.float32), (5, 3)) > 0.6
    closed = cv2.morphologyEx(dense.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 5), np.uint8))
    found = [
        box_of(stat, picture, block)
        for stat in cv2.connectedComponentsWithStats(closed)[2][1:]
        if stat[4] >= 24 and stat[4] > 0.5 * stat[2] * stat[3] and stat[4] < 0.3 * closed.size
    ]
    # Where compression took the noise here and there, it also took it here.
    common = (still * (1 - closed)).sum() > 0.01 * fair.sum()
    return [] if common or not found else [Reason("tampered", "noise_differs", 45, tuple(found[:8]))]
