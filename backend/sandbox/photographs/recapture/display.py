"""A photograph shown on a display and photographed again (翻拍屏幕).

Display pixels are three stripes (R, G, B) between black lines; a camera pixel gathers the light of its own square, so
coarse displays show their grid, fine ones the beats of both grids (摩尔纹). All of it follows from geometry.
"""

from random import Random

import cv2
import numpy as np

from backend.sandbox.photographs.recapture.camera import Light, Picture, expose, linear


def on_screen(shown: Picture, random: Random, frame: tuple[int, int], pitch: float | None = None) -> Picture:
    """``shown`` on a display, filling a ``frame`` (width, height); ``pitch`` is camera pixels a display pixel."""
    pitch = pitch or random.choice((random.uniform(1.15, 2.4), random.uniform(2.2, 4), random.uniform(3.5, 7)))
    width, height = frame
    x, y = _where(random, frame, pitch)
    ratio = max(x.max() - x.min() + 1, 1.0) / shown.shape[1], max(y.max() - y.min() + 1, 1.0) / shown.shape[0]
    scale = max(ratio)
    columns, rows = (x - x.mean()) / scale + shown.shape[1] / 2, (y - y.mean()) / scale + shown.shape[0] / 2
    picture = linear(shown)
    if scale < 1:  # the display shows the photograph smaller: it averages
        picture = cv2.GaussianBlur(picture, (0, 0), 0.45 / scale).astype(np.float32)
    light = cv2.remap(picture, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    light = np.asarray(light, np.float32) * _stripes(x, y, pitch, random)
    light = light * np.float32(random.uniform(1.6, 2.4)) + np.float32(random.uniform(0.002, 0.015))
    if random.random() < 0.4:
        light *= _bands(height, width, random)
    if random.random() < 0.4:
        light += _reflection(height, width, random)
    return expose(np.clip(light, 0, 1), random, random.uniform(0, 0.8))


def _where(random: Random, frame: tuple[int, int], pitch: float) -> tuple[Light, Light]:
    """Display coordinates, in display pixels, of every camera pixel: a turned, leaning plane."""
    width, height = frame
    turn = np.radians(random.choice((random.uniform(-3, 3), random.uniform(-20, 20))))
    v, u = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = u - width / 2, v - height / 2
    lean_x, lean_y = random.uniform(-0.08, 0.08) / width, random.uniform(-0.08, 0.08) / height
    depth = (1 + lean_x * u + lean_y * v) * pitch
    x = (u * np.cos(turn) - v * np.sin(turn)) / depth
    y = (u * np.sin(turn) + v * np.cos(turn)) / depth
    return x.astype(np.float32), y.astype(np.float32)


def _stripes(x: Light, y: Light, pitch: float, random: Random) -> Light:
    """Share of each camera pixel that the red, green, blue stripe of the display fills, lens blur counted in."""
    reach = np.float32((1 + random.uniform(0.1, 0.9)) / pitch)
    gap = random.uniform(0.03, 0.08)
    line = random.uniform(0.08, 0.2)
    across = _share(y, reach, line / 2, 1 - line / 2)
    stripes = [_share(x, reach, c / 3 + gap, (c + 1) / 3 - gap) for c in range(3)]
    return np.stack([stripe * across for stripe in stripes], 2)


def _share(at: Light, reach: np.float32, begin: float, end: float) -> Light:
    """Mean over ``reach`` around ``at`` of what is 1 between ``begin`` and ``end`` of each unit, else 0."""

    def gathered(to: Light) -> Light:
        whole = np.floor(to)
        return np.asarray(whole * (end - begin) + np.clip(to - whole - begin, 0, end - begin), np.float32)

    return np.asarray((gathered(at + reach / 2) - gathered(at - reach / 2)) / reach, np.float32)


def _bands(height: int, width: int, random: Random) -> Light:
    """Refresh bands: the shutter rolls over a display that is not always lit."""
    y = np.arange(height, dtype=np.float32)[:, None, None] / height
    wave = np.sin(2 * np.pi * (y * random.uniform(2, 9) + random.random()))
    return np.broadcast_to(1 + random.uniform(0.04, 0.14) * wave, (height, width, 1)).astype(np.float32)


def _reflection(height: int, width: int, random: Random) -> Light:
    """A lamp mirrored in the glass."""
    y, x = np.mgrid[0:height:8, 0:width:8].astype(np.float32)
    cx, cy, size = random.uniform(0, width), random.uniform(0, height), random.uniform(0.1, 0.35) * width
    spot = np.exp(-(((x - cx) / size) ** 2 + ((y - cy) / size) ** 2)) * random.uniform(0.1, 0.5)
    return np.asarray(cv2.resize(spot.astype(np.float32), (width, height))[..., None], np.float32)
