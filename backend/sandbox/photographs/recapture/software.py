"""What software does to a photograph without any camera (截屏、拼接)."""

from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw

from backend.sandbox.photographs.fonts import font
from backend.sandbox.photographs.recapture.camera import Picture, decode, write

_DISPLAYS = ((1080, 2340), (1080, 2400), (1170, 2532), (1284, 2778), (1440, 3200), (720, 1600), (1080, 1920))


def screenshot(shown: Picture, random: Random) -> Picture:
    """``shown`` in a viewer on a phone: status bar, black, white or grey around it, a row of buttons."""
    width, height = random.choice(_DISPLAYS)
    back = random.choice(((0, 0, 0), (255, 255, 255), (18, 18, 20), (237, 237, 237), (30, 30, 32)))
    ink = (240, 240, 240) if sum(back) < 380 else (30, 30, 30)
    canvas = Image.new("RGB", (width, height), back)
    share = width / shown.shape[1]
    tall = min(round(shown.shape[0] * share), round(height * random.uniform(0.7, 0.9)))
    view = Image.fromarray(shown).resize((round(shown.shape[1] * tall / shown.shape[0]), tall))
    canvas.paste(view, ((width - view.width) // 2, (height - tall) // 2))
    draw, size = ImageDraw.Draw(canvas), height // 60
    draw.text(
        (width * 0.06, size * 0.8), f"{random.randrange(24):02d}:{random.randrange(60):02d}", ink, font("sans", size)
    )
    draw.rounded_rectangle((width * 0.88, size, width * 0.94, size * 1.8), 6, outline=ink, width=3)
    for at in (0.2, 0.5, 0.8):
        draw.text(
            (width * at - size, height - 3 * size),
            random.choice(("编辑", "分享", "删除", "更多")),
            ink,
            font("sans", size),
        )
    return np.asarray(canvas)


def paste(onto: Picture, other: Picture, random: Random) -> tuple[Picture, tuple[int, int, int, int]]:
    """``onto`` with one region changed, and where (x, y, width, height in pixels).

    Three ways: a piece of ``other``, which has another history; a field painted over and written anew; a piece of
    the same picture moved.
    """
    height, width = onto.shape[:2]
    w, h = int(width * random.uniform(0.1, 0.3)), int(height * random.uniform(0.06, 0.25))
    x, y = random.randrange(width // 8, width * 7 // 8 - w), random.randrange(height // 8, height * 7 // 8 - h)
    made, way = onto.copy(), random.random()
    if way < 0.5:
        piece = other
        if random.random() < 0.6:
            piece = decode(write(other, random, (50, 75)))
        scale = random.uniform(0.6, 1.6)
        piece = np.asarray(cv2.resize(piece, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)
        w, h = min(w, piece.shape[1] // 2), min(h, piece.shape[0] // 2)
        px, py = random.randrange(piece.shape[1] - w), random.randrange(piece.shape[0] - h)
        made[y : y + h, x : x + w] = piece[py : py + h, px : px + w]
    elif way < 0.75:
        tone = np.median(onto[y : y + h, x : x + w].reshape(-1, 3), 0)
        patch = Image.new("RGB", (w, h), tuple(int(one) for one in tone))
        size = max(14, h // 3)
        ImageDraw.Draw(patch).text((w * 0.05, h * 0.3), "测试甲乙丙 1990", (30, 30, 34), font("sans", size))
        made[y : y + h, x : x + w] = np.asarray(patch)
    else:
        px, py = random.randrange(width - w), random.randrange(height - h)
        made[y : y + h, x : x + w] = onto[py : py + h, px : px + w]
    return made, (x, y, w, h)
