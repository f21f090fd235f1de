"""A third forger (第三台翻拍机), made of the recipes that others publish: no detector was built together with it.

Its displays are three coloured columns a pixel, projected and sampled anew; or sine waves and dark rows laid over the
picture, as data for training is often made. Its prints are ordered dots, one ink or three, on a sheet that lies on a
table. Its clean pictures are a phone's: noise removed, sharpened, lit by its flash, made smaller, shaken.
"""

from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Picture = NDArray[np.uint8]
Light = NDArray[np.float32]
Random = np.random.Generator

SIGNS = {"stripes": "screen", "waves": "screen", "rows": "screen", "matrix": "print", "inks": "print"}


def forge(kind: str, photo: bytes, seed: int) -> bytes:
    """A forged picture of ``kind`` (of :data:`SIGNS`) from a clean photograph."""
    random = np.random.default_rng([seed, 3, ord(kind[0])])
    picture = _sized(photo, random, (1000, 1280, 1600, 2000))
    make = {"stripes": _stripes, "waves": _waves, "rows": _rows, "matrix": _matrix, "inks": _inks}[kind]
    return _shot(make(picture, random), random)


def honest(photo: bytes, seed: int) -> bytes:
    """A clean photograph as a phone's own programs leave it."""
    random = np.random.default_rng([seed, 33])
    made = _sized(photo, random, (800, 1080, 1440, 1920, 2560))
    for _ in range(2):
        way = random.integers(6)
        if way == 0:
            made = np.asarray(cv2.bilateralFilter(made, 7, 20, 3), np.uint8)
        elif way == 1:
            soft = cv2.GaussianBlur(made, (0, 0), 1.5)
            made = np.asarray(cv2.addWeighted(made, 2.0, soft, -1.0, 0), np.uint8)
        elif way == 2:
            made = _flash(made, random)
        elif way == 3:
            length = int(random.integers(3, 14))
            path = np.zeros((length, length), np.float32)
            cv2.line(path, (0, int(random.integers(length))), (length - 1, int(random.integers(length))), 1.0)
            made = np.asarray(cv2.filter2D(made, -1, path / path.sum()), np.uint8)
        elif way == 4:
            noise = random.normal(0, random.uniform(2, 14), made.shape).astype(np.float32)
            made = np.clip(made + cv2.GaussianBlur(noise, (0, 0), 0.7), 0, 255).astype(np.uint8)
        else:
            made = _open(_file(made, random, 60, 85))
            made = np.asarray(cv2.resize(made, None, fx=0.8, fy=0.8, interpolation=cv2.INTER_AREA), np.uint8)
    return _file(made, random, 60, 95)


def _open(photo: bytes) -> Picture:
    return np.asarray(Image.open(BytesIO(photo)).convert("RGB"))


def _file(picture: Picture, random: Random, low: int, high: int) -> bytes:
    file = BytesIO()
    thinned = int(random.choice((0, 2)))
    Image.fromarray(picture).save(file, "JPEG", quality=int(random.integers(low, high + 1)), subsampling=thinned)
    return file.getvalue()


def _sized(photo: bytes, random: Random, sides: tuple[int, ...]) -> Picture:
    picture = _open(photo)
    scale = float(random.choice(sides)) / max(picture.shape[:2])
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _shot(light: Light, random: Random) -> bytes:
    seen = cv2.GaussianBlur(light, (0, 0), random.uniform(0.3, 0.9))
    seen = seen + random.normal(0, random.uniform(1, 5), seen.shape).astype(np.float32)
    if random.random() < 0.4:
        seen = cv2.resize(seen, None, fx=0.75, fy=0.75, interpolation=cv2.INTER_AREA)
    return _file(np.clip(seen, 0, 255).astype(np.uint8), random, 70, 95)


def _flash(picture: Picture, random: Random) -> Picture:
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    cx, cy, size = (
        random.uniform(0.2, 0.8) * width,
        random.uniform(0.2, 0.8) * height,
        random.uniform(0.05, 0.2) * width,
    )
    spot = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / size**2) * 300
    return np.clip(picture + spot[..., None], 0, 255).astype(np.uint8)


def _projected(light: Light, random: Random, size: tuple[int, int], lean: float) -> Light:
    """``light`` seen from a corner of the room in a picture of ``size`` (width, height)."""
    height, width = light.shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    goal = np.array([(0, 0), (size[0], 0), size, (0, size[1])], np.float32)
    goal += (random.uniform(-lean, lean, (4, 2)) * size).astype(np.float32)
    warp = cv2.getPerspectiveTransform(corners, goal)
    seen = cv2.warpPerspective(light, warp, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.float32)


def _stripes(picture: Picture, random: Random) -> Light:
    """Each pixel is three columns, red, green and blue, with a dark row below; three camera pixels see two or less."""
    height, width = picture.shape[0] // 3 * 2, picture.shape[1] // 3 * 2
    small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    display = np.zeros((height * 3, width * 3, 3), np.float32)
    for c in range(3):
        for row in range(2 if random.random() < 0.7 else 3):
            display[row::3, c::3, c] = small[..., c]
    blurred = cv2.GaussianBlur(display, (0, 0), random.uniform(0.6, 1.2))
    factor = random.uniform(0.4, 1.1)
    size = (round(width * 3 * factor), round(height * 3 * factor))
    seen = _projected(np.asarray(blurred, np.float32), random, size, 0.04) * np.float32(random.uniform(2.2, 3.4))
    return np.asarray(seen[: 2 * height, : 2 * width], np.float32)


def _waves(picture: Picture, random: Random) -> Light:
    """One to three sine waves of 5 to 50 pixels, grey or a phase for each colour, straight or bent."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    seen = picture.astype(np.float32)
    coloured, bent = random.random() < 0.6, random.random() < 0.4
    for _ in range(random.integers(1, 4)):
        a, pitch = random.uniform(0, np.pi), np.exp(random.uniform(np.log(5), np.log(50)))
        along = x * np.cos(a) + y * np.sin(a)
        if bent:
            along = along + ((x - width / 2) ** 2 + (y - height / 2) ** 2) * random.uniform(-0.15, 0.15) / width
        depth = random.uniform(0.04, 0.14)
        for c in range(3):
            seen[..., c] *= 1 + depth * np.sin(2 * np.pi * along / pitch + (2.1 * c if coloured else 0))
    return seen


def _rows(picture: Picture, random: Random) -> Light:
    """Every second, third or fourth row is darker; sometimes columns, too."""
    seen, step, dark = picture.astype(np.float32), int(random.integers(2, 5)), random.uniform(0.6, 0.88)
    seen[::step] *= dark
    if random.random() < 0.4:
        seen[:, ::step] *= dark
    return seen * np.array((0.93, 0.98, 1.08), np.float32)


def _on_table(sheet: Light, random: Random) -> Light:
    """A sheet fills two thirds of a table's picture."""
    height, width = sheet.shape[:2]
    table = np.full(sheet.shape, random.uniform(60, 170, 3), np.float32)
    table += cv2.GaussianBlur(random.normal(0, 30, sheet.shape).astype(np.float32), (0, 0), 3)
    mask = np.ones((height, width), np.float32)
    goal = np.array([(0.08, 0.08), (0.92, 0.08), (0.92, 0.92), (0.08, 0.92)], np.float32)
    goal = ((goal + random.uniform(-0.04, 0.04, (4, 2))) * (width, height)).astype(np.float32)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    warp = cv2.getPerspectiveTransform(corners, goal)
    laid = cv2.warpPerspective(sheet, warp, (width, height), flags=cv2.INTER_AREA)
    share = cv2.warpPerspective(mask, warp, (width, height))[..., None]
    return np.asarray(table * (1 - share) + laid * share, np.float32)


def _matrix(picture: Picture, random: Random) -> Light:
    """Dispersed dots of a 4×4 matrix, two or three camera pixels each, in black or in three inks."""
    order = np.array(((0, 8, 2, 10), (12, 4, 14, 6), (3, 11, 1, 9), (15, 7, 13, 5)), np.float32)
    dot = int(random.integers(1, 4))
    limit = np.kron((order + 0.5) * 16, np.ones((dot, dot), np.float32))
    height, width = picture.shape[:2]
    tall, wide = height // limit.shape[0] + 1, width // limit.shape[1] + 1
    tiled = np.tile(limit, (tall, wide))[:height, :width, None]
    source = picture if random.random() < 0.6 else cv2.cvtColor(cv2.cvtColor(picture, 7), 8)
    return _on_table(np.where(source > tiled, 240, 30).astype(np.float32), random)


def _inks(picture: Picture, random: Random) -> Light:
    """Round dots of three inks at their usual angles."""
    pitch, seen = random.uniform(2.6, 6), np.empty(picture.shape, np.float32)
    y, x = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]].astype(np.float32)
    for c, degrees in enumerate((15, 75, 0)):
        a = np.radians(degrees)
        u, v = (x * np.cos(a) + y * np.sin(a)) / pitch, (-x * np.sin(a) + y * np.cos(a)) / pitch
        away = np.hypot(u - np.round(u), v - np.round(v))
        radius = np.sqrt((1 - picture[..., c] / 255.0) / np.pi) * 1.1
        seen[..., c] = 245 - 215 * np.clip((radius - away) * pitch + 0.5, 0, 1)
    return _on_table(seen, random)
