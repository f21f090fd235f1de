"""Waves that stand at one place in the spectra of all regions (处处相同的波), however faint they are in each.

What is photographed differs from region to region, so of 25 spectra the middle value at each frequency is smooth. Only
what lies on the whole picture leaves a peak: the grid of a display that is seen straight, and its beats.
"""

from typing import Final

import cv2
import numpy as np

from backend.gateways.forgery.spectrum import Peak, Plane, Spectrum, frequencies, ring_of
from backend.gateways.forgery.waves import CORE, MIDDLE, Spectra

_FEWEST: Final = 12  # regions; of fewer the middle value is not smooth
_SHARE: Final = 0.4  # quantile: a wave may be hidden in two regions of five
_LEAST: Final = 8.0  # dB; noise reaches less
_LOWER: Final = 12.0  # dB by which writing in a region may hide a wave
_MOST: Final = 4  # waves


def steady_waves(spectra: Spectra, low: float) -> list[Peak]:
    """Waves above the frequency ``low`` (cycles a pixel) that most regions share; ``level`` is not known (0)."""
    seen = {at: spectrum for at, spectrum in enumerate(spectra) if spectrum is not None}
    middle = [spectrum for at, spectrum in seen.items() if at in MIDDLE]
    if len(seen) < _FEWEST or len(middle) < len(MIDDLE) // 2:
        return []
    side = middle[0].side
    ring = ring_of(side)
    height = _usual(list(seen.values()))
    # In the middle, too, where the card is and a tablecloth is not; of few spectra the middle value is rougher.
    alone = np.minimum(_alone(height, ring), _alone(_usual(middle), ring) + 1)
    if len(core := [spectrum for at, spectrum in seen.items() if at in CORE]) > 2:
        alone = np.minimum(alone, _alone(_usual(core), ring) + 2.5)
    fx, fy, own = frequencies(side)
    alone[~own | (np.hypot(fx, fy) < low)] = 0
    found = []
    for _ in range(_MOST):
        r, c = divmod(int(alone.argmax()), alone.shape[1])
        if alone[r, c] <= 1:
            break
        if _everywhere(seen, r, c):
            found.append(Peak(-float(fx[r, c]), -float(fy[r, c]), float(height[r, c]), float(alone[r, c]), 0.0))
        alone[max(0, r - 4) : r + 5, max(0, c - 4) : c + 5] = 0
    return found


def _everywhere(seen: dict[int, Spectrum], r: int, c: int) -> bool:
    """Whether the wave at that point is about as high in nearly all regions, and in the very centre."""
    heights = {at: float(one.height[r - 1 : r + 2, c - 1 : c + 2].max()) for at, one in seen.items()}
    enough = max(_LEAST, float(np.median(list(heights.values()))) - _LOWER)
    high = {at for at, height in heights.items() if height > enough}
    return all(len(high & of) >= 0.7 * len(heights.keys() & of) for of in (frozenset(heights), MIDDLE, CORE))


def _usual(spectra: list[Spectrum]) -> Plane:
    """Height that all but two fifths reach at each frequency, or right beside it."""
    near = np.stack([cv2.dilate(one.height, np.ones((3, 3), np.uint8)) for one in spectra])
    rank = int(_SHARE * (len(near) - 1))
    return np.asarray(np.partition(near, rank, 0)[rank], np.float32)


def _alone(height: Plane, ring: np.ndarray) -> Plane:
    smooth = cv2.GaussianBlur(height, (0, 0), 0.7)
    return np.asarray(smooth - cv2.dilate(smooth, ring), np.float32)
