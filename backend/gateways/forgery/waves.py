"""One wave followed through the picture (逐区跟踪), from region to neighbouring region, as perspective moves it."""

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from backend.gateways.forgery.spectrum import REGIONS, Peak, Spectrum, peaks_of

Spectra = list[Spectrum | None]

_FEWEST: Final = 6  # regions that a surface is laid through
_LIKE: Final = 0.10  # share by which perspective may move a peak from one region to its neighbour


def alike(one: Peak, other: Peak, side: int) -> bool:
    """Whether two peaks of different regions are one wave seen in perspective."""
    reach = _LIKE * math.hypot(one.x, one.y) + 1.6 / side
    return min(math.hypot(*_away(one, other, 1)), math.hypot(*_away(one, other, -1))) < reach


def _away(one: Peak, other: Peak, sign: int) -> tuple[float, float]:
    """From ``one`` to ``other`` or, with ``sign`` -1, to its mirror image; a whole cycle apart is the same place."""
    return (sign * other.x - one.x + 0.5) % 1 - 0.5, (sign * other.y - one.y + 0.5) % 1 - 0.5


def _beside(one: Peak, other: Peak) -> Peak:
    """``other`` by that one of its names which is nearest to ``one``."""
    x, y = min((_away(one, other, sign) for sign in (1, -1)), key=lambda away: math.hypot(*away))
    return replace(other, x=one.x + x, y=one.y + y)


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


def waves_of(spectra: Spectra, low: float) -> list[Wave]:
    """Waves above the frequency ``low`` (cycles a pixel) in the spectra of all regions, those that cover most first."""
    found = [[] if spectrum is None else peaks_of(spectrum, low) for spectrum in spectra]
    side = next((spectrum.side for spectrum in spectra if spectrum is not None), 0)
    lit = frozenset(at for at, spectrum in enumerate(spectra) if spectrum is not None)
    waves: list[Wave] = []
    used: set[tuple[int, int]] = set()
    seeds = [(at, rank) for at, peaks in enumerate(found) for rank in range(len(peaks))]
    for at, rank in sorted(seeds, key=lambda seed: -found[seed[0]][seed[1]].alone):
        if (at, rank) not in used:
            members = _smooth(_follow(at, rank, found, side, used), side)
            if members:
                waves.append(_summed(members, lit))
    return sorted(waves, key=lambda wave: -wave.middle * wave.cover * min(wave.peak.alone, 12))


def _follow(at: int, rank: int, found: list[list[Peak]], side: int, used: set[tuple[int, int]]) -> dict[int, Peak]:
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
                members[there] = _beside(members[here], found[there][best])
                used.add((there, best))
                front.append(there)
    return members


def _smooth(members: dict[int, Peak], side: int) -> dict[int, Peak]:
    """Those that lie on one smooth surface as loud: a cloth's wave does not go on in a guilloche."""
    near = 1.6 / side + 0.02 * next(iter(members.values())).frequency
    for _ in range(4):
        if len(members) < _FEWEST:
            return {}
        row, column = np.array([divmod(at, REGIONS) for at in members], np.float64).T - REGIONS // 2
        terms = [np.ones_like(row), row, column]
        terms += [row**2, row * column, column**2] if len(members) > 2 * _FEWEST else []
        fit, at = np.stack(terms, 1), np.array([(peak.x, peak.y) for peak in members.values()])
        away = np.hypot(*(at - fit @ np.linalg.lstsq(fit, at)[0]).T)
        loud = np.array([peak.level for peak in members.values()])
        kept = (away < max(near, 1.5 * float(np.median(away)))) & (loud > np.median(loud) / 5)
        members = {place: peak for (place, peak), keep in zip(members.items(), kept, strict=True) if keep}
        if kept.all():
            break
    return members if away.max() < 2 * near else {}


def _neighbours(at: int) -> list[int]:
    row, column = divmod(at, REGIONS)
    around = [(row + dy, column + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if dx or dy]
    return [y * REGIONS + x for y, x in around if 0 <= y < REGIONS and 0 <= x < REGIONS]


MIDDLE: Final = frozenset(y * REGIONS + x for y in range(1, 4) for x in range(1, 4))
CORE: Final = frozenset((7, 11, 12, 13, 17))
_MEASURES: Final = ("height", "alone", "level")


def _summed(members: dict[int, Peak], lit: frozenset[int]) -> Wave:
    peaks = list(members.values())

    def share(of: frozenset[int]) -> float:
        return len(of & members.keys()) / max(1, len(of & lit))

    typical = sorted(peaks, key=lambda peak: peak.alone)[len(peaks) // 2]
    return Wave(
        Peak(typical.x, typical.y, *(float(np.median([getattr(p, n) for p in peaks])) for n in _MEASURES)),
        cover=share(lit),
        middle=share(MIDDLE),
        core=share(CORE),
        places=tuple(sorted(members)),
    )
