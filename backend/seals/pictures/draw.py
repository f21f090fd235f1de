"""公章的画法: a company's round seal, drawn for demo stations; a real station uploads its own.

The usual form of an enterprise's seal (国发〔1999〕25 号 and the makers' practice): a ring of 42 mm, a five-pointed
star in the middle, the name in Song letters on the upper arc, the use below the star, the 13-digit filing number on
the lower arc. The same words give the same bytes: the ink's unevenness comes from a hash of them. Lengths in mm.
"""

import io
import math
from dataclasses import dataclass
from functools import lru_cache
from hashlib import shake_256
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from backend.kit.errors import Fault
from backend.seals.errors import SealNameUndrawable

FONT: Final = (
    Path(__file__).resolve().parents[3]
    / "node_modules/@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf"
)
DIAMETER = 42.0
RING = 1.15
STAR = 6.9
# Cinnabar paste, as a scanner of an office sees it.
INK = (206, 22, 32)
# 42 mm at about 480 dots an inch: sharper than any printer at a station, and still small inside a paper.
SIDE = 800
# Drawn larger and reduced, so that edges are smooth before the ink roughens them.
FINE = 3
LONGEST_NAME, LONGEST_USE = 34, 10


class SealFontMissing(Fault):
    """The font of seals is not where ``npm ci`` puts it."""


@dataclass(frozen=True, slots=True)
class SealWords:
    """What stands on a seal: whose it is, its use (专用章), and its filing number ("" for none)."""

    name: str
    use: str = "业务专用章"
    number: str = ""


def draw_seal(words: SealWords) -> bytes:
    """The seal as a PNG with transparency. Raises SealNameUndrawable; takes about a second: call it in a thread."""
    name = "".join(words.name.split())
    if not (2 <= len(name) <= LONGEST_NAME and len(words.use) <= LONGEST_USE):
        raise SealNameUndrawable(why=f"名称应为 2 至 {LONGEST_NAME} 字", field="name")
    for letter in name + words.use + words.number:
        if not _drawable(letter):
            raise SealNameUndrawable(why=f"字库中没有字符 U+{ord(letter):04X}", field="name")
    plate = _Plate(len(words.use))
    plate.ring()
    plate.star()
    plate.on_arc(name)
    plate.below(words.use)
    if words.number:
        plate.number(words.number)
    mask = _inked(plate.mask, f"{name}|{words.use}|{words.number}")
    seal = Image.new("RGBA", mask.size, (*INK, 0))
    seal.putalpha(mask)
    out = io.BytesIO()
    seal.save(out, "PNG", optimize=True)
    return out.getvalue()


class _Plate:
    """The rubber before it meets the ink: white where it prints. Places in mm from the middle, y downwards."""

    def __init__(self, use_letters: int) -> None:
        self._use_letters = use_letters
        self._scale = SIDE * FINE / DIAMETER
        self.mask = Image.new("L", (SIDE * FINE, SIDE * FINE), 0)
        self._pen = ImageDraw.Draw(self.mask)

    def ring(self) -> None:
        """The outer circle."""
        self._disc(DIAMETER / 2 - 0.1, 255)
        self._disc(DIAMETER / 2 - 0.1 - RING, 0)

    def star(self) -> None:
        """Five points, one of them up."""
        inner = STAR * math.sin(math.radians(18)) / math.sin(math.radians(126))
        points = [(_at(STAR if n % 2 == 0 else inner, n * 36)) for n in range(10)]
        self._pen.polygon([self._px(x, y) for x, y in points], fill=255)

    def on_arc(self, name: str) -> None:
        """The name clockwise over the star: tall letters close to the ring, the more of them the narrower."""
        height = 5.7 if len(name) <= 16 else 5.7 - 0.075 * (len(name) - 16)
        middle = DIAMETER / 2 - RING - 1.25 - height / 2
        # A short name keeps together at the top, a long one goes round as far as the use's line lets it.
        most = 250.0 if self._use_letters <= 6 else 234.0
        span = 34.0 * (len(name) - 1) if len(name) <= 6 else min(most, 170 + 13 * (len(name) - 6))
        step = span / (len(name) - 1)
        # Feet stand closer than heads: the width that fits is measured on the inner side.
        room = math.radians(step) * (middle - height * 0.28)
        width = min(4.5, room * 0.9)
        for n, letter in enumerate(name):
            angle = -span / 2 + n * step
            self._letter(letter, *_at(middle, angle), width, height, angle)

    def below(self, use: str) -> None:
        """The use, straight, between the star and the ring."""
        width = min(3.7, 21.0 / max(len(use), 1) * 0.94)
        pitch, down = width * 1.06, 11.0
        for n, letter in enumerate(use):
            self._letter(letter, (n - (len(use) - 1) / 2) * pitch, down, width, 4.3, 0)

    def number(self, number: str) -> None:
        """The filing number along the lower arc, feet towards the ring, read from left to right."""
        middle = DIAMETER / 2 - RING - 1.45
        for n, letter in enumerate(number):
            angle = 180 - (n - (len(number) - 1) / 2) * 4.7
            self._letter(letter, *_at(middle, angle), 1.05, 1.6, angle - 180)

    def _letter(self, letter: str, x: float, y: float, width: float, height: float, turn: float) -> None:
        """One letter filling a box of ``width`` by ``height`` around (x, y), turned clockwise by ``turn`` degrees."""
        tall = round(height * self._scale)
        font = _font(tall)
        left, top, right, bottom = font.getbbox(letter)
        # An ideograph keeps its own em, so that 一 is not blown up to a square; digits fill their box.
        em = (0.0, font.getmetrics()[0] - 0.88 * tall, float(tall), font.getmetrics()[0] + 0.12 * tall)
        box = em if ord(letter) > 0x2E00 else (left, top, right, bottom)
        wide = (round(width * self._scale), tall)
        face = Image.new("L", (math.ceil(box[2] - box[0]), math.ceil(box[3] - box[1])), 0)
        ImageDraw.Draw(face).text((-box[0], -box[1]), letter, font=font, fill=255)
        # Seal cutters thicken the strokes, or thin horizontals would fill up or break.
        face = _padded(face.resize(wide, Image.Resampling.LANCZOS)).filter(ImageFilter.MaxFilter(_cut(width)))
        turned = face.rotate(-turn, Image.Resampling.BICUBIC)
        cx, cy = self._px(x, y)
        corner = (round(cx - turned.width / 2), round(cy - turned.height / 2))
        self.mask.paste(255, corner, turned)

    def _disc(self, radius: float, shade: int) -> None:
        self._pen.ellipse([self._px(-radius, -radius), self._px(radius, radius)], fill=shade)

    def _px(self, x: float, y: float) -> tuple[float, float]:
        return (x + DIAMETER / 2) * self._scale, (y + DIAMETER / 2) * self._scale


def _at(radius: float, degrees: float) -> tuple[float, float]:
    """The point at ``radius`` from the middle, ``degrees`` clockwise from the top."""
    return radius * math.sin(math.radians(degrees)), -radius * math.cos(math.radians(degrees))


def _cut(width: float) -> int:
    """By how many fine pixels strokes grow: narrow letters would fill up."""
    return 7 if width > 2.4 else 5 if width > 1.4 else 3


def _padded(face: Image.Image) -> Image.Image:
    side = math.ceil(math.hypot(*face.size)) + 2
    room = Image.new("L", (side, side), 0)
    room.paste(face, ((side - face.width) // 2, (side - face.height) // 2))
    return room


def _inked(plate: Image.Image, words: str) -> Image.Image:
    """How transparent each pixel is once a hand pressed the seal: rough edges, uneven pressure, a few dry specks."""
    drawn = plate.resize((SIDE, SIDE), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(0.8))
    shape = np.asarray(drawn, dtype=np.float32) / 255
    fibre, press = _noise(words + "fibre", 400), _noise(words + "press", 6)
    grain, dry = _noise(words + "grain", 260), _noise(words + "dry", 150)
    edge = np.clip((shape + (fibre - 0.5) * 0.24 - 0.5) * 3.2 + 0.5, 0, 1)
    ink = 0.88 + 0.12 * press - 0.12 * grain
    ink = np.where(dry > 0.985 - 0.05 * (1 - press), ink * 0.55, ink)
    # Few shades: a smaller file, and no eye tells them apart.
    alpha = np.round(np.clip(edge * ink, 0, 1) * 24) / 24 * 255
    return Image.fromarray(alpha.astype(np.uint8), "L")


def _noise(words: str, cells: int) -> np.ndarray:
    """Values 0–1 over the seal that vary smoothly over ``cells`` by ``cells``, always the same for the same words."""
    raw = np.frombuffer(shake_256(words.encode()).digest(cells * cells), dtype=np.uint8).reshape(cells, cells)
    smooth = Image.fromarray(raw.copy(), "L").resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    return np.asarray(smooth, dtype=np.float32) / 255


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)
    except OSError:
        raise SealFontMissing(f"{FONT} is missing: run `npm ci`") from None


@lru_cache(maxsize=512)
def _drawable(letter: str) -> bool:
    font = _font(64)
    return letter.isprintable() and bytes(font.getmask(letter)) != bytes(font.getmask("\U000e0fff"))
