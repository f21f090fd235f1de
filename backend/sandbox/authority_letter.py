"""授权委托书样张: the letter by which a test company or person sends somebody, stamped or signed, and photographed."""

from collections.abc import Iterator, Mapping

from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from backend.sandbox.photographs import photograph
from backend.sandbox.photographs.fonts import font

SIZE = (1240, 1754)  # A4 at 150 dots an inch
_MARGIN = 150
_RED = (196, 38, 30)
_INK = (32, 44, 110)


def photo_of_letter(truth: Mapping[str, str], seed: int) -> bytes:
    """A JPEG of the letter on a desk.

    ``truth``: agent, agent_id_number and the matter; of a company company and credit_code, of a person principal and
    id_number. A company stamps the letter with its seal, a person signs it.
    """
    return photograph(_letter(truth, seed), seed, "demo")


def _letter(truth: Mapping[str, str], seed: int) -> Image.Image:
    sheet = Image.new("RGB", SIZE, (252, 251, 247))
    draw = ImageDraw.Draw(sheet)
    draw.text((SIZE[0] / 2, 230), "授权委托书", font=font("serif", 64, 700), fill=(20, 20, 20), anchor="mm")
    company = truth.get("company", "")
    us, giver = ("我单位", company) if company else ("本人", truth["principal"])
    body = (
        f"        兹委托 {truth['agent']}（居民身份证号码 {truth['agent_id_number']}）代表{us}，"
        f"办理{truth['matter']}。受托人在上述事项范围内签署的文件，{us}均予认可。"
    )
    top = 360
    for line in _lines(body, font("serif", 36), SIZE[0] - 2 * _MARGIN):
        draw.text((_MARGIN, top), line, font=font("serif", 36), fill=(25, 25, 25))
        top += 74
    details = (
        ("委托单位" if company else "委托人", giver),
        ("统一社会信用代码", truth["credit_code"]) if company else ("居民身份证号码", truth["id_number"]),
        ("委托期限", "自签发之日起三十日"),
    )
    for title, value in details:
        draw.text((_MARGIN, top + 60), f"{title}：{value}", font=font("serif", 34), fill=(25, 25, 25))
        top += 70
    signed = f"{company}（盖章）" if company else f"委托人（签字）：{'　' * 6}"
    draw.text((SIZE[0] - _MARGIN, top + 330), signed, font=font("serif", 34), anchor="ra", fill=0)
    if company:
        sheet.paste(_RED, (SIZE[0] - 520, top + 150), _seal(company, seed))
    else:
        sheet.paste(_INK, (SIZE[0] - 400, top + 270), _handwriting(giver, seed))
    return sheet


def _handwriting(name: str, seed: int) -> Image.Image:
    """The mask of a name written quickly with a ballpoint: slanted, uphill, a little smaller at its end."""
    mask = Image.new("L", (250, 150), 0)
    draw = ImageDraw.Draw(mask)
    for place, letter in enumerate(name):
        draw.text((20 + place * 70, 40 - place * 6), letter, font=font("serif", 72 - 4 * place), fill=230)
    slanted = mask.transform(mask.size, Image.Transform.AFFINE, (1, 0.3, -20, 0, 1, 0), Image.Resampling.BICUBIC)
    return slanted.rotate(4 + seed % 5, Image.Resampling.BICUBIC)


def _lines(text: str, face: FreeTypeFont, width: float) -> Iterator[str]:
    """``text`` broken wherever a line of ``width`` pixels is full, as Chinese is set: no line begins with a stop."""
    line = ""
    for letter in text:
        if face.getlength(line + letter) > width and letter not in "，。、）":
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
