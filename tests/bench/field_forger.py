"""A forger of fields (改字机): a field of a photographed card is wiped off and other letters are written in its place.

``typed`` leaves them as an editor draws them: level, sharp, in some font and nearly black. ``matched`` turns them with
the line, softens them as the lens did and takes the ink's own colour; only font, weight and base line may differ.
"""

from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from backend.sandbox.photographs import draw_card, truth_for
from backend.sandbox.photographs.fonts import font

Picture = NDArray[np.uint8]
Light = NDArray[np.float32]
Random = np.random.Generator
Corners = NDArray[np.float32]  # upper left, upper right, lower right, lower left

SIGNS = {"typed": "tampered", "matched": "tampered"}
_CARDS = ("id_front", "vehicle_licence", "business_licence", "id_back")
_SURNAMES, _GIVEN = tuple("王李张刘陈杨赵黄周吴徐孙"), tuple("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平")


def honest(seed: int) -> bytes:
    """The photograph before anybody touched it."""
    return _file(_photograph(seed)[0], np.random.default_rng([seed, 5]), 75, 95)


def forge(kind: str, seed: int) -> bytes:
    """A photograph with one field rewritten, ``kind`` of :data:`SIGNS`."""
    random = np.random.default_rng([seed, 4, ord(kind[0])])
    picture, field = _photograph(seed)
    if random.random() < 0.7:  # forgers get files, not pixels
        picture = np.asarray(Image.open(BytesIO(_file(picture, random, 85, 95))))
    return _file(_rewritten(picture, field, kind, random), random, 80, 95)


def _file(picture: Picture, random: Random, low: int, high: int) -> bytes:
    file = BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=int(random.integers(low, high + 1)))
    return file.getvalue()


def _photograph(seed: int) -> tuple[Picture, Corners]:
    """A card on paper, a little turned, through a lens; and where one of its fields lies."""
    random = np.random.default_rng([seed, 4])
    card, (left, top, right, bottom) = _card(seed, random)
    width = int(random.choice((1080, 1280, 1600, 2000)))
    size = (width, width * 3 // 4)
    scale = min(size[0] / card.shape[1], size[1] / card.shape[0]) * random.uniform(0.7, 0.92)
    turn = cv2.getRotationMatrix2D((card.shape[1] / 2, card.shape[0] / 2), random.uniform(-9, 9), scale)
    turn[:, 2] += np.array(size) / 2 - np.array(card.shape[1::-1]) / 2
    shrunk = cv2.GaussianBlur(card, (0, 0), max(0.3, 0.45 / scale))
    laid = cv2.warpAffine(shrunk, turn, size, flags=cv2.INTER_LINEAR).astype(np.float32)
    coarse = random.normal(0, 9, (12, 16, 1)).astype(np.float32) + random.uniform(60, 220, 3).astype(np.float32)
    table = cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC)
    cover = np.full(card.shape[:2], 1, np.float32)
    mask = cv2.GaussianBlur(cv2.warpAffine(cover, turn, size), (0, 0), 0.7)[..., None]
    light = np.linspace(random.uniform(0.75, 1), 1, size[0], dtype=np.float32)[None, :, None]
    seen = cv2.GaussianBlur((table * (1 - mask) + laid * mask) * light, (0, 0), random.uniform(0.6, 1.2))
    grain = random.normal(0, random.uniform(1.2, 4), (*seen.shape[:2], 1)) + random.normal(0, 0.8, seen.shape)
    seen = np.asarray(seen + cv2.GaussianBlur(grain, (0, 0), 0.5), np.float32)
    flat = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float64)
    corners = flat @ turn[:, :2].T + turn[:, 2]
    return np.clip(seen, 0, 255).astype(np.uint8), corners.astype(np.float32)


def _card(seed: int, random: Random) -> tuple[Picture, tuple[int, int, int, int]]:
    """A card (RGB) and the box of a field in one line of it: what changes when the card says something else there."""
    kind = _CARDS[int(random.integers(len(_CARDS)))]
    truth, other = dict(truth_for(kind, seed)), truth_for(kind, seed + 7)
    whole = np.asarray(draw_card(kind, truth, seed).convert("RGB"), np.uint8)
    for key in random.permutation(sorted(truth)):
        changed = cv2.absdiff(whole, np.asarray(draw_card(kind, truth | {key: other[key]}, seed).convert("RGB")))
        rows, columns = np.nonzero(changed.max(2) > 60)
        if len(rows):
            left, top, right, bottom = int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1
            if 1.5 * (bottom - top) < right - left and bottom - top < 0.08 * min(whole.shape[:2]):
                return whole, (left, top, right, bottom)
    raise LookupError(f"no field in one line on the {kind} of seed {seed}")


def _rewritten(picture: Picture, field: Corners, kind: str, random: Random) -> Picture:
    if random.random() < 0.5:  # only its end
        kept = random.uniform(0.3, 0.7)
        field = field.copy()
        field[0] += kept * (field[1] - field[0])
        field[3] += kept * (field[2] - field[3])
    paper, ink = _wiped(picture, field, random)
    long, tall = (float(np.linalg.norm(field[1] - field[0])), float(np.linalg.norm(field[3] - field[0])))
    slope = float(np.degrees(np.arctan2(*(field[1] - field[0])[::-1])))
    x, y = (float(one) for one in field.mean(0))
    family, weight = ("sans", "serif")[int(random.integers(2))], int(random.choice((400, 500, 700, 900)))
    letters = font(family, tall * random.uniform(0.95, 1.2), weight)
    mask = Image.new("L", (picture.shape[1], picture.shape[0]))
    down = tall * random.uniform(-0.15, 0.15)
    words = _words(letters, long, random)
    ImageDraw.Draw(mask).text((x - long / 2, y + down), words, 255, letters, anchor="lm")
    written: Light = np.asarray(mask, np.float32) / 255
    if kind == "matched":
        turn = cv2.getRotationMatrix2D((x, y), -slope + random.uniform(-0.5, 0.5), 1)
        slanted = cv2.warpAffine(written, turn, (mask.width, mask.height), flags=cv2.INTER_CUBIC)
        soft = cv2.GaussianBlur(slanted, (0, 0), random.uniform(0.6, 1.2))
        written = np.asarray(np.clip(soft, 0, 1), np.float32)
        colour = ink
    else:
        colour = np.full(3, random.uniform(0, 50), np.float32) + random.uniform(-8, 8, 3).astype(np.float32)
    mixed = paper * (1 - written[..., None]) + colour * written[..., None]
    return np.clip(mixed, 0, 255).astype(np.uint8)


def _wiped(picture: Picture, field: Corners, random: Random) -> tuple[Light, Light]:
    """The picture without the field's writing, and the colour that this had."""
    place = np.zeros(picture.shape[:2], np.uint8)
    cv2.fillPoly(place, [np.rint(field).astype(np.int32)], 1)
    place = np.asarray(cv2.dilate(place, np.ones((7, 7), np.uint8)), np.uint8)
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    dark = (grey <= np.percentile(grey[place > 0], 6)) & (place > 0)
    ink = np.asarray(picture[dark].mean(0), np.float32)
    depth = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((41, 41), np.uint8))
    hole = cv2.dilate(((depth > 16) & (place > 0)).astype(np.uint8), np.ones((3, 3), np.uint8))
    filled = cv2.inpaint(picture, hole, 3, cv2.INPAINT_TELEA).astype(np.float32)
    if random.random() < 0.7:  # the better ones put the noise back
        calm = (cv2.dilate(place, np.ones((25, 25), np.uint8)) > 0) & (hole == 0) & (depth < 10)
        spread = float((grey.astype(np.float32) - cv2.GaussianBlur(grey, (0, 0), 1.5))[calm].std()) if calm.any() else 1
        filled += random.normal(0, max(0.5, spread), (*grey.shape, 1)).astype(np.float32) * hole[..., None]
    return filled, ink


def _words(letters: ImageFont.FreeTypeFont, long: float, random: Random) -> str:
    """Digits or a name, about as long as the field."""
    digits, made = random.random() < 0.5, ""
    while not made or letters.getlength(made) < 0.9 * long:
        made += str(random.integers(10)) if digits else str(random.choice(_GIVEN if made else _SURNAMES))
    return made
