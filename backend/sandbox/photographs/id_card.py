"""居民身份证, front and back, laid out as GA 461 prints it: 85.6 by 54 mm at 20 pixels a millimetre."""

from typing import Final

from PIL import Image, ImageDraw

from backend.sandbox.photographs.paper import Pen, Style, emblem, guilloche
from backend.sandbox.photographs.portrait import portrait

SIZE: Final = (1712, 1080)
_LABEL: Final = (62, 104, 152)


def draw_front(truth: dict[str, str], portrait_seed: int, style: Style) -> Image.Image:
    """人像面: name, sex, ethnicity, birth, address, number, and a made-up portrait."""
    card = guilloche(*SIZE, (233, 240, 243), (150, 196, 214), portrait_seed)
    pen = Pen(card, style)
    small, big = 0.050, 0.060
    pen.label(0.058, 0.135, "姓 名", small, _LABEL)
    pen.value(0.178, 0.132, truth["name"], 0.068)
    pen.label(0.058, 0.255, "性 别", small, _LABEL)
    pen.value(0.178, 0.253, truth["sex"], big)
    pen.label(0.315, 0.255, "民 族", small, _LABEL)
    pen.value(0.420, 0.253, truth["ethnicity"], big)
    year, month, day = truth["birth_date"].split("-")
    pen.label(0.058, 0.372, "出 生", small, _LABEL)
    pen.value(0.178, 0.370, year, big)
    pen.label(0.278, 0.372, "年", small, _LABEL)
    pen.value(0.334 if len(str(int(month))) == 2 else 0.344, 0.370, str(int(month)), big)
    pen.label(0.385, 0.372, "月", small, _LABEL)
    pen.value(0.430 if len(str(int(day))) == 2 else 0.440, 0.370, str(int(day)), big)
    pen.label(0.482, 0.372, "日", small, _LABEL)
    pen.label(0.058, 0.500, "住 址", small, _LABEL)
    pen.value_lines(0.178, 0.498, truth["address"], 0.056, 0.425, 0.088)
    pen.label(0.058, 0.868, "公民身份号码", small, _LABEL)
    pen.value(0.345, 0.865, truth["id_number"], 0.068, gap=0.12)
    face = portrait(480, 640, portrait_seed)
    card.paste(face, (1112, 130), face)
    return card


def draw_back(truth: dict[str, str], portrait_seed: int, style: Style) -> Image.Image:
    """国徽面: heading, issuer and term. ``valid_to`` may be 长期."""
    card = guilloche(*SIZE, (236, 241, 240), (176, 204, 190), portrait_seed + 7)
    mark = emblem(300)
    card.paste(mark, (110, 80), mark)
    pen = Pen(card, style)
    pen.middle(0.60, 0.185, "中华人民共和国", 0.098, weight=700, gap=0.25)
    pen.middle(0.60, 0.375, "居民身份证", 0.140, weight=700, gap=0.3)
    small = 0.054
    pen.label(0.190, 0.745, "签发机关", small, weight=700)
    pen.value(0.395, 0.743, truth["issuer"], small)
    pen.label(0.190, 0.865, "有效期限", small, weight=700)
    until = truth["valid_to"].replace("-", ".")
    pen.value(0.395, 0.863, f"{truth['valid_from'].replace('-', '.')}-{until}", small)
    return card


def rounded(card: Image.Image, radius: int = 60) -> Image.Image:
    """The card with its corners cut round (RGBA)."""
    mask = Image.new("L", card.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, card.width - 1, card.height - 1), radius, fill=255)
    card = card.convert("RGBA")
    card.putalpha(mask)
    return card
