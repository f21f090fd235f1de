"""授权委托书样张: the letter by which a test company sends somebody to hand over its car, stamped and photographed."""

from collections.abc import Iterator, Mapping

from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from backend.sandbox.photographs import photograph
from backend.sandbox.photographs.fonts import font

SIZE = (1240, 1754)  # A4 at 150 dots an inch
_MARGIN = 150
_RED = (196, 38, 30)


def photo_of_letter(truth: Mapping[str, str], seed: int) -> bytes:
    """A JPEG of the letter on a desk. ``truth``: company, credit_code, agent, agent_id_number, plate_number, vin."""
    return photograph(_letter(truth, seed), seed, "demo")


def _letter(truth: Mapping[str, str], seed: int) -> Image.Image:
    sheet = Image.new("RGB", SIZE, (252, 251, 247))
    draw = ImageDraw.Draw(sheet)
    draw.text((SIZE[0] / 2, 230), "授权委托书", font=font("serif", 64, 700), fill=(20, 20, 20), anchor="mm")
    body = (
        f"        兹委托 {truth['agent']}（居民身份证号码 {truth['agent_id_number']}）代表我单位，"
        f"办理号牌号码为 {truth['plate_number']}、车辆识别代号为 {truth['vin']} 的机动车转让登记及相关手续。"
        "受托人在上述事项范围内签署的文件，我单位均予认可。"
    )
    top = 360
    for line in _lines(body, font("serif", 36), SIZE[0] - 2 * _MARGIN):
        draw.text((_MARGIN, top), line, font=font("serif", 36), fill=(25, 25, 25))
        top += 74
    details = (
        ("委托单位", truth["company"]),
        ("统一社会信用代码", truth["credit_code"]),
        ("委托期限", "自签发之日起三十日"),
    )
    for title, value in details:
        draw.text((_MARGIN, top + 60), f"{title}：{value}", font=font("serif", 34), fill=(25, 25, 25))
        top += 70
    draw.text(
        (SIZE[0] - _MARGIN, top + 330), f"{truth['company']}（盖章）", font=font("serif", 34), anchor="ra", fill=0
    )
    sheet.paste(_RED, (SIZE[0] - 520, top + 150), _seal(truth["company"], seed))
    return sheet


def _lines(text: str, face: FreeTypeFont, width: float) -> Iterator[str]:
    """``text`` broken wherever a line of ``width`` pixels is full, as Chinese is set."""
    line = ""
    for letter in text:
        if face.getlength(line + letter) > width:
            yield line
            line = ""
        line += letter
    yield line


def _seal(company: str, seed: int) -> Image.Image:
    """The mask of a round company seal: ring, star, and the name around the upper arc."""
    size = 360
    mask = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(mask)
    draw.ellipse((8, 8, size - 8, size - 8), outline=210, width=9)
    draw.text((size / 2, size / 2), "★", font=font("sans", 96), fill=210, anchor="mm")
    span = 250
    for place, letter in enumerate(company):
        angle = span / 2 - span * place / max(1, len(company) - 1)
        glyph = Image.new("L", (size, size), 0)
        ImageDraw.Draw(glyph).text((size / 2, 48), letter, font=font("serif", 32, 700), fill=210, anchor="mm")
        mask = Image.composite(Image.new("L", mask.size, 210), mask, glyph.rotate(angle, Image.Resampling.BICUBIC))
    return mask.rotate(seed % 21 - 10, Image.Resampling.BICUBIC)
