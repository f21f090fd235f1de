"""Paper, ink and stamps that every test card shares (底纹、文字与印章). Sizes are pixels, colours are RGB."""

import math
from dataclasses import dataclass
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from backend.sandbox.photographs.fonts import font

Colour = tuple[int, int, int]
INK: Colour = (28, 28, 30)


@dataclass(frozen=True, slots=True)
class Style:
    """How one printer sets the same layout: the benchmark varies it so that nothing is learnt by heart.

    ``value_family``/``label_family``: ``sans`` or ``serif``; ``scale``: letter size relative to the standard's;
    ``gap``: extra space between letters in ems; ``layout``: of a business licence, ``wide`` (2019) or ``tall`` (older).
    """

    value_family: str = "sans"
    label_family: str = "sans"
    weight: int = 500
    scale: float = 1.0
    gap: float = 0.0
    layout: str = "wide"
    separator: str = "-"

    @classmethod
    def some(cls, seed: int) -> "Style":
        """One of many plausible printers."""
        random = Random(f"style {seed}")
        return cls(
            value_family=random.choice(("sans", "sans", "serif")),
            label_family=random.choice(("sans", "sans", "serif")),
            weight=random.choice((400, 500, 600)),
            scale=random.uniform(0.92, 1.06),
            gap=random.choice((0.0, 0.0, 0.03, 0.08)),
            layout=random.choice(("wide", "wide", "tall")),
        )


def guilloche(width: int, height: int, base: Colour, tint: Colour, seed: int) -> Image.Image:
    """Paper with fine interlaced waves, as security printing has, a touch uneven in tone."""
    random = Random(f"guilloche {seed}")
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = x / width, y / height
    waves = np.zeros((height, width), np.float32)
    for _ in range(3):
        bend = 0.05 * np.sin(2 * math.pi * (u * random.uniform(1, 4) + random.random()))
        bend += 0.03 * np.sin(2 * math.pi * (v * random.uniform(1, 3) + u * random.uniform(2, 6)))
        phase = (v * random.uniform(0.6, 1) + u * random.uniform(-0.5, 0.5) + bend) * height / random.uniform(9, 16)
        waves += np.clip(np.cos(2 * math.pi * phase) - 0.55, 0, 1) * 2
    tone = 0.35 + 0.65 * np.clip(np.sin(math.pi * u) * np.sin(math.pi * v), 0, 1)
    strength = (np.clip(waves, 0, 1) * 0.22 + 0.10 * tone)[..., None]
    paper = np.array(base, np.float32) * (1 - strength) + np.array(tint, np.float32) * strength
    return Image.fromarray(paper.astype(np.uint8), "RGB")


class Pen:
    """Writes on one card in units of its width and height, so that layouts read as fractions of the card."""

    def __init__(self, card: Image.Image, style: Style) -> None:
        self.card, self.style = card, style
        self.draw = ImageDraw.Draw(card)

    def label(self, x: float, y: float, text: str, size: float, colour: Colour = INK, weight: int = 400) -> float:
        """Print ``text`` centred on height ``y`` from ``x``; ``size`` is a fraction of the height. Returns its end."""
        return self._write(x, y, text, size, colour, self.style.label_family, weight, 0.0)

    def value(self, x: float, y: float, text: str, size: float, *, gap: float | None = None) -> float:
        """Print a value as the office's printer does; returns where it ends."""
        gap = self.style.gap if gap is None else gap
        return self._write(x, y, text, size, INK, self.style.value_family, self.style.weight, gap)

    def value_lines(self, x: float, y: float, text: str, size: float, width: float, step: float) -> float:
        """Print a long value in lines no wider than ``width``; returns the height of the last line."""
        pixels = size * self.card.height * self.style.scale
        face = font(self.style.value_family, pixels, self.style.weight)
        room, line = width * self.card.width, ""
        for letter in text:
            if face.getlength(line + letter) + len(line) * self.style.gap * pixels > room:
                self.value(x, y, line, size)
                line, y = "", y + step
            line += letter
        self.value(x, y, line, size)
        return y

    def middle(
        self, x: float, y: float, text: str, size: float, colour: Colour = INK, weight: int = 700, gap: float = 0.0
    ) -> None:
        """Print a heading centred on ``x``."""
        pixels = size * self.card.height
        width = font(self.style.label_family, pixels, weight).getlength(text) + gap * pixels * (len(text) - 1)
        self._write(x - width / 2 / self.card.width, y, text, size, colour, self.style.label_family, weight, gap)

    def rule(self, x0: float, y0: float, x1: float, y1: float, colour: Colour = (90, 90, 90), width: int = 2) -> None:
        """A printed line."""
        w, h = self.card.size
        self.draw.line((x0 * w, y0 * h, x1 * w, y1 * h), fill=colour, width=width)

    def _write(
        self, x: float, y: float, text: str, size: float, colour: Colour, family: str, weight: int, gap: float
    ) -> float:
        w, h = self.card.size
        pixels = size * h * self.style.scale
        face = font(family, pixels, weight)
        if not gap:
            self.draw.text((x * w, y * h), text, fill=colour, font=face, anchor="lm")
            return x + face.getlength(text) / w
        at = x * w
        for letter in text:
            self.draw.text((at, y * h), letter, fill=colour, font=face, anchor="lm")
            at += face.getlength(letter) + gap * pixels
        return at / w


def round_seal(text: str, size: int, colour: Colour = (206, 32, 38)) -> Image.Image:
    """圆章: the firm register's red seal with a star, ``size`` pixels across, transparent around."""
    seal = Image.new("RGBA", (size, size), (*colour, 0))
    draw = ImageDraw.Draw(seal)
    draw.ellipse((3, 3, size - 4, size - 4), outline=(*colour, 235), width=max(2, size // 40))
    centre, star = size / 2, size * 0.16
    points = [
        (
            centre + star * (1 if i % 2 == 0 else 0.4) * math.sin(math.pi * i / 5),
            centre - star * (1 if i % 2 == 0 else 0.4) * math.cos(math.pi * i / 5),
        )
        for i in range(10)
    ]
    draw.polygon(points, fill=(*colour, 235))
    face = font("serif", size * 0.12, 700)
    for place, letter in enumerate(text):
        angle = math.radians(-125 + 250 * place / max(1, len(text) - 1))
        glyph = Image.new("RGBA", (int(size * 0.16),) * 2, (*colour, 0))
        ImageDraw.Draw(glyph).text(
            (glyph.width / 2, glyph.height / 2), letter, fill=(*colour, 235), font=face, anchor="mm"
        )
        glyph = glyph.rotate(-math.degrees(angle), Image.Resampling.BICUBIC)
        radius = size * 0.385
        at = (
            int(centre + radius * math.sin(angle) - glyph.width / 2),
            int(centre - radius * math.cos(angle) - glyph.height / 2),
        )
        seal.alpha_composite(glyph, (max(0, at[0]), max(0, at[1])))
    return seal


def square_seal(lines: list[str], size: int, colour: Colour = (200, 40, 44)) -> Image.Image:
    """方章 of the traffic police: a red frame with a few lines of letters, transparent around."""
    seal = Image.new("RGBA", (size, size), (*colour, 0))
    draw = ImageDraw.Draw(seal)
    draw.rectangle((3, 3, size - 4, size - 4), outline=(*colour, 230), width=max(2, size // 45))
    step = size * 0.84 / len(lines)
    for row, line in enumerate(lines):
        pixels = min(step * 0.86, size * 0.84 / max(1, len(line)))
        face = font("serif", pixels, 600)
        for column, letter in enumerate(line):
            x = size * 0.08 + size * 0.84 * (column + 0.5) / len(line)
            draw.text((x, size * 0.08 + step * (row + 0.5)), letter, fill=(*colour, 225), font=face, anchor="mm")
    return seal


def emblem(size: int) -> Image.Image:
    """A red and gold roundel that stands where the national emblem is: plainly not the emblem itself."""
    mark = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    draw = ImageDraw.Draw(mark)
    draw.ellipse((0, 0, size - 1, size - 1), fill=(196, 148, 60, 255))
    inset = size * 0.08
    draw.ellipse((inset, inset, size - inset, size - inset), fill=(196, 44, 40, 255))
    for x, y, radius in (
        (0.5, 0.3, 0.10),
        (0.33, 0.42, 0.045),
        (0.42, 0.48, 0.045),
        (0.58, 0.48, 0.045),
        (0.67, 0.42, 0.045),
    ):
        box = ((x - radius) * size, (y - radius) * size, (x + radius) * size, (y + radius) * size)
        draw.ellipse(box, fill=(236, 196, 80, 255))
    draw.rectangle((size * 0.26, size * 0.6, size * 0.74, size * 0.68), fill=(236, 196, 80, 255))
    draw.rectangle((size * 0.2, size * 0.7, size * 0.8, size * 0.76), fill=(236, 196, 80, 255))
    return mark.filter(ImageFilter.GaussianBlur(size / 160))
