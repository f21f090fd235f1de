"""模板: what a manager downloads, fills in and sends back, as CSV or as a workbook with a sheet of notes."""

import csv
import io
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

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


def template() -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The headings and the example rows."""
    return HEADINGS, tuple(tuple(row.get(column.name, "") for column in COLUMNS) for row in EXAMPLES)


def template_file(kind: str) -> bytes:
    """The template as ``csv`` or ``xlsx``."""
    return _csv() if kind == "csv" else _xlsx()


def _csv() -> bytes:
    """The template as CSV in UTF-8 with the mark that spreadsheets want."""
    text = io.StringIO()
    headings, rows = template()
    csv.writer(text).writerows((headings, *rows))
    return text.getvalue().encode("utf-8-sig")


def _xlsx() -> bytes:
    """The template as a workbook: 车型 to fill in, 说明 to read."""
    book = Workbook()
    sheet = book.active
    sheet.title = "车型"
    for row in (template()[0], *template()[1]):
        sheet.append(row)
    sheet.freeze_panes = "A2"
    for place, column in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTH
        # Text, so that 2012-03 stays a month and K39 a code.
        for cell in sheet[get_column_letter(place)]:
            cell.number_format = "@"
        if column.required:
            sheet.cell(1, place).fill = PatternFill("solid", fgColor="FFF2CC")
        sheet.cell(1, place).font = Font(bold=True)
    notes = book.create_sheet("说明")
    for line in (*((note,) for note in NOTES), (), ("列", "示例", "说明")):
        notes.append(line)
    for column in COLUMNS:
        notes.append((column.title, column.example, column.note))
    for letter, width in (("A", WIDTH), ("B", 32), ("C", 70)):
        notes.column_dimensions[letter].width = width
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
