"""列: what a catalogue file may hold, under which headings, in any order (docs/catalogue.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from backend.kit.spreadsheets import in_ten_thousands, plain_heading
from backend.vehicles.importing.errors import ColumnMissing, ColumnTwice


@dataclass(frozen=True, slots=True)
class Column:
    """One column: our name, its Chinese heading, others between blanks, an example, what to know of it."""

    name: str
    title: str
    others: str
    example: str
    note: str
    required: bool = False


COLUMNS: Final = (
    Column(
        "brand_model", "品牌型号",
        "车辆型号 型号 产品型号 公告型号 厂牌型号 车型型号 车型 model model_code vehicle_model",
        "东南牌DN7152HAS", "必填。按行驶证“品牌型号”填写，最长 64 个字。", required=True,
    ),
    Column(
        "new_price", "新车价",
        "新车价格 新车指导价 厂商指导价 指导价 价格 售价 price msrp guide_price new_car_price price_yuan",
        "89800", "必填。单位为元，最多两位小数；表头写“新车价（万元）”时按万元读取。", required=True,
    ),
    Column("brand", "品牌", "商标 厂牌 中文品牌 车辆品牌 brand_name make", "东南", "选填。"),
    Column(
        "maker", "生产企业",
        "制造商 厂家 厂商 生产厂家 生产厂商 制造厂 制造企业 企业名称 生产企业名称 manufacturer",
        "东南（福建）汽车工业有限公司", "选填。",
    ),
    Column(
        "vehicle_type", "车辆类型", "类型 车辆类别 车型类别 vehicle_class class type",
        "小型轿车", "选填。GA 802 的名称或代码，如“小型轿车”或 K33。",
    ),
    Column("engine", "发动机", "发动机型号 engine_model engine_type", "4A91S", "选填。"),
    Column("fuel", "燃料", "燃料种类 燃料类型 能源类型 能源种类 fuel_type", "汽油", "选填。"),
    Column(
        "seats", "座位数",
        "座位 座数 核定载客 核定载客人数 核定载人数 载客人数 额定载客 seat_count seating passengers",
        "5", "选填。1 至 300 的整数，含驾驶员。",
    ),
    Column(
        "sold_from", "上市时间",
        "上市年份 上市日期 上市年月 开始销售 销售开始 销售起始 sale_from on_sale_from year_from from_year start_year",
        "2012-03", "选填。年或年月，如 2012、2012-03、2012年3月。",
    ),
    Column(
        "sold_until", "停售时间",
        "停售年份 停售日期 停售年月 停产时间 停止销售 销售结束 销售截止 sale_until on_sale_until year_until end_year",
        "2016-11", "选填。年或年月；仍在销售的留空或填“在售”。",
    ),
    Column(
        "origin", "产地", "国产进口 进口国产 国产或进口 来源 进口标志 import_mark",
        "国产", "选填。国产（domestic）或进口（imported）。",
    ),
    Column(
        "price_valid_from", "价格生效日期", "价格日期 生效日期 价格起始日 valid_from price_date price_from",
        "2012-03-01", "选填。不能晚于今天；留空为导入当天。",
    ),
    Column(
        "code", "目录编号", "车型编号 编号 车型代码 catalogue_code catalog_code model_id id",
        "", "选填。贵方目录中的编号；同一品牌型号有多种配置时用来区分。",
    ),
)  # fmt: skip
TITLES: Final = {column.name: column.title for column in COLUMNS}


_BY_HEADING: Final = {
    plain_heading(heading): column.name
    for column in COLUMNS
    for heading in (column.name, column.title, *column.others.split())
}


@dataclass(frozen=True, slots=True)
class Layout:
    """Which cell of a row is which column; ``ten_thousands`` where prices are in 万元."""

    places: tuple[tuple[int, str], ...]
    width: int
    ten_thousands: bool

    @classmethod
    def of(cls, headings: Sequence[str]) -> "Layout":
        """Read the heading row; columns that nobody knows are left out. ColumnMissing or ColumnTwice."""
        places: dict[str, int] = {}
        ten_thousands = False
        for place, heading in enumerate(headings):
            name = _BY_HEADING.get(plain_heading(heading))
            if name is None:
                continue
            if name in places:
                raise ColumnTwice(field=name, title=TITLES[name], first=headings[places[name]], second=heading)
            places[name] = place
            ten_thousands |= name == "new_price" and in_ten_thousands(heading)
        if missing := [column.title for column in COLUMNS if column.required and column.name not in places]:
            raise ColumnMissing(titles="、".join(missing))
        return cls(tuple((place, name) for name, place in places.items()), len(headings), ten_thousands)

    def cells(self, row: Sequence[str]) -> dict[str, str]:
        """The row's cells by column name; what is short is empty."""
        return {name: row[place] if place < len(row) else "" for place, name in self.places}
