"""未导入的行: the list of rejected rows as a CSV that spreadsheets open, one line each with its cure."""

from collections.abc import Iterable
from typing import Final

from backend.kit.spreadsheets import csv_lines
from backend.vehicles.facts import RejectedFacts

# Without it spreadsheets take UTF-8 for the machine's old code page.
MARK: Final = "\ufeff"
HEADINGS: Final = ("行号", "列", "内容", "原因", "代码")


def report_heading() -> str:
    """The first line."""
    return MARK + csv_lines([HEADINGS])


def report_lines(rows: Iterable[RejectedFacts]) -> str:
    """One line for each row."""
    return csv_lines((row.line, row.title, row.value, row.sentence, row.code) for row in rows)
