"""The car itself (车辆照片): seen from the left front at 45° with its plate, and its VIN plate."""

from random import Random
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

from backend.sandbox.photographs.fonts import font

SIZE: Final = (1800, 1350)
_PAINTS: Final = ((196, 200, 206), (36, 38, 44), (150, 30, 34), (38, 66, 120), (238, 238, 236), (110, 116, 122))


def draw_car(truth: dict[str, str], seed: int) -> Image.Image:
    """左前45°: a plain saloon in a car park, its plate to be read."""
    random = Random(f"car picture {seed}")
    width, height = SIZE
    picture = Image.new("RGB", SIZE, (190, 206, 222))
    draw = ImageDraw.Draw(picture)
    for row in range(int(height * 0.55)):
        shade = row / (height * 0.55)
        draw.line((0, row, width, row), fill=(int(150 + 70 * shade), int(178 + 50 * shade), int(210 + 25 * shade)))
    for block in range(9):
        left, top = block * 220 - 40, random.randrange(260, 480)
        tone = random.randrange(130, 190)
        draw.rectangle((left, top, left + 200, 760), fill=(tone, tone, tone + 6))
        for window in range(12):
            x, y = left + 20 + window % 4 * 45, top + 30 + window // 4 * 60
            draw.rectangle((x, y, x + 26, y + 34), fill=(tone - 40, tone - 30, tone - 15))
    draw.rectangle((0, 740, width, height), fill=(112, 112, 114))
    for line in range(5):
        draw.polygon(
            [(line * 460 - 100, 760), (line * 460 - 84, 760), (line * 620 - 380, height), (line * 620 - 420, height)],
            fill=(206, 206, 200),
        )
    _body(draw, random.choice(_PAINTS))
    picture = picture.filter(ImageFilter.GaussianBlur(1.6))
    _mount(picture, _number_plate(truth["plate_number"]), [(262, 872), (640, 902), (640, 1002), (262, 966)])
    return picture


def _body(draw: ImageDraw.ImageDraw, paint: tuple[int, int, int]) -> None:
    """The saloon: the front faces left, the near side runs away to the right."""
    dark = tuple(int(c * 0.68) for c in paint)
    light = tuple(min(255, int(c * 1.12) + 8) for c in paint)
    draw.ellipse((130, 1010, 1740, 1160), fill=(70, 70, 72))
    draw.polygon([(560, 560), (820, 392), (1240, 384), (1500, 560)], fill=dark)
    draw.polygon([(600, 566), (838, 420), (1010, 416), (930, 578)], fill=(60, 76, 92))
    draw.polygon([(960, 578), (1030, 418), (1226, 412), (1420, 570)], fill=(52, 66, 80))
    draw.line((1200, 412, 1230, 574), fill=dark, width=14)
    draw.polygon([(190, 700), (560, 560), (930, 578), (720, 720)], fill=light)
    draw.polygon([(720, 720), (930, 578), (1500, 560), (1690, 640), (1700, 960), (1560, 1010), (740, 1070)], fill=paint)
    draw.polygon([(180, 706), (720, 720), (740, 1080), (200, 1010)], fill=dark)
    draw.polygon([(300, 760), (610, 772), (612, 842), (304, 824)], fill=(26, 28, 32))
    for step in range(5):
        draw.line((304, 770 + step * 13, 610, 784 + step * 13), fill=(96, 98, 102), width=3)
    draw.polygon([(196, 726), (290, 738), (292, 800), (200, 782)], fill=(236, 240, 246))
    draw.polygon([(624, 750), (760, 724), (744, 800), (628, 818)], fill=(236, 240, 246))
    draw.rectangle((215, 1000, 715, 1046), fill=(30, 32, 36))
    for centre, radius in (((880, 990), 128), ((1500, 930), 112)):
        x, y = centre
        draw.ellipse((x - radius * 0.86, y - radius, x + radius * 0.86, y + radius), fill=(24, 24, 26))
        draw.ellipse((x - radius * 0.54, y - radius * 0.64, x + radius * 0.54, y + radius * 0.64), fill=(176, 180, 186))
        draw.ellipse((x - radius * 0.14, y - radius * 0.17, x + radius * 0.14, y + radius * 0.17), fill=(60, 62, 66))
    draw.line((960, 590, 985, 1010), fill=dark, width=6)
    draw.line((1240, 580, 1270, 980), fill=dark, width=6)
    for x in (1130, 1380):
        draw.rounded_rectangle((x, 680, x + 70, 698), 8, fill=dark)
    draw.ellipse((880, 560, 960, 620), fill=dark)


def _number_plate(text: str) -> Image.Image:
    """Blue for an ordinary small car, green for a new-energy one (GA 36)."""
    green = len(text) == 8
    plate = Image.new("RGB", (880, 280), (90, 190, 120) if green else (22, 60, 150))
    draw = ImageDraw.Draw(plate)
    ink = (16, 24, 18) if green else (246, 246, 246)
    draw.rounded_rectangle((10, 10, 869, 269), 24, outline=ink, width=6)
    shown = f"{text[:2]}·{text[2:]}"
    step, face = 820 / len(shown), font("sans", 120 if green else 136, 700)
    for place, letter in enumerate(shown):
        draw.text((30 + step * (place + 0.5), 140), letter, fill=ink, font=face, anchor="mm")
    return plate


def _mount(picture: Image.Image, plate: Image.Image, corners: list[tuple[int, int]]) -> None:
    """Paste ``plate`` into ``picture`` with its corners at ``corners`` (clockwise from the upper left)."""
    import cv2
    import numpy as np

    w, h = plate.size
    here = np.array([(0, 0), (w, 0), (w, h), (0, h)], np.float32)
    warp = cv2.getPerspectiveTransform(here, np.array(corners, np.float32))
    flat = cv2.warpPerspective(np.asarray(plate), warp, picture.size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full((h, w), 255, np.uint8), warp, picture.size)
    picture.paste(Image.fromarray(flat), (0, 0), Image.fromarray(mask))


def draw_vin_plate(truth: dict[str, str], seed: int) -> Image.Image:
    """铭牌: the maker's metal plate with the VIN struck into it."""
    random = Random(f"vin plate {seed}")
    picture = Image.effect_noise((1500, 900), 26).convert("RGB")
    tone = Image.new("RGB", picture.size, (182, 184, 188))
    picture = Image.blend(tone, picture, 0.16)
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((24, 24, 1475, 875), 36, outline=(70, 72, 76), width=8)
    for x, y in ((70, 70), (1430, 70), (70, 830), (1430, 830)):
        draw.ellipse((x - 22, y - 22, x + 22, y + 22), fill=(120, 122, 126), outline=(60, 60, 64), width=4)
    ink = (30, 32, 36)
    model = truth.get("brand_model", "")
    draw.text((750, 130), f"{model.split('牌')[0]}汽车有限公司", fill=ink, font=font("sans", 62, 600), anchor="mm")
    draw.text((130, 250), f"品牌型号  {model}", fill=ink, font=font("sans", 46), anchor="lm")
    draw.text((130, 350), "车辆识别代号 (VIN)", fill=ink, font=font("sans", 46), anchor="lm")
    for place, letter in enumerate(truth["vin"]):
        draw.text((150 + place * 74, 452), letter, fill=(245, 245, 245), font=font("sans", 92, 600), anchor="mm")
        draw.text((147 + place * 74, 449), letter, fill=ink, font=font("sans", 92, 600), anchor="mm")
    mass, seats = random.randrange(1500, 2400), random.choice((5, 5, 7))
    draw.text((130, 580), f"最大允许总质量  {mass} kg", fill=ink, font=font("sans", 46), anchor="lm")
    draw.text((130, 670), f"乘坐人数  {seats}        发动机排量  1498 mL", fill=ink, font=font("sans", 46), anchor="lm")
    draw.text(
        (130, 760),
        f"制造年月  20{random.randrange(12, 25)}年{random.randrange(1, 13):02d}月   中国制造",
        fill=ink,
        font=font("sans", 46),
        anchor="lm",
    )
    return picture
