"""模板: what a manager downloads, fills in and sends back, as CSV or as a workbook with a sheet of notes."""

from typing import Final

from backend.kit.spreadsheets import Table, csv_lines, workbook
from backend.vehicles.importing.columns import COLUMNS

HEADINGS: Final = tuple(column.title for column in COLUMNS)
EXAMPLES: Final = (
    {column.name: column.example for column in COLUMNS},
    {
        "brand_model": "五菱牌LZW6450PY",
        "new_price": "42800",
        "brand": "五菱",
        "maker": "上汽通用五菱汽车股份有限公司",
        "vehicle_type": "K39",
        "fuel": "汽油",
        "seats": "7",
        "sold_from": "2014",
        "sold_until": "在售",
        "origin": "国产",
    },
    {
        "brand_model": "宝马BMW X5 XDRIVE35I",
        "new_price": "919800",
        "brand": "宝马",
        "maker": "宝马股份公司",
        "vehicle_type": "小型越野客车",
        "fuel": "汽油",
        "seats": "5",
        "sold_from": "2013-10",
        "sold_until": "2018-06",
        "origin": "进口",
    },
)
NOTES: Final = (
    "第一行是表头，列的顺序可以任意，不用的列可以删除；以下标“必填”的列必须保留。",
    "示例行请在导入前删除。",
    "重复导入时，已有车型会更新；新车价有变化时追加一条历史价格，旧价格保留；空白单元格不改动原有内容。",
    "同一品牌型号有多种配置时，用发动机、座位数、上市时间或目录编号区分。",
)
WIDTH: Final = 16


def template_file(kind: str) -> bytes:
    """The template as ``csv``, or as ``xlsx`` with the sheets 车型 to fill in and 说明 to read."""
    rows = [[row.get(column.name, "") for column in COLUMNS] for row in EXAMPLES]
    if kind == "csv":
        return csv_lines((HEADINGS, *rows)).encode("utf-8-sig")
    models = Table("车型", [(heading, WIDTH) for heading in HEADINGS], rows, as_text=True)
    notes = [*((note,) for note in NOTES), *((column.title, column.example, column.note) for column in COLUMNS)]
    return workbook(models, Table("说明", [("列", WIDTH), ("示例", 32), ("说明", 70)], notes))
