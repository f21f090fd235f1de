"""截屏: no sensor made it. Large parts are exactly one colour, bars run along the edges, the size is a display's."""

from typing import Final

import cv2
import numpy as np

from backend.gateways.forgery.inspection import Reason
from backend.gateways.forgery.picture import Picture, Pixels

#: Display sizes (phones upright, computers lying) that no camera writes; 16:9 and 4:3 are left out: cameras have them.
_PHONES: Final = frozenset(
    {
        (640, 1136), (750, 1334), (828, 1792), (1080, 2160), (1080, 2220), (1080, 2248), (1080, 2280), (1080, 2310),
        (1080, 2316), (1080, 2340), (1080, 2376), (1080, 2388), (1080, 2392), (1080, 2400), (1080, 2408), (1080, 2412),
        (1080, 2460), (1116, 2480), (1125, 2436), (1170, 2532), (1176, 2400), (1179, 2556), (1200, 2640), (1200, 2664),
        (1200, 2670), (1206, 2622), (1216, 2688), (1220, 2712), (1224, 2700), (1228, 2700), (1240, 2772), (1242, 2208),
        (1242, 2688), (1256, 2760), (1260, 2720), (1260, 2800), (1264, 2780), (1280, 2800), (1284, 2778), (1290, 2796),
        (1312, 2848), (1320, 2868), (1344, 2772), (1440, 2960), (1440, 3040), (1440, 3088), (1440, 3120), (1440, 3168),
        (1440, 3200), (1440, 3216), (720, 1520), (720, 1560), (720, 1600), (720, 1612), (720, 1640), (720, 1650),
        (1440, 900), (1680, 1050), (1920, 1200), (2560, 1600), (2880, 1800),
    }
)  # fmt: skip
_SHOTS: Final = ("screenshot", "snipping", "snagit", "截屏", "截图")
_EDITORS: Final = ("photoshop", "gimp", "美图", "picsart")  # say that it was edited, not that it is false
_BLOCK: Final = 16  # pixels a side: two JPEG blocks, so that one quantised to its mean does not count as flat


def screenshot_signs(picture: Picture) -> tuple[Reason, ...]:
    """Signs of a picture that no camera took."""
    signs: list[Reason] = []
    flat, bars = _flat_share(picture), _bars(picture)
    if flat > 0.02:
        signs.append(Reason("screenshot", "flat_regions", min(97, round(20 + 700 * (flat - 0.02)))))
    if bars > 0.012:
        signs.append(Reason("screenshot", "plain_bars", min(95, round(45 + 1200 * (bars - 0.012)))))
    if not picture.camera and (sides(picture) in _PHONES or sides(picture)[::-1] in _PHONES):
        signs.append(Reason("screenshot", "device_size", 35))
    software = picture.software.lower()
    if any(word in software for word in _SHOTS + _EDITORS):
        strong = any(word in software for word in _SHOTS)
        signs.append(Reason("screenshot", "screen_software", 60 if strong else 25))
    return tuple(signs)


def sides(picture: Picture) -> tuple[int, int]:
    """Shorter and longer side in pixels."""
    return min(picture.width, picture.height), max(picture.width, picture.height)


def _flat_share(picture: Picture) -> float:
    """Share of blocks whose pixels, and whose right neighbour's, are all the same, black and white left out.

    A sensor never gives that, except where it is blinded (white) or blind (black), or where blur and strong compression
    took its noise; then every step of the light has another colour, while a program's ground has two or three.
    """
    begin = np.s_[
        _BLOCK // 2 : picture.height // _BLOCK * _BLOCK : _BLOCK,
        _BLOCK // 2 : picture.width // _BLOCK * _BLOCK : _BLOCK,
    ]
    block = np.ones((_BLOCK, _BLOCK), np.uint8)
    low, high = cv2.erode(picture.bgr, block)[begin], cv2.dilate(picture.bgr, block)[begin]
    plain = ((high - low) == 0).all(2) & (high.min(2) > 2) & (low.max(2) < 253)
    pairs = plain[:, 1:] & plain[:, :-1] & (low[:, 1:] == low[:, :-1]).all(2)
    colours = low[:, 1:][pairs].astype(np.int64) @ (1, 256, 65536)
    if not colours.size:
        return 0.0
    commonest = np.sort(np.unique(colours, return_counts=True)[1])[-3:].sum() / colours.size
    return float(pairs.mean()) * min(1.0, max(0.0, (float(commonest) - 0.85) / 0.12))


def _bars(picture: Picture) -> float:
    """Share of rows and columns, from an edge inwards, that are one colour from end to end."""
    rows, columns = picture.bgr, picture.bgr.transpose(1, 0, 2)
    return max(_run(rows) + _run(rows[::-1]), _run(columns) + _run(columns[::-1]))


def _run(lines: Pixels) -> float:
    """Share of the lines that are one colour, up to the first that is not."""
    plain = next((at for at, line in enumerate(lines) if (line != line[0]).any()), len(lines))
    return plain / len(lines)
