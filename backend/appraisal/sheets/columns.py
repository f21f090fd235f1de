"""列: what a sheet of cars may hold, under which headings, in any order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from backend.appraisal.sheets.errors import BatchColumnMissing
from backend.kit.spreadsheets import plain_heading


@dataclass(frozen=True, slots=True)
class Column:
    """One column: our name, its heading, other headings, an example, the width of both in letters."""

    name: str
    title: str
    others: tuple[str, ...]
    example: str
    width: int
    required: bool = False


COLUMNS: Final = (
    Column("plate", "号牌号码", ("车牌", "车牌号", "号牌"), "苏B00001", 12),
    Column(
        "brand_model",
        "品牌型号",
        ("车辆型号", "厂牌型号", "车型", "型号", "model"),
        "东南牌DN7152HAS",
        24,
        required=True,
    ),
    Column("vin", "车辆识别代号", ("车架号", "车架号码", "车辆识别代码", "VIN码", "VIN号"), "", 22),
    Column("vehicle_type", "车辆类型", ("车辆类别", "类型"), "小型轿车", 14, required=True),
    Column("use", "使用性质", ("用途", "usecharacter"), "非营运", 12, required=True),
    Column(
        "registered_on",
        "注册日期",
        ("初次登记日期", "初次注册日期", "登记日期", "上牌日期", "初登日期", "registered"),
        "2019-03-28",
        13,
        required=True,
    ),
    Column("new_price", "新车价（元）", ("新车价格", "新车指导价", "指导价", "新车首购价", "重置价"), "128800", 13),
    Column("coefficient", "变动系数", ("系数",), "1", 10),
    Column("coefficient_reason", "系数理由", ("理由",), "", 18),
    Column("on", "评估基准日", ("评估日期", "基准日"), "", 13),
)
HEADINGS: Final = {
    plain_heading(heading): column.name for column in COLUMNS for heading in (column.name, column.title, *column.others)
}


def places(head: Sequence[str]) -> dict[str, int]:
    """Where each known column stands; BatchColumnMissing names those that must be there and are not."""
    found: dict[str, int] = {}
    for place, heading in enumerate(head):
        name = HEADINGS.get(plain_heading(heading))
        if name:
            found.setdefault(name, place)
    if missing := [column.title for column in COLUMNS if column.required and column.name not in found]:
        raise BatchColumnMissing(field="file", titles="”“".join(missing))
    return found
