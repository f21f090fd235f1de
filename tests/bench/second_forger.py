"""A second, much simpler forger (另一台翻拍机), written apart from the sandbox's: what is seen must hold on both.

Its display is a grid multiplied onto the picture (sine waves or dark lines, grey or tinted), its moiré that grid drawn
fine and made smaller by OpenCV, its print a clustered-dot threshold matrix, its clean pictures have other noise.
"""

from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Picture = NDArray[np.uint8]
Random = np.random.Generator

SIGNS = {
    "grid": "screen",
    "moire": "screen",
    "dots": "print",
    "copy": "print",
    "capture": "screenshot",
    "splice": "tampered",
    "retouch": "tampered",
}


def forge(kind: str, photo: bytes, other: bytes, seed: int) -> bytes:
    """A forged picture of ``kind`` (of :data:`SIGNS`) from two clean photographs."""
    random = np.random.default_rng([seed, len(kind), ord(kind[0])])
    picture = _sized(_open(photo), random)
    if kind == "capture":
        return _file(_capture(picture, random), random, 85, 96, png=0.5)
    if kind in ("splice", "retouch"):
        make = _splice if kind == "splice" else _retouch
        return _file(make(picture, _sized(_open(other), random), random), random, 85, 96)
    make_one = {"grid": _grid, "moire": _moire, "dots": _dots, "copy": _copy}[kind]
    seen = make_one(picture, random).astype(np.float32)
    seen = cv2.GaussianBlur(seen, (0, 0), random.uniform(0.3, 0.8))
    seen += random.normal(0, random.uniform(1, 5), seen.shape)
    return _file(np.clip(seen, 0, 255).astype(np.uint8), random, 70, 95)


def honest(photo: bytes, seed: int) -> bytes:
    """A clean photograph in another size, with other noise, vignetting and file."""
    random = np.random.default_rng([seed, 77])
    seen = _sized(_open(photo), random).astype(np.float32)
    height, width = seen.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    seen *= (1 - random.uniform(0, 0.3) * (x**2 + y**2))[..., None]
    seen = cv2.GaussianBlur(seen, (0, 0), random.uniform(0.3, 1.2))
    seen += random.normal(0, random.uniform(1, 6), (height, width, 1)) + random.normal(0, 1.5, seen.shape)
    return _file(np.clip(seen, 0, 255).astype(np.uint8), random, 60, 95, png=0.1)


def _open(photo: bytes) -> Picture:
    return np.asarray(Image.open(BytesIO(photo)).convert("RGB"))


def _sized(picture: Picture, random: Random) -> Picture:
    scale = float(random.choice((800, 1000, 1200, 1600, 1920))) / max(picture.shape[:2])
    method = random.choice((cv2.INTER_AREA, cv2.INTER_CUBIC, cv2.INTER_LINEAR))
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=int(method)), np.uint8)


def _file(picture: Picture, random: Random, low: int, high: int, png: float = 0.0) -> bytes:
    file = BytesIO()
    if random.random() < png:
        Image.fromarray(picture).save(file, "PNG", compress_level=1)
    else:
        Image.fromarray(picture).save(file, "JPEG", quality=int(random.integers(low, high + 1)))
    return file.getvalue()


def _lines(shape: tuple[int, ...], pitch: float, degrees: float, random: Random) -> NDArray[np.float32]:
    """A grid of 1 (light) and less (lines), grey or with a tint that runs across each cell."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    a = np.radians(degrees)
    u, v = (x * np.cos(a) + y * np.sin(a)) / pitch, (-x * np.sin(a) + y * np.cos(a)) / pitch
    depth = random.uniform(0.12, 0.4)
    across = 1 - depth / 2 * (1 - np.cos(2 * np.pi * v))
    if random.random() < 0.5:
        along = [1 - depth / 2 * (1 - np.cos(2 * np.pi * u))] * 3
    else:
        along = [1 - depth / 2 * (1 - np.cos(2 * np.pi * (u + c / 3))) for c in range(3)]
    return np.stack([one * across for one in along], 2).astype(np.float32)


def _grid(picture: Picture, random: Random) -> NDArray[np.float32]:
    lines = _lines(picture.shape, random.uniform(2.1, 8), random.uniform(0, 30), random)
    return picture * lines * np.float32(random.uniform(0.9, 1.2))


def _moire(picture: Picture, random: Random) -> NDArray[np.float32]:
    """The picture on fine display pixels, turned a little, and sampled coarser than they are."""
    factor = random.uniform(1.6, 2.7)
    big = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_LINEAR)
    shown = big * _lines(big.shape, random.uniform(2.6, 3.6), random.uniform(0, 30), random)
    method = int(random.choice((cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_AREA)))
    return cv2.resize(shown, (picture.shape[1], picture.shape[0]), interpolation=method).astype(np.float32)


def _dots(picture: Picture, random: Random) -> NDArray[np.float32]:
    pitch = random.uniform(3, 7)
    y, x = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]].astype(np.float32)
    made = np.empty(picture.shape, np.float32)
    for c, degrees in enumerate((15, 75, 45)):
        a = np.radians(degrees)
        u, v = (x * np.cos(a) + y * np.sin(a)) / pitch, (-x * np.sin(a) + y * np.cos(a)) / pitch
        cell = (np.sin(np.pi * u) * np.sin(np.pi * v)) ** 2
        made[..., c] = np.where(picture[..., c] / 255 > cell, 245, 25)
    return cv2.GaussianBlur(made, (0, 0), 0.22 * pitch).astype(np.float32)


def _copy(picture: Picture, random: Random) -> NDArray[np.float32]:
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    grey = np.clip((grey - random.uniform(60, 100)) * random.uniform(1.5, 2.5), 12, 243)
    specks = cv2.GaussianBlur((random.random(grey.shape) < 0.0008).astype(np.float32), (0, 0), 0.8)
    return np.repeat((grey - 500 * specks)[..., None], 3, 2)


def _capture(picture: Picture, random: Random) -> Picture:
    width, height = [(1080, 2340), (1170, 2532), (1080, 2400), (1440, 3040)][random.integers(4)]
    back = int(random.choice((0, 255, 28, 245)))
    made = np.full((height, width, 3), back, np.uint8)
    scale = min(width / picture.shape[1], height * 0.8 / picture.shape[0])
    view = cv2.resize(picture, None, fx=scale, fy=scale)
    top, left = (height - view.shape[0]) // 2, (width - view.shape[1]) // 2
    made[top : top + view.shape[0], left : left + view.shape[1]] = view
    cv2.putText(made, "10:24", (60, 70), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (128, 128, 128), 3)
    return made


def _splice(picture: Picture, other: Picture, random: Random) -> Picture:
    """A piece of another photograph, often with another compression or noise of its own."""
    made = picture.copy()
    height, width = made.shape[:2]
    w, h = int(width * random.uniform(0.12, 0.35)), int(height * random.uniform(0.12, 0.35))
    if random.random() < 0.7:
        other = _open(_file(other, random, 40, 75))
    w, h = min(w, other.shape[1] - 1), min(h, other.shape[0] - 1)
    x, y = int(random.integers(width - w)), int(random.integers(height - h))
    px, py = int(random.integers(other.shape[1] - w)), int(random.integers(other.shape[0] - h))
    made[y : y + h, x : x + w] = other[py : py + h, px : px + w]
    return made


def _retouch(picture: Picture, _: Picture, random: Random) -> Picture:
    """A field painted over in the paper's colour, and written anew without any noise."""
    made = picture.copy()
    height, width = made.shape[:2]
    w, h = int(width * random.uniform(0.15, 0.35)), int(height * random.uniform(0.05, 0.12))
    x, y = int(random.integers(width // 5, width * 4 // 5 - w)), int(random.integers(height // 5, height * 4 // 5 - h))
    tone = np.median(made[y : y + h, x : x + w].reshape(-1, 3), 0)
    made[y : y + h, x : x + w] = tone
    size = h / 45
    cv2.putText(made, "1990 0307", (x + w // 12, y + h * 3 // 4), cv2.FONT_HERSHEY_DUPLEX, size, (35, 35, 40), 2)
    return made
