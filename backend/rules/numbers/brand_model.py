"""厂牌型号: brand + 牌 + type code, such as 东南牌DN7152HAS (GB/T 9417, DOMAIN §1.6). A sanity check only."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Self

from backend.rules.numbers.text import tidy

CLASSES: Final = {
    "1": "货车",
    "2": "越野车",
    "3": "自卸车",
    "4": "牵引车",
    "5": "专用车",
    "6": "客车",
    "7": "轿车",
    "9": "半挂车",
}
TYPE_CODE: Final = re.compile(r"(?P<maker>[A-Z]{2,3})(?P<class>\d)(?P<parameter>\d{2})(?P<serial>\d)?[A-Z0-9()/\-]*")
# Bus lengths from 10 m are written in whole metres, shorter ones in tenths; no bus is 1.9 m long.
WHOLE_METRES_BELOW: Final = 20
# First letters of the 车辆类型 codes that each class digit may stand beside.
TYPES_OF_CLASS: Final = {"1": "HZ", "2": "KH", "3": "H", "4": "Q", "5": "ZHK", "6": "K", "7": "K", "9": "B"}


@dataclass(frozen=True, slots=True)
class BrandModel:
    """厂牌型号 taken apart; parts a text does not tell are None (imported cars have no such code).

    ``main_parameter``: litres for 轿车, metres for 客车, tonnes of total mass for trucks.
    """

    text: str
    brand: str | None
    type_code: str
    maker_letters: str | None = None
    model_class: str | None = None
    main_parameter: Decimal | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Take a brand model apart; never fails."""
        plain = tidy(text)
        brand, mark, code = plain.partition("牌")
        if not mark:
            brand, code = "", plain
        match = TYPE_CODE.fullmatch(code)
        if not match or match["class"] not in CLASSES:
            return cls(plain, brand or None, code)
        kind, number = match["class"], int(match["parameter"])
        tenths = kind == "7" or (kind == "6" and number >= WHOLE_METRES_BELOW)
        parameter = Decimal(number) / 10 if tenths else Decimal(number)
        return cls(plain, brand or None, code, match["maker"], CLASSES[kind], parameter)


def brand_model_fits_type(text: str, vehicle_type: str) -> bool | None:
    """Tell whether the class digit can stand beside a 车辆类型 code; None when the model tells nothing."""
    model = BrandModel.parse(text)
    digit = next((digit for digit, name in CLASSES.items() if name == model.model_class), None)
    return None if digit is None else vehicle_type[:1] in TYPES_OF_CLASS[digit]
