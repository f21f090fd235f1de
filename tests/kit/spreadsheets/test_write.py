"""Workbooks whose cells are only ever read: nothing in them begins like a formula."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from backend.kit.spreadsheets import Table, csv_lines, harmless, workbook


def cells(data: bytes) -> list[list]:
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(data)).active.iter_rows()]


def test_it_works():
    rows = [["苏B00001", 5, Decimal("1.50"), None]]
    assert cells(workbook(Table("表", [("a", 5), ("b", 5), ("c", 5), ("d", 5)], rows))) == [
        ["a", "b", "c", "d"],
        ["苏B00001", 5, 1.5, None],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x00=1"])
def test_nothing_begins_like_a_formula(text):
    assert harmless(text)[0] not in "=+-@\t\r\x00"
    assert load_workbook(BytesIO(workbook(Table("表", [("a", 5)], [[text]])))).active["A2"].data_type != "f"


def test_what_is_no_formula_stays_as_it_is():
    kept = ("苏B1", "a=b", 12, -3, Decimal("-1.5"), date(2026, 1, 1), None)
    assert tuple(harmless(value) for value in kept) == kept


def test_letters_that_the_format_cannot_hold_are_left_out():
    assert cells(workbook(Table("表", [("a", 5)], [["x\x00\x0by"]]))) == [["a"], ["xy"]]


def test_a_text_is_cut_where_a_cell_ends():
    assert len(harmless("长" * 50_000)) == 32_000


def test_a_sheet_for_each_table_and_columns_that_keep_what_is_typed():
    book = load_workbook(
        BytesIO(workbook(Table("填写", [("a", 5)], [["2012-03"]], as_text=True), Table("说明", [("b", 5)], [])))
    )
    assert book.sheetnames == ["填写", "说明"]
    assert book["填写"].column_dimensions["A"].number_format == "@"
    assert book["说明"].column_dimensions["A"].number_format == "General"


def test_a_csv_is_as_harmless():
    assert csv_lines([["=1", "a,b", 3]]) == '\'=1,"a,b",3\r\n'
