"""写表: rows into a workbook or CSV whose cells are only ever read, never run."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

Cell = str | int | Decimal | date | None

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
# What a spreadsheet takes for the beginning of a formula, also after the sheet was saved as CSV and opened again.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
# The most that a cell of the format can hold.
LONGEST_TEXT = 32_000
HEAD_FILL = PatternFill("solid", fgColor="E5F2ED")
AS_TEXT = "@"


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet (工作表): ``columns`` are headings and widths in letters.

    ``as_text`` keeps what people fill in as they type it: 2012-03 stays a month, 00123 a code.
    """

    title: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]
    as_text: bool = False


def workbook(*tables: Table) -> bytes:
    """An XLSX of one sheet a table, each with a bold, frozen head. Slow: use a thread."""
    book = Workbook(write_only=True)
    for table in tables:
        _add(book, table)
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def _add(book: Workbook, table: Table) -> None:
    sheet = book.create_sheet(table.title)
    sheet.freeze_panes = "A2"
    head = []
    for place, (heading, width) in enumerate(table.columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width = width
        if table.as_text:
            dimension.number_format = AS_TEXT
        cell = WriteOnlyCell(sheet, heading)
        cell.font, cell.fill = Font(bold=True), HEAD_FILL
        head.append(cell)
    sheet.append(head)
    for row in table.rows:
        sheet.append([harmless(value) for value in row])


def csv_lines(rows: Iterable[Sequence[Cell]]) -> str:
    """Lines of a CSV. Before the first of a file belongs the mark of UTF-8 (U+FEFF), or spreadsheets misread it."""
    text = StringIO()
    csv.writer(text).writerows([harmless(value) for value in row] for row in rows)
    return text.getvalue()


def harmless(value: Cell) -> Cell:
    """A text that no spreadsheet runs as a formula: one that begins like one gets an apostrophe before it."""
    if not isinstance(value, str):
        return value
    text = "".join(letter for letter in value if letter.isprintable() or letter in "\n\t")[:LONGEST_TEXT]
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
