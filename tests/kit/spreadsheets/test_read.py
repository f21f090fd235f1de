"""Reading tables that anybody may have written: what is understood, and what is refused before it can do harm."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from backend.kit.errors import Refusal
from backend.kit.spreadsheets import read, rows_of


def workbook(folder: Path, *rows: list[object]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = folder / "a.xlsx"
    book.save(file)
    return file


def text(folder: Path, content: bytes) -> Path:
    file = folder / "a.csv"
    file.write_bytes(content)
    return file


def refused(file: Path) -> str:
    with pytest.raises(Refusal) as caught:
        list(rows_of(file))
    return caught.value.code


class TestAGoodFile:
    def test_it_works(self, tmp_path: Path):
        assert list(rows_of(text(tmp_path, b"a,b\n\n1, 2\n"))) == [(1, ["a", "b"]), (3, ["1", "2"])]

    def test_a_workbook_says_what_a_person_typed(self, tmp_path: Path):
        row = [94000.0, 9.4, "x ", date(2012, 3, 1), True, None, 5]
        assert list(rows_of(workbook(tmp_path, row))) == [(1, ["94000", "9.4", "x", "2012-03-01", "", "", "5"])]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_the_encoding_is_found_out(self, tmp_path: Path, encoding: str):
        assert list(rows_of(text(tmp_path, "车,价".encode(encoding)))) == [(1, ["车", "价"])]

    @pytest.mark.parametrize("mark", [",", ";", "\t"])
    def test_and_so_is_what_stands_between_cells(self, tmp_path: Path, mark: str):
        assert list(rows_of(text(tmp_path, f"a{mark}b".encode()))) == [(1, ["a", "b"])]

    def test_a_text_that_a_spreadsheet_was_told_to_leave_alone(self, tmp_path: Path):
        assert list(rows_of(text(tmp_path, b'"=""00123""",1'))) == [(1, ["00123", "1"])]


class TestARefusedFile:
    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "TBL-102"),
            (b"\n\n", "TBL-102"),
            (b"%PDF-1.7 ...", "TBL-101"),
            (b"a\0b", "TBL-101"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "TBL-103"),
            (b'a,b\n"x,1\n' + b"y,2\n" * 60_000, "TBL-104"),
            (b"a,b\n\xff\xff\xff,1\n", "TBL-106"),
            (b"PK\x03\x04 torn", "TBL-104"),
        ],
    )
    def test_it_says_why(self, tmp_path: Path, content: bytes, code: str):
        assert refused(text(tmp_path, content)) == code

    def test_a_zip_that_is_no_workbook(self, tmp_path: Path):
        file = tmp_path / "a.xlsx"
        with zipfile.ZipFile(file, "w") as book:
            book.writestr("photo.jpg", b"x")
        assert refused(file) == "TBL-101"

    def test_a_torn_workbook(self, tmp_path: Path):
        file = workbook(tmp_path, ["a", "b"])
        whole = file.read_bytes()
        file.write_bytes(whole[:600] + b"\0" * 40 + whole[640:])
        assert refused(file) == "TBL-104"

    def test_a_workbook_whose_sheet_is_no_table(self, tmp_path: Path):
        file = tmp_path / "a.xlsx"
        with zipfile.ZipFile(file, "w") as book:
            book.writestr("xl/worksheets/sheet1.xml", b"<broken")
        assert refused(file) == "TBL-104"

    def test_a_bomb(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(read, "LARGEST_UNFOLDED", 1_000_000)
        file = tmp_path / "a.xlsx"
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
            book.writestr("xl/worksheets/sheet1.xml", b"0" * 2_000_000)
        assert refused(file) == "TBL-105"

    def test_one_cell_far_away(self, tmp_path: Path):
        sheet = b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
        file = tmp_path / "a.xlsx"
        with zipfile.ZipFile(file, "w") as book:
            book.writestr("xl/worksheets/sheet1.xml", sheet)
        assert refused(file) == "TBL-105"

    def test_a_file_beyond_all_measure(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(read, "LARGEST_FILE", 10)
        assert refused(text(tmp_path, b"a,b,c,d,e,f\n")) == "TBL-105"
