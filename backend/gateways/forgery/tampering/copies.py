"""Pieces moved within the picture (画面内复制): two places with the same noise, which no camera makes twice.

The picture is laid over itself at every shift at once (autocorrelation by Fourier transform) with only the calm parts'
noise left in, so that letters and patterns that are alike by nature do not count.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.uint8]
Plane = NDArray[np.float32]

_MOST_PIXELS: Final = 4_200_000  # larger pictures are halved first: their noise is fine enough to survive
_TOO_NEAR: Final = 12  # pixels: lenses and compression make neighbours alike
_WINDOW: Final = 25
_ALIKE: Final = 0.3  # correlation of noise within a window; between strangers it stays under 0.2


@dataclass(frozen=True, slots=True)
class Twin:
    """Two equal places, in shares of the picture (left, top, right, bottom), and what they are of it.

    ``area`` is theirs; ``alone``, their part of all that is alike at this shift: a weave is alike everywhere.
    """

    one: tuple[float, float, float, float]
    other: tuple[float, float, float, float]
    area: float
    alone: float


def twins(grey: Grid) -> Twin | None:
    """The largest piece that stands in two places."""
    shrink = 1
    while grey.size / shrink**2 > _MOST_PIXELS:
        shrink *= 2
    if shrink > 1:
        size = (grey.shape[1] // shrink, grey.shape[0] // shrink)
        grey = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    noise = _noise(grey)
    found = [_at_shift(noise, x, y) for x, y in _shifts(noise)]
    return max((one for one in found if one), key=lambda one: one.area * one.alone, default=None)


def _noise(grey: Grid) -> Plane:
    """What the sensor added, in units of its surroundings' noise; 0 where anything is drawn."""
    fine = grey.astype(np.float32)
    fine -= cv2.GaussianBlur(fine, (0, 0), 1.0)
    rough = cv2.blur(np.minimum(np.abs(fine), 20), (7, 7))
    usual = float(np.median(rough[::4, ::4]))
    calm = cv2.dilate(rough, np.ones((5, 5), np.uint8)) < 2.2 * usual + 0.15
    noise = np.where(calm, np.clip(fine / (rough + 0.3), -2.5, 2.5), 0).astype(np.float32)
    # Compression leaves the same trace in every block of eight; without it no shift of 8 pixels is special.
    for y in range(8):
        for x in range(8):
            part = noise[y::8, x::8]
            inside = part != 0
            part -= np.float32(part.sum() / max(1, int(inside.sum()))) * inside
    return noise


def _shifts(noise: Plane) -> list[tuple[int, int]]:
    """The two shifts (x any, y not upwards) at which the noise agrees best with itself."""
    tall, wide = (cv2.getOptimalDFTSize(side) for side in noise.shape)
    room = np.zeros((tall, wide), np.float32)
    room[: noise.shape[0], : noise.shape[1]] = noise
    waves = cv2.dft(room, flags=cv2.DFT_COMPLEX_OUTPUT)
    power = waves[..., 0] ** 2 + waves[..., 1] ** 2
    near = cv2.blur(power, (15, 15))
    # Waves stronger than their neighbours are patterns; they may not speak louder than the rest.
    level = np.minimum(power / (near + near.mean() * np.float32(0.02)), 6)
    both = np.dstack([level, np.zeros_like(level)])
    match = np.asarray(cv2.idft(both, flags=cv2.DFT_REAL_OUTPUT | cv2.DFT_SCALE))[: tall // 2 + 1].copy()
    match[:_TOO_NEAR, :_TOO_NEAR] = match[:_TOO_NEAR, -_TOO_NEAR:] = 0
    match[0, wide // 2 :] = 0
    shifts = []
    for _ in range(2):
        x, y = cv2.minMaxLoc(match)[3]
        shifts.append(_unwrapped(noise, x, y, wide, tall))
        match[max(0, y - 3) : y + 4, max(0, x - 3) : x + 4] = 0
    return shifts


def _unwrapped(noise: Plane, x: int, y: int, wide: int, tall: int) -> tuple[int, int]:
    """The transform sees the picture as a torus: which of the four shifts that are one on it is meant."""
    height, width = noise.shape
    best, most = (x if x < wide // 2 else x - wide, y), -np.inf
    for right, down in ((x, y), (x - wide, y), (-x, tall - y), (wide - x, tall - y)):
        if abs(right) < width - _WINDOW and 0 <= down < height - _WINDOW:
            left, end = max(0, right), min(width, width + right)
            here, there = noise[down::2, left:end], noise[: height - down : 2, left - right : end - right]
            score = float(np.vdot(here, there))
            if score > most:
                best, most = (right, down), score
    return best


def _at_shift(noise: Plane, x: int, y: int) -> Twin | None:
    """The largest place whose noise stands again ``x``, ``y`` pixels up and left of it."""
    height, width = noise.shape
    left, right = max(0, x), min(width, width + x)
    here, there = noise[y:, left:right], noise[: height - y, left - x : right - x]
    if min(here.shape) <= _WINDOW:
        return None
    both = (here != 0) & (there != 0)
    here, there = here * both, there * both
    size = (_WINDOW, _WINDOW)
    joint = np.maximum(cv2.blur(here * here, size) * cv2.blur(there * there, size), 1e-6)
    alike = np.where(cv2.blur(both.astype(np.float32), size) > 0.3, cv2.blur(here * there, size) / np.sqrt(joint), 0)
    _, _, stats, _ = cv2.connectedComponentsWithStats((alike > _ALIKE).astype(np.uint8))
    if len(stats) < 2:
        return None
    best = stats[1 + int(stats[1:, 4].argmax())]
    a, b, w, h = (int(one) for one in best[:4])
    if abs(x) < 0.8 * w and abs(y) < 0.8 * h:
        return None  # a pattern goes on into its copy, a moved piece lies beside where it was
    one = ((left + a) / width, (y + b) / height, (left + a + w) / width, (y + b + h) / height)
    other = (one[0] - x / width, one[1] - y / height, one[2] - x / width, one[3] - y / height)
    return Twin(one, other, int(best[4]) / noise.size, int(best[4]) / max(1, int(stats[1:, 4].sum())))
