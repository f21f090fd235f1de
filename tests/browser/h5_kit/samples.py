"""试拍照片: pictures a phone might choose, made here: a sharp card on a desk and its misfortunes."""

import io
import random
import struct
import zlib
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont


def card(width: int = 1600, height: int = 1100) -> Image.Image:
    """A light card with small print on a brown desk, lit unevenly, with sensor noise."""
    dice = random.Random(7)
    desk = Image.new("RGB", (width, height), (139, 112, 86))
    pen = ImageDraw.Draw(desk)
    inset = width // 12
    pen.rounded_rectangle((inset, inset, width - inset, height - inset), width // 50, fill=(226, 232, 236))
    font = ImageFont.load_default(size=width // 42)
    for line in range(9):
        words = "".join(dice.choice("ABCDEFGHKMNPRSTUVWXYZ0123456789") for _ in range(24))
        pen.text((inset * 1.6, inset * 1.6 + line * height // 14), words, fill=(40, 44, 52), font=font)
    noise = Image.effect_noise((width, height), 10).convert("RGB")
    return Image.blend(desk, noise, 0.06)


def blurred(radius: float = 9) -> Image.Image:
    return card().filter(ImageFilter.GaussianBlur(radius))


def dark(share: float = 0.12) -> Image.Image:
    return ImageEnhance.Brightness(card()).enhance(share)


def burnt() -> Image.Image:
    return ImageEnhance.Brightness(card()).enhance(3.2)


def glaring() -> Image.Image:
    picture = ImageEnhance.Brightness(card()).enhance(1.05)
    ImageDraw.Draw(picture).ellipse((500, 250, 1150, 800), fill=(255, 255, 255))
    return picture.filter(ImageFilter.GaussianBlur(1))


def flat() -> Image.Image:
    return Image.new("RGB", (1600, 1100), (150, 150, 148))


def lying_down() -> bytes:
    """A portrait picture stored sideways, with the EXIF note to turn it (orientation 6)."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return jpeg(card(1600, 1000), exif=exif)


def noisy(width: int = 3200, height: int = 2400) -> Image.Image:
    """Eight megapixels that compress badly: what the byte budget is for."""
    small = Image.effect_noise((width // 4, height // 4), 90).convert("RGB")
    return Image.blend(card(width, height), small.resize((width, height)), 0.4)


def jpeg(picture: Image.Image, **options: object) -> bytes:
    """``picture`` as a phone would store it."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92, **options)
    return out.getvalue()


def two_hundred_megapixels() -> bytes:
    """A PNG whose header promises 20 000 × 10 000 pixels and whose body is a few bytes."""
    head = struct.pack(">IIBBBBB", 20000, 10000, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


REFUSED: dict[str, tuple[Callable[[], Image.Image], str]] = {
    "blurred": (blurred, "拍糊了"),
    "dark": (dark, "太暗了"),
    "burnt": (burnt, "太亮了"),
    "flat": (flat, "看不到内容"),
    "small": (lambda: card(300, 200), "照片太小"),
}
