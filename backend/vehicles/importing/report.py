"""未导入的行: the list of rejected rows as a CSV that spreadsheets open, one line each with its cure."""

import csv
import io
from collections.abc import Iterable
from typing import Final

from backend.vehicles.facts import RejectedFacts

# Without it spreadsheets take UTF-8 for the machine's old code page.
MARK: Final = "\ufeff"
HEADINGS: Final = ("行号", "列", "内容", "原因", "代码")
# A cell that begins so is a formula to a spreadsheet.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def report_heading() -> str:
    """The first line."""
    return MARK + _line(HEADINGS)


def report_lines(rows: Iterable[RejectedFacts]) -> str:
    """One line for each row."""
    return "".join(_line((row.line, row.title, _harmless(row.value), row.sentence, row.code)) for row in rows)


def _line(cells: Iterable[object]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()


def _harmless(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value
