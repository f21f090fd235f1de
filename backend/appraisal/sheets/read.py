"""读表: a sheet of cars into rows of texts, and one row into a car and what is wished of it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Final

from backend.appraisal.facts import Car, Wish
from backend.appraisal.sheets.columns import COLUMNS, places
from backend.appraisal.sheets.errors import BatchEmpty, BatchFileMissing, BatchTooLong
from backend.kit.spreadsheets import day_in, in_ten_thousands, rows_of, yuan_in
from backend.rules import Fen, MalformedAmount

LARGEST_BATCH: Final = 5_000
LONGEST_CELL: Final = 100
NAMES: Final = (".csv", ".xlsx")
NUMBER: Final = re.compile(r"\d{1,3}(\.\d{1,12})?", re.ASCII)

# ``line`` as a spreadsheet counts, the others by column.
Row = dict[str, str]


class RowUnreadable(ValueError):
    """行内容有误: a cell that cannot be what its column says; the message is Chinese and names the cure."""


def rows_in(path: Path, name: str) -> list[Row]:
    """Every car of the sheet as texts; slow, so for a thread.

    Raises BatchFileMissing, BatchEmpty, BatchTooLong, BatchColumnMissing, and what :func:`rows_of` raises for a file
    that is no table.
    """
    if not name.lower().endswith(NAMES):
        raise BatchFileMissing(field="file")
    rows = list(islice(rows_of(path), LARGEST_BATCH + 2))
    if len(rows) > LARGEST_BATCH + 1:
        raise BatchTooLong(field="file", limit=LARGEST_BATCH)
    if not rows:
        raise BatchEmpty(field="file")
    head, place_of = rows[0][1], places(rows[0][1])
    if len(rows) == 1:
        raise BatchEmpty(field="file")
    ten_thousands = "new_price" in place_of and in_ten_thousands(head[place_of["new_price"]])
    return [_row(line, cells, place_of, ten_thousands) for line, cells in rows[1:]]


def _row(line: int, cells: Sequence[str], place_of: Mapping[str, int], ten_thousands: bool) -> Row:
    row = {name: cells[place] if place < len(cells) else "" for name, place in place_of.items()}
    if "new_price" in row:
        row["new_price"] = yuan_in(row["new_price"], ten_thousands)
    return {"line": str(line)} | row


def car_of(row: Mapping[str, str], station: str) -> tuple[Car, Wish]:
    """The car of a row and what is wished of it; RowUnreadable for a cell that cannot be."""
    for column in COLUMNS:
        if len(row.get(column.name, "")) > LONGEST_CELL:
            raise RowUnreadable(f"“{column.title}”超过 {LONGEST_CELL} 个字，请检查。")
    car = Car(
        brand_model=row.get("brand_model", ""),
        vin=row.get("vin", ""),
        vehicle_type=row.get("vehicle_type", ""),
        use_character=row.get("use", ""),
        registered_on=_day("注册日期", row.get("registered_on", "")),
        station=station,
    )
    wish = Wish(
        new_price_fen=_price(row.get("new_price", "")),
        coefficient=_number("变动系数", row.get("coefficient", "")),
        coefficient_reason=row.get("coefficient_reason", ""),
        valued_on=_day("评估基准日", row.get("on", "")),
    )
    return car, wish


def _day(title: str, text: str) -> date | None:
    if not text:
        return None
    day = day_in(text)
    if day is None:
        raise RowUnreadable(f"“{title}”不是日期，请按 2019-03-28 的格式填写。")
    return day


def _price(text: str) -> int | None:
    if not text:
        return None
    try:
        return Fen.price(text).amount
    except MalformedAmount:
        raise RowUnreadable("“新车价”应为大于 0、最多两位小数的金额（元）。") from None


def _number(title: str, text: str) -> Decimal | None:
    if not text:
        return None
    if not NUMBER.fullmatch(text):
        raise RowUnreadable(f"“{title}”应为数字，例如 0.95。")
    return Decimal(text)
