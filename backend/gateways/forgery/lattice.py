"""翻拍屏幕 and 网点: waves that run through the whole picture, and whether pixels or a printer's dots made them.

A display's red, green and blue stripes lie beside each other, so its grid is coloured, and stronger along one axis. A
printer lays dots on square screens, both axes alike, one screen an ink and each at its own angle.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from backend.gateways.forgery.inspection import Box, Reason
from backend.gateways.forgery.picture import Picture
from backend.gateways.forgery.spectrum import REGIONS, Peak, lit_regions, spectra_of
from backend.gateways.forgery.steady import steady_waves
from backend.gateways.forgery.waves import Wave, waves_of

_LOWS: Final = (0.06, 0.03)  # cycles a pixel: below lie writing (luma) and the picture's own colours
_JPEG: Final = 1 / 8
_OWN: Final = 0.013  # cycles a pixel
_WRITING: Final = 0.1  # cycles a pixel; below, rows of writing stand in most regions, too
_JPEG_LEVEL: Final = 0.02  # amplitude that no compression's block edges reach


@dataclass(frozen=True, slots=True)
class Waves:
    """What regular patterns were found in one plane: followed from region to region, and standing in all of them."""

    followed: list[Wave]
    steady: list[Peak]


def lattice_signs(picture: Picture) -> tuple[Reason, ...]:
    """Signs of a display's pixels and of a printer's dots."""
    lit = lit_regions(picture.small)
    luma, colour = (
        Waves(waves_of(spectra, low), steady_waves(spectra, low))
        for spectra, low in zip(spectra_of(picture.bgr, lit), _LOWS, strict=True)
    )
    return judge(luma, colour)


def judge(luma: Waves, colour: Waves) -> tuple[Reason, ...]:
    """What the waves say."""
    grey, tinted = _strength(luma, 8), _strength(colour, 16)
    strength = 1 - (1 - grey) * (1 - 0.9 * tinted)
    inks = _inks(luma.followed)
    if strength < 0.02:
        return (Reason("print", "halftone", round(85 * inks), _boxes(luma.followed)),) if inks else ()
    boxes = _boxes((luma if grey >= tinted else colour).followed)
    dots = _dots(luma.followed) * (1 - _stripes(luma.followed, colour.followed))
    # One pair of equal waves may be either: then it is called a display, and a print is not ruled out.
    screen, printed = strength * (1 - 0.45 * max(0.0, 2 * dots - 1)), max(0.85 * inks, strength * (0.45 + 0.55 * dots))
    code = "pixel_grid" if grey >= tinted else "moire"
    signs = [Reason("screen", code, round(98 * screen), boxes), Reason("print", "halftone", round(98 * printed), boxes)]
    if tinted > 0.5 and dots < 0.5:
        signs.append(Reason("screen", "colour_fringes", round(60 * tinted), boxes))
    return tuple(sign for sign in signs if sign.score > 0)


def _strength(waves: Waves, blocks: int) -> float:
    """0 to 1: how surely the waves are a lattice laid over the whole picture; the two best of each count."""
    left = 1.0
    for sure in ([_one(wave) for wave in waves.followed], [_steady(peak, blocks) for peak in waves.steady]):
        for one in sorted(sure, reverse=True)[:2]:
            left *= 1 - one
    return 1 - left


def _steady(peak: Peak, blocks: int) -> float:
    """How surely a wave that stands in most regions is laid over them; ``blocks`` is what compression repeats in."""
    x, y = abs(peak.x), abs(peak.y)
    if max(abs(part * blocks - round(part * blocks)) for part in (x, y)) < 0.1 * blocks / 8:
        return 0.0
    if peak.frequency < _WRITING:
        return 0.0
    # Compression before a change of size, and the camera's colour filter, leave waves along the axes and halfway.
    ours = min(x, y, 0.5 - x, 0.5 - y, abs(x - y)) < _OWN
    return _ramp(peak.alone, *((6.5, 10) if ours else (4.6, 6.5) if blocks == 8 else (5.5, 8.5)))


def _one(wave: Wave) -> float:
    peak = wave.peak
    least = _JPEG_LEVEL if _of_blocks(peak) else 0.0008
    loud = _ramp(peak.level, least, 2.5 * least)
    if peak.frequency < _WRITING:  # in few lit regions there may be nothing but one certificate's ground and lines
        loud *= _ramp(len(wave.places), 8, 15)
    sure = _ramp(wave.core, 0.5, 0.8) * _ramp(wave.middle, 0.6, 0.85) * _ramp(wave.cover, 0.45, 0.7)
    faint = 0.3 * _ramp(wave.middle, 0.4, 0.9) * _ramp(wave.cover, 0.3, 0.8) * _ramp(peak.alone, 1.5, 6)
    return loud * max(sure * _ramp(peak.alone, 3.2, 7.5), faint)


def _of_blocks(peak: Peak) -> bool:
    """Whether the wave fits JPEG's 8×8 blocks, whose edges repeat in every compressed picture."""
    off = [abs(part / _JPEG - round(part / _JPEG)) for part in (peak.x, peak.y)]
    return max(off) < 0.08


def _dots(luma: list[Wave]) -> float:
    """0 to 1: two waves at right angles, of one frequency and loudness, and such pairs at several angles."""
    waves = [wave.peak for wave in luma if _one(wave) > 0.3 and wave.peak.alone > 4][:14]
    angles: list[float] = []
    for number, one in enumerate(waves):
        for other in waves[number + 1 :]:
            if _square(one, other):
                angle = np.degrees(np.arctan2(one.y, one.x)) % 90
                if all(min(abs(angle - a), 90 - abs(angle - a)) > 7 for a in angles):
                    angles.append(float(angle))
    return {0: 0.0, 1: 0.55}.get(len(angles), 1.0)


def _inks(luma: list[Wave]) -> float:
    """0 to 1: the loudest waves are two square screens, as fine as each other and turned, as only inks are printed.

    White paper has no dots, so unlike a display's grid they need not reach the picture's middle.
    """
    clear = [wave for wave in luma if wave.cover > 0.5 and wave.peak.alone > 8 and wave.peak.frequency > _WRITING]
    # A cloth's lattice has finer ones in it, turned and equal to each other, but those are fainter.
    least = 0.4 * max((wave.peak.level for wave in clear), default=0.0)
    clear = [wave for wave in clear if wave.peak.level >= least][:14]
    screens = [
        (float(np.degrees(np.arctan2(one.peak.y, one.peak.x)) % 90), one.peak.frequency, min(one.cover, other.cover))
        for number, one in enumerate(clear)
        for other in clear[number + 1 :]
        if _square(one.peak, other.peak)
    ]
    best = 0.0
    for number, (angle, fine, cover) in enumerate(screens):
        for other_angle, other_fine, other_cover in screens[number + 1 :]:
            turned = min(abs(angle - other_angle), 90 - abs(angle - other_angle))
            if turned > 12 and abs(fine / other_fine - 1) < 0.08:
                best = max(best, _ramp(min(cover, other_cover), 0.5, 0.62))
    return best


def _square(one: Peak, other: Peak) -> bool:
    across = abs(one.x * other.x + one.y * other.y) / (one.frequency * other.frequency)
    return (
        across < 0.12
        and abs(one.frequency / other.frequency - 1) < 0.08
        and 0.7 < one.level / max(other.level, 1e-6) < 1.43
    )


def _stripes(luma: list[Wave], colour: list[Wave]) -> float:
    """0 to 1: the strongest colour wave against the strongest grey one; only subpixels make colour that loud."""
    loud = max((wave.peak.level for wave in luma if _one(wave) > 0.3), default=0.0)
    tint = max((wave.peak.level for wave in colour if _one(wave) > 0.3), default=0.0)
    return _ramp(tint / loud, 0.8, 1.5) if loud else 1.0


def _boxes(waves: list[Wave]) -> tuple[Box, ...]:
    """The regions of the surest wave as boxes, side by side ones of a row joined."""
    boxes: list[Box] = []
    places = waves[0].places if waves else ()
    step = 1 / REGIONS
    for at in places:
        row, column = divmod(at, REGIONS)
        if boxes and abs(boxes[-1][1] - row * step) < 1e-9 and abs(boxes[-1][0] + boxes[-1][2] - column * step) < 1e-9:
            left, top, width, height = boxes.pop()
            boxes.append((left, top, round(width + step, 4), height))
        else:
            boxes.append((round(column * step, 4), round(row * step, 4), step, step))
    return tuple(boxes)


def band_signs(picture: Picture) -> tuple[Reason, ...]:
    """Refresh bands: brightness swings up and down along the picture, the same at its left, middle and right.

    Lamps on mains flicker, too, so this alone never makes a picture more than doubtful.
    """
    best = 0.0
    for turned in (picture.small, np.ascontiguousarray(np.rot90(picture.small))):
        grey = cv2.cvtColor(np.asarray(turned, np.uint8), cv2.COLOR_BGR2GRAY).astype(np.float32)
        strips = [np.log(np.median(part, 1) + 8) for part in np.array_split(grey, 3, 1)]
        flat = [strip - cv2.GaussianBlur(strip[None].T, (1, 0), 0, None, len(strip) / 8)[:, 0] for strip in strips]
        best = max(best, _agree(flat))
    score = round(45 * _ramp(best, 0.75, 0.95))
    return (Reason("screen", "refresh_bands", score),) if score else ()


def _agree(strips: list[np.ndarray]) -> float:
    """Smallest correlation between the three strips, 0 unless each swings like one wave."""
    if min(float(strip.std()) for strip in strips) < 1e-4:
        return 0.0
    spectra = [np.abs(np.fft.rfft(strip * np.hanning(len(strip)))) ** 2 for strip in strips]
    top = int(np.argmax(np.prod(spectra, 0)[3:20])) + 3
    pure = min(float(power[top - 1 : top + 2].sum() / (power[1:].sum() + 1e-9)) for power in spectra)
    alike = min(float(np.corrcoef(strips[a], strips[b])[0, 1]) for a, b in ((0, 1), (1, 2), (0, 2)))
    return alike * _ramp(pure, 0.3, 0.6)


def _ramp(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))
