"""机动车行驶证主页, laid out as GA 37 prints it: 88 by 60 mm at 20 pixels a millimetre, labels in two languages."""

from typing import Final

from PIL import Image

from backend.sandbox.photographs.paper import Pen, Style, guilloche, square_seal
from backend.sandbox.photographs.places import PLACES

SIZE: Final = (1760, 1200)
_LABEL: Final = (46, 60, 56)


def draw(truth: dict[str, str], portrait_seed: int, style: Style) -> Image.Image:
    """The main page with the traffic police's red seal at the lower left."""
    card = guilloche(*SIZE, (235, 240, 228), (168, 202, 170), portrait_seed + 13)
    pen = Pen(card, style)
    pen.middle(0.5, 0.085, "中华人民共和国机动车行驶证", 0.068, _LABEL, 600, gap=0.10)
    pen.middle(0.5, 0.150, "Vehicle License of the People's Republic of China", 0.030, _LABEL, 500)
    _field(pen, 0.050, 0.235, "号牌号码", "Plate No.", truth["plate_number"], 0.185)
    _field(pen, 0.470, 0.235, "车辆类型", "Vehicle Type", truth["vehicle_type"], 0.610)
    _field(pen, 0.050, 0.345, "所  有  人", "Owner", truth["owner"], 0.185)
    pen.label(0.050, 0.440, "住    址", 0.036, _LABEL)
    pen.label(0.050, 0.474, "Address", 0.024, _LABEL)
    one_line = len(truth["address"]) <= 26
    pen.value_lines(0.185, 0.455 if one_line else 0.438, truth["address"], 0.044 if one_line else 0.042, 0.77, 0.052)
    _field(pen, 0.050, 0.565, "使用性质", "Use Character", truth["use_character"], 0.185)
    _field(pen, 0.430, 0.565, "品牌型号", "Model", truth["brand_model"], 0.545)
    for y in (0.285, 0.395, 0.505, 0.615):
        pen.rule(0.045, y, 0.955, y, (130, 150, 138), 2)
    _field(pen, 0.350, 0.665, "车辆识别代号", "VIN", truth["vin"], 0.545)
    _field(pen, 0.350, 0.765, "发动机号码", "Engine No.", truth["engine_number"], 0.545)
    _field(pen, 0.350, 0.865, "注册日期", "Register Date", truth["registered_on"], 0.455)
    _field(pen, 0.665, 0.865, "发证日期", "Issue Date", truth["issued_on"], 0.775)
    for y in (0.715, 0.815):
        pen.rule(0.355, y, 0.955, y, (130, 150, 138), 2)
    seal = square_seal(_seal_lines(truth["plate_number"]), 400)
    card.paste(seal, (110, 750), seal)
    return card


def _field(pen: Pen, x: float, y: float, label: str, english: str, value: str, at: float) -> None:
    pen.label(x, y, label, 0.036, _LABEL)
    pen.label(x, y + 0.034, english, 0.024, _LABEL)
    pen.value(at, y + 0.010, value, 0.045)


def _seal_lines(plate_number: str) -> list[str]:
    place = next((place for place in PLACES if place.plate == plate_number[:2]), PLACES[0])
    text = "".join(place.traffic_police)
    rows = 4 if len(text) > 12 else 3
    step = -(-len(text) // rows)
    return [text[start : start + step] for start in range(0, len(text), step)]
