"""照片指纹: a 64-bit perceptual hash, near-equal for one picture sent again smaller, re-encoded or lightly edited."""

import cv2
import numpy as np

from backend.gateways.forgery.picture import Pixels

#: Bits that may differ between two sendings of one picture; strangers differ in about 32.
NEAR = 6


def fingerprint_of(small: Pixels) -> int:
    """DCT hash: signs of the 64 lowest frequencies of a 32×32 luma copy against their median (the mean is left out)."""
    grey = cv2.resize(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (32, 32), interpolation=cv2.INTER_AREA)
    waves = cv2.dct(np.asarray(grey, np.float32))[:8, :8].ravel()
    bits = waves > np.median(waves[1:])
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def distance(one: int, other: int) -> int:
    """How many of the 64 bits differ."""
    return (one ^ other).bit_count()
