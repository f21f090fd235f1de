"""读表: rows of a CSV or XLSX file as plain text, one after another, with the line that a person would look at.

What a file claims to be is judged by its bytes. A workbook is walked through once before it is opened: its parts must
be whole, and neither they nor the table's area may unfold into more than a machine can hold.
"""

import codecs
import csv
import re
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from backend.kit.spreadsheets import errors

Rows = Iterator[tuple[int, list[str]]]

# A million models take 120 MB as CSV and 90 MB as XLSX.
LARGEST_FILE: Final = 400_000_000
# What a workbook may unfold into: a million models take 900 MB.
LARGEST_UNFOLDED: Final = 1_500_000_000
# Cells of the smallest rectangle around all that is filled in: the reader keeps one of 24 bytes for each.
LARGEST_AREA: Final = 40_000_000
PIECE: Final = 1 << 20

ZIP: Final = b"PK\x03\x04"
OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
CELL: Final = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
# ``="00123"``: how spreadsheets are told to leave a text alone.
AS_TEXT: Final = re.compile(r'="(.*)"')


def rows_of(path: Path) -> Rows:
    """Yield line number (from 1) and cells of every row that is not blank.

    Raises FileTypeUnknown, FileEmpty, FileTooLarge, WorkbookLocked, FileBroken or EncodingUnknown.
    """
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise errors.FileTooLarge(what=f"{size // 1_000_000} MB，上限 {LARGEST_FILE // 1_000_000} MB")
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip():
        raise errors.FileEmpty
    if head.startswith(OLD_OFFICE):
        raise errors.WorkbookLocked
    if head.startswith(ZIP):
        return _workbook_rows(path)
    return _csv_rows(path, _encoding(path, head))


def _encoding(path: Path, head: bytes) -> str:
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding
    if b"\0" in head or head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8")):
        raise errors.FileTypeUnknown
    for encoding in ("utf-8", "gb18030"):
        try:
            with path.open(encoding=encoding, newline="") as file:
                while file.read(PIECE):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise errors.EncodingUnknown


def _csv_rows(path: Path, encoding: str) -> Rows:
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline(PIECE)
        file.seek(0)
        reader = csv.reader(file, delimiter=max(",;\t", key=first.count))
        line = 1
        try:
            for cells in reader:
                if any(cells):
                    yield line, [_unwrapped(cell) for cell in cells]
                line = reader.line_num + 1
        except (csv.Error, UnicodeError):
            # A quotation mark that is never closed swallows the rest of the file.
            raise errors.FileBroken(where=f"第 {line} 行起") from None


def _unwrapped(cell: str) -> str:
    found = AS_TEXT.fullmatch(cell)
    return (found[1] if found else cell).strip()


def _workbook_rows(path: Path) -> Rows:
    _walk_through(path)
    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        for line, cells in enumerate(sheet.iter_rows(), 1):
            texts = [_text(cell) for cell in cells]
            if any(texts):
                yield line, texts
    except PasswordError:
        raise errors.WorkbookLocked from None
    except (CalamineError, IndexError):
        raise errors.FileBroken(where="工作表") from None


def _walk_through(path: Path) -> None:
    """Read every part to its end, which checks its length and sum; refuse what would unfold too far."""
    try:
        with ZipFile(path) as book:
            parts = book.infolist()
            if not any(SHEET.fullmatch(part.filename) for part in parts):
                raise errors.FileTypeUnknown
            if any(part.flag_bits & 1 for part in parts):
                raise errors.WorkbookLocked
            unfolded = sum(part.file_size for part in parts)
            if unfolded > LARGEST_UNFOLDED:
                raise errors.FileTooLarge(what=f"解压后 {unfolded // 1_000_000} MB")
            for part in parts:
                _read_through(book, part)
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
        raise errors.FileBroken(where="压缩包") from None


def _read_through(book: ZipFile, part: ZipInfo) -> None:
    in_sheet = SHEET.fullmatch(part.filename) is not None
    columns = rows = 0
    tail = b""
    with book.open(part) as file:
        while piece := file.read(PIECE):
            if not in_sheet:
                continue
            for letters, row in CELL.findall(tail + piece):
                columns, rows = max(columns, _column(letters)), max(rows, int(row))
            if columns * rows > LARGEST_AREA:
                raise errors.FileTooLarge(what=f"表格有 {rows} 行 {columns} 列")
            tail = piece[-16:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _text(cell: object) -> str:
    """Write a cell as a person would have typed it: whole numbers without a point, dates as ISO."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool) or cell is None or isinstance(cell, time | timedelta):
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        # 15 digits are what a spreadsheet shows; the rest is the binary number's noise.
        return f"{cell:.15g}" if abs(cell) < 1e15 else str(int(cell))
    return str(cell)
