"""写表: rows into an XLSX workbook whose cells are only ever read, never run."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

Cell = str | int | Decimal | date | None

# What a spreadsheet takes for the beginning of a formula, also after the sheet was saved as CSV and opened again.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
# The most that a cell of the format can hold.
LONGEST_TEXT = 32_000
HEAD_FILL = PatternFill("solid", fgColor="E5F2ED")


def workbook(title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet with a bold, frozen head; ``columns`` are headings and widths in letters. Slow: use a thread."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    head = []
    for heading, _ in columns:
        cell = WriteOnlyCell(sheet, heading)
        cell.font, cell.fill = Font(bold=True), HEAD_FILL
        head.append(cell)
    sheet.append(head)
    for row in rows:
        sheet.append([harmless(value) for value in row])
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def harmless(value: Cell) -> Cell:
    """A text that no spreadsheet runs as a formula: one that begins like one gets an apostrophe before it."""
    if not isinstance(value, str):
        return value
    text = "".join(letter for letter in value if letter.isprintable() or letter in "\n\t")[:LONGEST_TEXT]
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
