"""The camera of a phone (手机相机): lens, colour filters, sensor noise, the maker's smoothing, and the file."""

from io import BytesIO
from random import Random
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Picture = NDArray[np.uint8]
Light = NDArray[np.float32]

_GAMMA: Final = 2.2


def decode(photo: bytes) -> Picture:
    """RGB pixels of a JPEG or PNG, as displayed."""
    return np.asarray(cv2.imdecode(np.frombuffer(photo, np.uint8), cv2.IMREAD_COLOR_RGB), np.uint8)


def linear(picture: Picture) -> Light:
    """Light as it fell, 0 to 1, from the picture's own values."""
    table = ((np.arange(256) / 255) ** _GAMMA).astype(np.float32)
    return table[picture]


def expose(light: Light, random: Random, blur: float) -> Picture:
    """The picture that a sensor behind a colour filter (RGGB) makes of ``light``; ``blur`` is the lens's, in pixels."""
    grain = np.random.default_rng(random.randrange(1 << 30))
    height, width = light.shape[0] // 2 * 2, light.shape[1] // 2 * 2
    seen = cv2.GaussianBlur(light[:height, :width], (0, 0), blur) if blur > 0.2 else light[:height, :width]
    mosaic = np.empty((height, width), np.float32)
    for row, column, colour in ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 2)):
        mosaic[row::2, column::2] = seen[row::2, column::2, colour]
    full_well = random.uniform(900, 9000)  # electrons in white: few on a dim day, many in sunshine
    read = random.uniform(1.5, 5) / full_well
    mosaic += grain.standard_normal(mosaic.shape, np.float32) * np.sqrt(np.maximum(mosaic, 0) / full_well + read**2)
    raw = (np.clip(mosaic, 0, 1) * 65535).astype(np.uint16)
    colours = np.asarray(cv2.cvtColor(raw, cv2.COLOR_BayerRGGB2RGB), np.float32) / 65535
    picture = (np.power(colours, 1 / _GAMMA) * 255).astype(np.uint8)
    smoothing = random.random()
    if smoothing < 0.3:
        picture = np.asarray(cv2.bilateralFilter(picture, 5, 12, 2), np.uint8)
    if smoothing < 0.6:
        soft = cv2.GaussianBlur(picture, (0, 0), 1.2)
        picture = np.asarray(cv2.addWeighted(picture, 1.4, soft, -0.4, 0), np.uint8)
    return picture


def write(picture: Picture, random: Random, quality: tuple[int, int] = (72, 95), png: float = 0.0) -> bytes:
    """The file: JPEG of some quality with or without thinned colour, or by the chance ``png`` a PNG."""
    file = BytesIO()
    if random.random() < png:
        Image.fromarray(picture).save(file, "PNG", compress_level=1)
    else:
        thinned = random.choice((0, 2, 2))
        Image.fromarray(picture).save(file, "JPEG", quality=random.randint(*quality), subsampling=thinned)
    return file.getvalue()


def send(photo: bytes, random: Random) -> bytes:
    """As a messenger passes it on: smaller and compressed once more."""
    picture = decode(photo)
    scale = random.uniform(0.7, 0.95)
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    smaller = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    return write(smaller, random, (75, 92))
