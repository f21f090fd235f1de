"""Regular patterns that run through a whole picture (周期纹理).

A display's pixels, a printer's dots and their beats with the camera's pixels are lattices: narrow peaks in the spectrum
at nearly the same place wherever one looks. What people photograph is not: edges and writing make streaks through the
origin, cloth ends at the card, guilloches bend. So spectra are taken in regions of the picture, a peak must stand alone
in its neighbourhood, and it must be found again in other regions: waves.py follows it, steady.py averages.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]

REGIONS: Final = 5  # a side
RIM: Final = 9  # points around a peak that are looked at


@dataclass(frozen=True, slots=True)
class Spectrum:
    """One region's mean power (half plane, ``side`` rows), and in dB how far each point stands above its surroundings.

    ``level`` (dB) and ``height`` hold x from -1/2 to 0 and y from -1/2 to 1/2 cycles a pixel, in rows and columns
    ``1/side`` apart, with :data:`RIM` more on each side: the plane is a torus, a wave of two pixels on its edge.
    """

    power: Plane
    level: Plane
    height: Plane
    tiles: int

    @property
    def side(self) -> int:
        """Pixels a side of the tiles it was taken from."""
        return int(self.power.shape[0])


@dataclass(frozen=True, slots=True)
class Peak:
    """One wave: cycles a pixel to the right and downwards, how far it stands above its surroundings in dB.

    ``alone`` is how far above the highest other point near by, ``level`` its amplitude in shares of local brightness.
    """

    x: float
    y: float
    height: float
    alone: float
    level: float

    @property
    def frequency(self) -> float:
        """Cycles a pixel."""
        return float(np.hypot(self.x, self.y))


def flatten(tile: NDArray[np.uint8]) -> tuple[Plane, Plane]:
    """Luma and red-less-blue of a BGR tile without their slow parts, in shares of the local brightness.

    A display's grid multiplies, so it becomes even. Hard edges and writing are cut down to size: they are broadband
    and would hide a faint grid.
    """
    bgr = tile.astype(np.float32)
    luma = bgr @ np.array((0.114, 0.587, 0.299), np.float32)
    under = cv2.blur(luma, (15, 15)) + 24
    colour = bgr[..., 2] - bgr[..., 0]
    return _limited((luma - cv2.blur(luma, (15, 15))) / under), _limited((colour - cv2.blur(colour, (25, 25))) / under)


def _limited(waves: NDArray[np.floating]) -> Plane:
    """Waves cut at four times what half of the pixels keep within: writing sticks out, a grid does not."""
    limit = min(0.35, max(0.02, 4 * float(np.median(np.abs(waves[::3, ::3])))))
    return np.asarray(np.clip(waves, -limit, limit), np.float32)


def tiles_of(width: int, height: int) -> tuple[int, list[list[tuple[int, int]]]]:
    """Side of the tiles in pixels, and for each region (row by row) the upper left corners of its tiles."""
    side = 256 if min(width, height) >= 1100 else 128
    across, down = _places(width, side), _places(height, side)
    corners = [[(x, y) for y in ys for x in xs] for ys in down for xs in across]
    # Of four large tiles two in opposite corners tell nearly as much as all.
    return side, [[four[0], four[3]] if side == 256 and len(four) == 4 else four for four in corners]


def _places(length: int, side: int) -> list[list[int]]:
    """For each region along ``length``, where its tiles begin: at most two, overlapping by half at most."""
    part = length / REGIONS
    every = []
    for number in range(REGIONS):
        begin, room = number * part, max(part - side, 0.0)
        count = int(min(2, 1 + room // (side / 2)))
        middle = begin + (part - side) / 2
        starts = [middle] if count == 1 else [begin + room * step / (count - 1) for step in range(count)]
        every.append([int(min(max(start, 0), length - side)) for start in starts])
    return every


def mean_power(tiles: list[Plane]) -> Plane:
    """Mean power spectrum (half plane, ``side`` rows by ``side/2 + 1`` columns); a wave of amplitude 1 gives 1."""
    side = tiles[0].shape[0]
    window = _window(side)
    total = np.zeros((side, side // 2 + 1), np.float32)
    for tile in tiles:
        total += np.square(np.abs(np.fft.rfft2((tile - tile.mean()) * window)))
    return np.asarray(total / len(tiles), np.float32)


@cache
def _window(side: int) -> Plane:
    window = np.outer(np.hanning(side), np.hanning(side))
    return np.asarray(window / (window.sum() / 2), np.float32)


def spectrum_of(tiles: list[Plane]) -> Spectrum:
    """The mean spectrum of tiles of one region."""
    power = mean_power(tiles)
    side = power.shape[0]
    # Towards the left a real picture's spectrum has the same waves again, called by their opposite direction.
    mirrored = np.roll(power[::-1], 1, 0)[:, ::-1]
    half = np.concatenate([power[:, side // 2 - RIM : -1], mirrored, power[:, 1 : RIM + 1]], 1)
    whole = np.pad(np.fft.fftshift(half, 0), ((RIM, RIM), (0, 0)), mode="wrap")
    level = (10 * np.log10(whole + 1e-12)).astype(np.float32)
    fine = np.clip((level + 110) * 2.2, 0, 255).astype(np.uint8)
    height = level - (cv2.medianBlur(fine, 19).astype(np.float32) / 2.2 - 110)
    return Spectrum(power, level, height, len(tiles))


def spectra_of(bgr: NDArray[np.uint8], lit: list[bool]) -> tuple[list[Spectrum | None], list[Spectrum | None]]:
    """Spectra of luma and of colour for each region; ``None`` where it is not ``lit``."""
    side, regions = tiles_of(bgr.shape[1], bgr.shape[0])
    spectra: tuple[list[Spectrum | None], list[Spectrum | None]] = ([], [])
    for corners, bright in zip(regions, lit, strict=True):
        tiles = [flatten(bgr[y : y + side, x : x + side]) for x, y in corners] if bright else []
        for plane in (0, 1):
            spectra[plane].append(spectrum_of([tile[plane] for tile in tiles]) if tiles else None)
    return spectra


def frequencies(side: int) -> tuple[Plane, Plane, NDArray[np.bool_]]:
    """Cycles a pixel to the right and downwards for the points of a :class:`Spectrum`, and which are no margin."""
    y, x = np.mgrid[-RIM : side + RIM, -RIM : side // 2 + 1 + RIM].astype(np.float32)
    fx, fy = x / side - 0.5, y / side - 0.5
    return fx, fy, (fx >= -0.5) & (fx <= 0) & (fy >= -0.5) & (fy < 0.5)


def peaks_of(spectrum: Spectrum, low: float) -> list[Peak]:
    """Lonely peaks above the frequency ``low``, loneliest first."""
    level, height = spectrum.level, spectrum.height
    fx, fy, own = frequencies(spectrum.side)
    wanted = own & (np.hypot(fx, fy) > low) & (height > 5 + 7 / np.sqrt(spectrum.tiles))
    wanted &= level >= cv2.dilate(level, np.ones((5, 5), np.uint8))
    smooth = cv2.GaussianBlur(level, (0, 0), 0.7)
    ring = np.argwhere(ring_of(spectrum.side)) - RIM
    at = np.argwhere(wanted)
    around = smooth[at[:, :1] + ring[:, 0], at[:, 1:] + ring[:, 1]].max(1, initial=-200.0)
    found = [
        Peak(
            -float(fx[r, c]),
            -float(fy[r, c]),
            float(height[r, c]),
            float(smooth[r, c] - near),
            10 ** (float(level[r, c]) / 20),
        )
        for (r, c), near in zip(at, around, strict=True)
        if smooth[r, c] - near > 1.0
    ]
    return sorted(found, key=lambda peak: -peak.alone)[:16]


def ring_of(side: int) -> NDArray[np.uint8]:
    """1 on a ring of neighbours, wide enough that a peak smeared by perspective does not reach it."""
    inner, outer = (5, 8) if side >= 256 else (4, 6)
    y, x = np.mgrid[-RIM : RIM + 1, -RIM : RIM + 1]
    return ((np.hypot(x, y) >= inner) & (np.hypot(x, y) <= outer)).astype(np.uint8)


def lit_regions(small: NDArray[np.uint8]) -> list[bool]:
    """Which regions of a picture (BGR, made small) are bright enough to show a grid, and not burnt out."""
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    mean = cv2.resize(grey, (REGIONS, REGIONS), interpolation=cv2.INTER_AREA).ravel()
    enough = max(24.0, 0.4 * float(np.quantile(mean, 0.9)))
    return [bool(enough <= one <= 249) for one in mean]
