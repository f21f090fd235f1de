"""What the card lies on (桌面): wood, dark or light tops, cloth, and a busy desk with other papers."""

from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from backend.sandbox.photographs.fonts import font

_TONES = {
    "wood": ((156, 112, 72), (120, 84, 52), (186, 150, 108)),
    "dark": ((42, 40, 42), (58, 52, 48), (30, 36, 44)),
    "light": ((226, 224, 218), (212, 216, 220), (236, 232, 224)),
    "cloth": ((86, 104, 128), (122, 92, 88), (92, 110, 92)),
    "busy": ((150, 120, 90), (100, 100, 104), (186, 178, 166)),
}


def desk(kind: str, width: int, height: int, seed: int) -> NDArray[np.uint8]:
    """An RGB picture of a desk top of ``kind``; texture is made coarse and enlarged, since it lies out of focus."""
    random, grain = Random(seed), np.random.default_rng(seed)
    small_w, small_h = width // 4 + 1, height // 4 + 1
    tone = np.array(random.choice(_TONES[kind]), np.float32)
    field = np.zeros((small_h, small_w), np.float32)
    for step in (3, 12, 48):
        rough = grain.normal(0, 1, (small_h // step + 2, small_w // step + 2)).astype(np.float32)
        field += cv2.resize(rough, (small_w, small_h), interpolation=cv2.INTER_CUBIC) * (0.4 + step / 80)
    if kind == "wood":
        y, x = np.mgrid[0:small_h, 0:small_w].astype(np.float32)
        along = y if random.random() < 0.5 else x
        field = np.sin(along / random.uniform(5, 11) + field * 1.6) + 0.35 * field
    if kind == "cloth":
        field = field * 0.4 + grain.normal(0, 1.2, (small_h, small_w)).astype(np.float32)
    strength = {"wood": 0.10, "light": 0.018, "dark": 0.09, "cloth": 0.07, "busy": 0.05}[kind]
    ground = np.clip(tone * (1 + strength * field[..., None]), 0, 255).astype(np.uint8)
    picture = Image.fromarray(ground).resize((width, height), Image.Resampling.BICUBIC)
    if kind == "busy":
        _clutter(picture, random)
    return np.asarray(picture)


def _clutter(picture: Image.Image, random: Random) -> None:
    """Papers with writing, a pen and a cup, that a reader must not take for the card."""
    width, height = picture.size
    for _ in range(random.randrange(2, 4)):
        w, h = int(width * random.uniform(0.3, 0.6)), int(height * random.uniform(0.3, 0.6))
        sheet = Image.new("RGBA", (w, h), (*random.choice(((244, 244, 240), (232, 238, 246), (250, 240, 220))), 255))
        draw, size = ImageDraw.Draw(sheet), max(12, h // 26)
        for row in range(2, h // size - 2, 2):
            draw.text(
                (w * 0.08, row * size),
                "会议记录 注意事项 请于本周内提交 产品说明"[: random.randrange(6, 20)],
                fill=(70, 70, 76),
                font=font("sans", size),
            )
        sheet = sheet.rotate(random.uniform(-50, 50), Image.Resampling.BILINEAR, expand=True)
        at = (random.randrange(-w // 2, width - w // 3), random.randrange(-h // 2, height - h // 3))
        picture.paste(sheet, at, sheet)
    draw = ImageDraw.Draw(picture)
    x, y, reach = random.randrange(width), random.randrange(height), width * 0.3
    draw.line((x, y, x + reach * random.uniform(-1, 1), y + reach), fill=(24, 30, 60), width=max(4, width // 90))
    radius = width * 0.09
    cx, cy = random.choice((0.02, 0.98)) * width, random.choice((0.04, 0.96)) * height
    draw.ellipse(
        (cx - radius, cy - radius, cx + radius, cy + radius), fill=(236, 232, 226), outline=(180, 176, 170), width=6
    )
    draw.ellipse((cx - radius * 0.78, cy - radius * 0.78, cx + radius * 0.78, cy + radius * 0.78), fill=(74, 46, 30))
    picture.paste(picture.filter(ImageFilter.GaussianBlur(width / 900)))
