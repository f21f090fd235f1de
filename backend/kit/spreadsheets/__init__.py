"""Spreadsheets (电子表格): CSV and XLSX in, whoever wrote them; tables out whose cells nothing runs."""

from backend.kit.spreadsheets.cells import day_in, in_ten_thousands, plain_heading, without_clock, yuan_in
from backend.kit.spreadsheets.read import rows_of
from backend.kit.spreadsheets.write import CSV_TYPE, XLSX_TYPE, Cell, Table, csv_lines, harmless, workbook

__all__ = [
    "CSV_TYPE",
    "XLSX_TYPE",
    "Cell",
    "Table",
    "csv_lines",
    "day_in",
    "harmless",
    "in_ten_thousands",
    "plain_heading",
    "rows_of",
    "without_clock",
    "workbook",
    "yuan_in",
]
