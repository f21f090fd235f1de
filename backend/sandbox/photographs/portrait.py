"""A made-up face (合成头像): head, hair and shoulders drawn from a seed. Nobody real, nobody's photograph."""

from random import Random

from PIL import Image, ImageDraw, ImageFilter

_SKINS = ((238, 205, 178), (226, 186, 155), (214, 172, 140), (244, 214, 190))
_CLOTHES = ((40, 44, 58), (88, 36, 40), (60, 74, 96), (235, 235, 235), (52, 82, 64), (120, 104, 92))


def portrait(
    width: int, height: int, seed: int, background: tuple[int, int, int, int] = (255, 255, 255, 0)
) -> Image.Image:
    """A head and shoulders of ``width`` by ``height`` pixels (RGBA); the same seed is the same person."""
    random = Random(f"face {seed}")
    w, h = 600, 740
    skin, cloth = random.choice(_SKINS), random.choice(_CLOTHES)
    long_hair, glasses = random.random() < 0.45, random.random() < 0.25
    hair = random.choice(((24, 20, 20), (40, 30, 26), (70, 66, 66)))
    face = Image.new("RGBA", (w, h), background)
    draw = ImageDraw.Draw(face)
    cx, cy = w / 2, h * 0.42
    rx, ry = w * random.uniform(0.205, 0.235), h * random.uniform(0.225, 0.25)
    if long_hair:
        draw.rounded_rectangle((cx - rx * 1.28, cy - ry * 1.1, cx + rx * 1.28, cy + ry * 1.55), rx * 0.9, fill=hair)
    draw.ellipse((cx - w * 0.44, h * 0.76, cx + w * 0.44, h * 1.3), fill=cloth)
    dark = tuple(int(c * 0.86) for c in skin)
    draw.rounded_rectangle((cx - rx * 0.46, cy + ry * 0.6, cx + rx * 0.46, h * 0.84), 40, fill=dark)
    draw.polygon([(cx - rx * 0.75, h * 0.775), (cx, h * 0.9), (cx + rx * 0.75, h * 0.775)], fill=(245, 245, 245))
    draw.polygon([(cx - rx * 0.42, h * 0.77), (cx, h * 0.85), (cx + rx * 0.42, h * 0.77)], fill=dark)
    for side in (-1, 1):
        draw.ellipse((cx + side * rx - 18, cy - 20, cx + side * rx + 18, cy + 62), fill=dark)
    draw.ellipse((cx - rx * 1.1, cy - ry * 1.16, cx + rx * 1.1, cy + ry * 0.5), fill=hair)
    draw.ellipse((cx - rx, cy - ry * 0.92, cx + rx, cy + ry), fill=skin)
    fringe = random.uniform(0.55, 0.72)
    draw.chord((cx - rx * 1.02, cy - ry * 1.08, cx + rx * 1.02, cy + ry * 0.6), 196, 344, fill=hair)
    draw.ellipse((cx - rx * 0.9, cy - ry * fringe, cx + rx * 0.9, cy + ry * 0.9), fill=skin)
    _features(draw, random, cx, cy, rx, ry, hair, glasses)
    # Printed on a card a face is soft; a selfie fills the frame and must be as sharp as a phone takes it.
    face = face.filter(ImageFilter.GaussianBlur(2.2 if width < w else 0.5))
    return face.resize((width, height), Image.Resampling.LANCZOS)


def _features(
    draw: ImageDraw.ImageDraw,
    random: Random,
    cx: float,
    cy: float,
    rx: float,
    ry: float,
    hair: tuple[int, int, int],
    glasses: bool,
) -> None:
    """Eyes, brows, nose, mouth and perhaps glasses."""
    eye_y, apart = cy - ry * 0.04, rx * random.uniform(0.40, 0.47)
    for side in (-1, 1):
        ex = cx + side * apart
        draw.ellipse((ex - 32, eye_y - 13, ex + 32, eye_y + 13), fill=(250, 248, 246))
        draw.ellipse((ex - 14, eye_y - 14, ex + 14, eye_y + 14), fill=(38, 26, 22))
        draw.ellipse((ex - 2, eye_y - 8, ex + 5, eye_y - 2), fill=(240, 240, 240))
        draw.arc((ex - 36, eye_y - 20, ex + 36, eye_y + 22), 195, 345, fill=(60, 40, 34), width=5)
        draw.line((ex - 38, eye_y - 36, ex, eye_y - 46, ex + 38, eye_y - 38), fill=hair, width=11, joint="curve")
        if glasses:
            draw.rounded_rectangle((ex - 50, eye_y - 34, ex + 50, eye_y + 38), 18, outline=(40, 40, 44), width=6)
    if glasses:
        draw.line((cx - apart + 50, eye_y - 4, cx + apart - 50, eye_y - 4), fill=(40, 40, 44), width=6)
    shade = (196, 148, 122)
    draw.line((cx - 6, eye_y + 20, cx - 16, cy + ry * 0.34), fill=shade, width=5)
    draw.arc((cx - 26, cy + ry * 0.22, cx + 26, cy + ry * 0.42), 20, 160, fill=shade, width=6)
    mouth = cy + ry * 0.6
    draw.ellipse((cx - 46, mouth - 13, cx + 46, mouth + 17), fill=(190, 104, 98))
    draw.line((cx - 46, mouth, cx, mouth + 5, cx + 46, mouth), fill=(140, 66, 64), width=4, joint="curve")
