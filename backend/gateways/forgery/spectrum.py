"""Regular patterns that run through a whole picture (周期纹理).

A display's pixels, a printer's dots and their beats with the camera's pixels are lattices: narrow peaks in the spectrum
at nearly the same place wherever one looks. What people photograph is not: edges and writing make streaks through the
origin, cloth ends at the card, guilloches bend. So spectra are averaged over regions of the picture, a peak must stand
alone in its neighbourhood, and it must be found again in other regions, the middle among them.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]

REGIONS: Final = 5  # a side
_HIGH: Final = 0.475  # cycles a pixel; above it the two ends of the spectrum fold into each other
_LIKE: Final = 0.10  # share by which perspective may move a peak from one region to its neighbour


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
    grey_waves = np.clip((luma - cv2.blur(luma, (15, 15))) / under, -0.35, 0.35)
    colour_waves = np.clip((colour - cv2.blur(colour, (25, 25))) / under, -0.35, 0.35)
    return np.asarray(grey_waves, np.float32), np.asarray(colour_waves, np.float32)


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
    window = np.outer(np.hanning(side), np.hanning(side)).astype(np.float32)
    window /= window.sum() / 2
    total = np.zeros((side, side // 2 + 1), np.float32)
    for tile in tiles:
        total += np.square(np.abs(np.fft.rfft2((tile - tile.mean()) * window)))
    return np.asarray(total / len(tiles), np.float32)


def peaks_of(power: Plane, low: float, count: int) -> list[Peak]:
    """Lonely peaks between ``low`` and the highest frequency, loneliest first; ``count`` spectra were averaged."""
    side = power.shape[0]
    half = np.roll(power, side // 2, 0)[1:]
    whole = np.concatenate([half[::-1, :0:-1], half], 1)
    level = (10 * np.log10(whole + 1e-12)).astype(np.float32)
    fine = np.clip((level + 110) * 2.2, 0, 255).astype(np.uint8)
    height = level - (cv2.medianBlur(fine, 19).astype(np.float32) / 2.2 - 110)
    middle = side // 2 - 1, side // 2
    y, x = np.mgrid[0 : whole.shape[0], 0 : whole.shape[1]].astype(np.float32)
    fx, fy = (x - middle[1]) / side, (y - middle[0]) / side
    wanted = (np.hypot(fx, fy) > low) & (np.abs(fx) < _HIGH) & (np.abs(fy) < _HIGH) & (fx >= 0)
    wanted &= (level >= cv2.dilate(level, np.ones((5, 5), np.uint8))) & (height > 5 + 7 / np.sqrt(count))
    smooth = cv2.GaussianBlur(level, (0, 0), 0.7)
    rim, reach = _rim(side)
    padded = np.pad(smooth, reach, mode="edge")
    at = np.argwhere(wanted)
    around = padded[at[:, :1] + reach + rim[:, 0], at[:, 1:] + reach + rim[:, 1]].max(1, initial=-200.0)
    found = [
        Peak(
            float(fx[r, c]), float(fy[r, c]), float(height[r, c]), float(smooth[r, c] - near), float(whole[r, c] ** 0.5)
        )
        for (r, c), near in zip(at, around, strict=True)
        if smooth[r, c] - near > 1.0
    ]
    return sorted(found, key=lambda peak: -peak.alone)[:16]


def _rim(side: int) -> tuple[NDArray[np.intp], int]:
    """Offsets of a ring of neighbours, wide enough that a peak smeared by perspective does not reach it."""
    inner, outer = (5, 8) if side >= 256 else (4, 6)
    y, x = np.mgrid[-outer : outer + 1, -outer : outer + 1]
    ring = (np.hypot(x, y) >= inner) & (np.hypot(x, y) <= outer)
    return np.argwhere(ring) - outer, outer


def alike(one: Peak, other: Peak, side: int) -> bool:
    """Whether two peaks of different regions are one wave seen in perspective (its mirror image is the same wave)."""
    reach = _LIKE * one.frequency + 1.6 / side
    direct = np.hypot(one.x - other.x, one.y - other.y)
    mirrored = np.hypot(one.x + other.x, one.y + other.y)
    return bool(min(direct, mirrored) < reach)


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave followed from region to region: the median of its peaks, and how much of the picture it covers.

    ``cover``, ``middle`` and ``core`` are shares of the lit regions of the whole picture, of its middle nine and of the
    five in its very centre, where the card is and a tablecloth is not.
    """

    peak: Peak
    cover: float
    middle: float
    core: float
    places: tuple[int, ...]


def waves_of(bgr: NDArray[np.uint8], lit: list[bool], lows: tuple[float, float]) -> tuple[list[Wave], list[Wave]]:
    """Waves of luma and of colour above the frequencies ``lows`` (cycles a pixel), those that cover most first."""
    height, width = bgr.shape[:2]
    side, regions = tiles_of(width, height)
    found: tuple[list[list[Peak]], list[list[Peak]]] = ([], [])
    for corners, bright in zip(regions, lit, strict=True):
        tiles = [flatten(bgr[y : y + side, x : x + side]) for x, y in corners] if bright else []
        for plane in (0, 1):
            power = mean_power([tile[plane] for tile in tiles]) if tiles else None
            found[plane].append([] if power is None else peaks_of(power, lows[plane], len(tiles)))
    return _waves(found[0], lit, side), _waves(found[1], lit, side)


def _waves(found: list[list[Peak]], lit: list[bool], side: int) -> list[Wave]:
    waves: list[Wave] = []
    used: set[tuple[int, int]] = set()
    seeds = [(at, rank) for at, peaks in enumerate(found) for rank in range(len(peaks))]
    for at, rank in sorted(seeds, key=lambda seed: -found[seed[0]][seed[1]].alone):
        if (at, rank) not in used:
            waves.append(_follow(at, rank, found, lit, side, used))
    return sorted(waves, key=lambda wave: -wave.middle * wave.cover * min(wave.peak.alone, 12))


def _follow(
    at: int, rank: int, found: list[list[Peak]], lit: list[bool], side: int, used: set[tuple[int, int]]
) -> Wave:
    """The wave of one peak: its likest peak in each neighbouring region, and so on."""
    members = {at: found[at][rank]}
    used.add((at, rank))
    front = [at]
    while front:
        here = front.pop()
        for there in _neighbours(here):
            if there in members:
                continue
            same = [n for n, peak in enumerate(found[there]) if alike(members[here], peak, side)]
            if same:
                best = max(same, key=lambda n: found[there][n].alone)
                members[there] = found[there][best]
                used.add((there, best))
                front.append(there)
    return _summed(members, lit)


def _neighbours(at: int) -> list[int]:
    row, column = divmod(at, REGIONS)
    around = [(row + dy, column + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if dx or dy]
    return [y * REGIONS + x for y, x in around if 0 <= y < REGIONS and 0 <= x < REGIONS]


_MIDDLE: Final = frozenset(y * REGIONS + x for y in range(1, 4) for x in range(1, 4))
_CORE: Final = frozenset((7, 11, 12, 13, 17))
_MEASURES: Final = ("height", "alone", "level")


def _summed(members: dict[int, Peak], lit: list[bool]) -> Wave:
    peaks = list(members.values())

    def share(of: frozenset[int]) -> float:
        bright = [at for at, is_lit in enumerate(lit) if is_lit and at in of]
        return len([at for at in bright if at in members]) / max(1, len(bright))

    typical = sorted(peaks, key=lambda peak: peak.alone)[len(peaks) // 2]
    return Wave(
        Peak(typical.x, typical.y, *(float(np.median([getattr(p, n) for p in peaks])) for n in _MEASURES)),
        cover=len(peaks) / max(1, sum(lit)),
        middle=share(_MIDDLE),
        core=share(_CORE),
        places=tuple(sorted(members)),
    )


def lit_regions(grey: NDArray[np.uint8]) -> list[bool]:
    """Which regions are bright enough to show a grid, and not burnt out."""
    mean = cv2.resize(grey, (REGIONS, REGIONS), interpolation=cv2.INTER_AREA).ravel()
    enough = max(24.0, 0.4 * float(np.quantile(mean, 0.9)))
    return [bool(enough <= one <= 249) for one in mean]
