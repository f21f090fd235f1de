"""机动车登记证书, its two printed pages one above the other as the open booklet shows them (GA 801)."""

from collections.abc import Mapping
from typing import Final

from PIL import Image

from backend.sandbox.photographs.paper import Pen, Style, guilloche
from backend.sandbox.photographs.places import PLACES

SIZE: Final = (1520, 2080)
_LABEL: Final = (40, 70, 58)
_RULE: Final = (120, 150, 132)
_LEFT, _MIDDLE, _RIGHT = 0.055, 0.50, 0.945
_STEP: Final = 0.043
_SIZE: Final = 0.0165
_ONE_LINE: Final = 28  # letters: three of a name, the paper's name, eighteen of the number and two strokes


def draw(truth: dict[str, str], portrait_seed: int, style: Style) -> Image.Image:
    """Both tables; empty cells are left empty, as on a car that has no hold."""
    sheet = guilloche(*SIZE, (238, 243, 232), (176, 208, 180), portrait_seed + 29)
    pen = Pen(sheet, style)
    pen.middle(0.5, 0.042, "机动车登记证书", 0.026, _LABEL, 700, gap=0.25)
    pen.label(0.62, 0.078, "编号", _SIZE, _LABEL)
    pen.value(0.67, 0.078, truth["certificate_number"], 0.019)
    pen.middle(0.5, 0.108, "注册登记摘要信息栏", 0.019, _LABEL, 600, gap=0.1)
    y = 0.14
    pen.rule(_LEFT - 0.01, y - _STEP / 2, _RIGHT, y - _STEP / 2, _RULE)
    end = pen.label(_LEFT, y, "1.机动车所有人/身份证明名称/号码", _SIZE, _LABEL) + 0.015
    # A long name or number goes on in a second line of the cell.
    short = len(_owner(truth)) <= _ONE_LINE
    pen.value_lines(end, y if short else y - 0.0095, _owner(truth), 0.0165, _RIGHT - end, 0.020)
    y += _STEP
    _row(pen, y, (("2.登记机关", _office(truth["plate_number"]), _LEFT),))
    y += _STEP
    cells = (("3.登记日期", truth["registered_on"], _LEFT), ("4.机动车登记编号", truth["plate_number"], _MIDDLE))
    _row(pen, y, cells)
    y += 2 * _STEP
    pen.middle(0.5, y, "注册登记机动车信息栏", 0.019, _LABEL, 600, gap=0.1)
    for left, right in _vehicle(truth):
        y += _STEP
        # Seventeen letters need more than half the line.
        middle = 0.66 if left[0].startswith("9.") else _MIDDLE
        _row(pen, y, ((*left, _LEFT), (*right, middle)))
    pen.rule(_LEFT - 0.01, y + _STEP / 2, _RIGHT, y + _STEP / 2, _RULE)
    return sheet


def _office(plate_number: str) -> str:
    place = next((place for place in PLACES if place.plate == plate_number[:2]), PLACES[0])
    return "".join(place.traffic_police) + "车辆管理所"


def _owner(truth: Mapping[str, str]) -> str:
    paper = "居民身份证" if len(truth["owner"]) < 8 or "·" in truth["owner"] else "统一社会信用代码"
    return f"{truth['owner']}/{paper}/{truth['id_number']}"


def _vehicle(truth: Mapping[str, str]) -> tuple[tuple[tuple[str, str], tuple[str, str]], ...]:
    brand, model = truth["brand_model"].split("牌", 1)
    return (
        (("5.车辆类型", truth["vehicle_type"]), ("6.车辆品牌", f"{brand}牌")),
        (("7.车辆型号", model), ("8.车身颜色", truth["color"])),
        (("9.车辆识别代号/车架号", truth["vin"]), ("10.国产/进口", "国产")),
        (("11.发动机号", truth["engine_number"]), ("12.发动机型号", "4A91")),
        (("13.燃料种类", "汽油"), ("14.排量/功率", "1498 ml/88 kw")),
        (("15.制造厂名称", truth["manufacturer"]), ("16.转向形式", "方向盘")),
        (("17.轮距", "前1460 后1465 mm"), ("18.轮胎数", "4")),
        (("19.轮胎规格", "195/60R15"), ("20.钢板弹簧片数", "")),
        (("21.轴距", "2610 mm"), ("22.轴数", "2")),
        (("23.外廓尺寸", "4490×1750×1455 mm"), ("24.货厢内部尺寸", "")),
        (("25.总质量", "1650 kg"), ("26.核定载质量", "")),
        (("27.核定载客", "5 人"), ("28.准牵引总质量", "")),
        (("29.驾驶室载客", ""), ("30.使用性质", truth["use_character"])),
        (("31.车辆获得方式", "购买"), ("32.车辆出厂日期", truth["registered_on"])),
        (("33.发证机关章", ""), ("34.发证日期", truth["registered_on"])),
    )


def _row(pen: Pen, y: float, cells: tuple[tuple[str, str, float], ...]) -> None:
    """One line of the table: each cell its label and, after it, its value."""
    pen.rule(_LEFT - 0.01, y - _STEP / 2, _RIGHT, y - _STEP / 2, _RULE)
    for label, value, x in cells:
        end = pen.label(x, y, label, _SIZE, _LABEL)
        if value:
            pen.value(max(end + 0.015, x + 0.135), y, value, 0.0175)
