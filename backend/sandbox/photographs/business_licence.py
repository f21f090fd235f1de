"""营业执照: the wide layout of 2019 (two columns) and the tall older one (one column), both as a 副本."""

from random import Random
from typing import Final

from PIL import Image, ImageDraw

from backend.sandbox.photographs.paper import Pen, Style, emblem, guilloche, round_seal
from backend.sandbox.photographs.places import TRADES

WIDE: Final = (2376, 1680)
TALL: Final = (1680, 2376)
_GOLD: Final = (186, 142, 62)


def draw(truth: dict[str, str], portrait_seed: int, style: Style) -> Image.Image:
    """The licence in ``style.layout``; a firm without registered capital is an individual business."""
    size = WIDE if style.layout == "wide" else TALL
    card = guilloche(*size, (250, 246, 234), (232, 214, 170), portrait_seed + 29)
    frame = ImageDraw.Draw(card)
    for inset, width in ((40, 14), (64, 4), (84, 2)):
        frame.rectangle((inset, inset, size[0] - inset, size[1] - inset), outline=_GOLD, width=width)
    (_draw_wide if style.layout == "wide" else _draw_tall)(card, truth, portrait_seed, style)
    return card


def _labels(truth: dict[str, str]) -> tuple[str, str, str]:
    """What this kind of firm calls its head, its founding day and its place."""
    if truth["registered_capital"]:
        return "法定代表人", "成立日期", "住        所"
    return "经  营  者", "注册日期", "经营场所"


def _scope(truth: dict[str, str], seed: int) -> str:
    scope = next((words for trade, words in TRADES if trade in truth["name"]), TRADES[0][1])
    tail = "（依法须经批准的项目，经相关部门批准后方可开展经营活动）"
    return f"一般项目：{scope}{tail}" if Random(f"scope {seed}").random() < 0.7 else scope + tail


def _chinese_date(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{year}年{month}月{day}日"


def _draw_wide(card: Image.Image, truth: dict[str, str], seed: int, style: Style) -> None:
    pen = Pen(card, style)
    mark = emblem(200)
    card.paste(mark, (1088, 110), mark)
    pen.middle(0.52, 0.255, "营业执照", 0.100, (40, 36, 30), 900, gap=0.3)
    pen.middle(0.5, 0.345, "（副    本）", 0.036, (40, 36, 30), 500)
    pen.label(0.070, 0.165, "统一社会信用代码", 0.026, weight=600)
    pen.value(0.070, 0.208, truth["credit_code"], 0.028, gap=0.0)
    _square_code(card, (1900, 230), 210, seed)
    pen.label(0.895, 0.150, "扫描二维码登", 0.015)
    pen.label(0.895, 0.172, "录‘国家企业", 0.015)
    pen.label(0.895, 0.194, "信用信息公示", 0.015)
    pen.label(0.895, 0.216, "系统’了解更", 0.015)
    pen.label(0.895, 0.238, "多登记、备案", 0.015)
    head, day, home = _labels(truth)
    size, left, right = 0.027, 0.085, 0.560
    rows = [("名        称", truth["name"]), ("类        型", truth["kind"]), (head, truth["legal_representative"])]
    y = 0.430
    for label, value in rows:
        pen.label(left, y, label, size, weight=600)
        y = pen.value_lines(left + 0.105, y, value, size, 0.33, 0.040) + 0.062
    pen.label(left, y, "经营范围", size, weight=600)
    pen.value_lines(left + 0.105, y, _scope(truth, seed), 0.023, 0.33, 0.034)
    y = 0.430
    second = ("注册资本", truth["registered_capital"]) if truth["registered_capital"] else ("组成形式", "个人经营")
    for label, value in (second, (day, _chinese_date(truth["founded_on"])), (home, truth["address"])):
        pen.label(right, y, label, size, weight=600)
        y = pen.value_lines(right + 0.105, y, value, size, 0.26, 0.040) + 0.062
    pen.label(0.640, 0.790, "登记机关", 0.030, weight=600)
    pen.label(0.690, 0.865, "2021", 0.027)
    pen.label(0.745, 0.865, "年 03 月 15 日", 0.027)
    seal = round_seal("市场监督管理局", 330)
    card.paste(seal, (1730, 1240), seal)
    pen.label(0.075, 0.930, "国家企业信用信息公示系统网址： http://www.gsxt.gov.cn", 0.014)
    pen.label(0.720, 0.930, "国家市场监督管理总局监制", 0.014)


def _draw_tall(card: Image.Image, truth: dict[str, str], seed: int, style: Style) -> None:
    pen = Pen(card, style)
    mark = emblem(220)
    card.paste(mark, (730, 130), mark)
    pen.middle(0.5, 0.200, "营业执照", 0.066, (40, 36, 30), 900, gap=0.4)
    pen.middle(0.5, 0.255, "（副  本）", 0.024, (40, 36, 30), 500)
    pen.label(0.480, 0.295, f"统一社会信用代码 {truth['credit_code']}", 0.0165)
    head, day, home = _labels(truth)
    rows = [
        ("名        称", truth["name"]),
        ("类        型", truth["kind"]),
        (home, truth["address"]),
        (head, truth["legal_representative"]),
    ]
    if truth["registered_capital"]:
        rows.append(("注册资本", truth["registered_capital"]))
    year = truth["founded_on"][:4]
    rows += [
        (day, _chinese_date(truth["founded_on"])),
        ("营业期限", f"{_chinese_date(truth['founded_on'])}至{int(year) + 30}年12月31日"),
    ]
    rows.append(("经营范围", _scope(truth, seed)))
    y = 0.350
    for label, value in rows:
        pen.label(0.150, y, label, 0.0195, weight=600)
        y = pen.value_lines(0.320, y, value, 0.0195, 0.55, 0.029) + 0.045
    pen.label(0.560, 0.835, "登记机关", 0.021, weight=600)
    seal = round_seal("市场监督管理局", 330)
    card.paste(seal, (1150, 1890), seal)
    pen.label(0.640, 0.885, "2017 年 06 月 21 日", 0.019)
    pen.label(
        0.120,
        0.945,
        "企业信用信息公示系统网址：http://www.gsxt.gov.cn    中华人民共和国国家工商行政管理总局监制",
        0.011,
    )


def _square_code(card: Image.Image, at: tuple[int, int], size: int, seed: int) -> None:
    """Something that looks like a two-dimensional code, and says nothing."""
    random, draw, cells = Random(f"code {seed}"), ImageDraw.Draw(card), 29
    cell = size // cells
    for row in range(cells):
        for column in range(cells):
            corner = ((row < 7 or row > 21) and (column < 7)) or (row < 7 and column > 21)
            ring = corner and (min(row % 22, 6 - row % 22) == 0 or min(column % 22, 6 - column % 22) == 0)
            heart = corner and 2 <= row % 22 <= 4 and 2 <= column % 22 <= 4
            if ring or heart or (not corner and random.random() < 0.48):
                x, y = at[0] + column * cell, at[1] + row * cell
                draw.rectangle((x, y, x + cell - 1, y + cell - 1), fill=(20, 20, 20))
