"""Catalogue files for tests (测试文件): written as somebody elsewhere would write them, and imported to their end."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from contextlib import aclosing
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.tools import Kit
from backend.vehicles.facts import ImportFacts
from backend.vehicles.importing.check import Checked, check_file
from backend.vehicles.importing.run import begin_import, go_on, keep_file

TODAY = date(2026, 11, 21)
HEADINGS = ("brand_model", "new_price", "brand", "vehicle_type", "engine", "seats", "sold_from", "price_valid_from")
DN = ("东南牌DN7152HAS", "94000", "东南", "小型轿车", "4A91S", "5", "2012-03", "2012-03-01")
LZW = ("五菱牌LZW6450PY", "48800", "五菱", "K39", "LJ479QE2", "7", "2014", "2014-08-01")

Rows = Iterable[Sequence[object]]


def csv_file(folder: Path, rows: Rows, headings: Sequence[str] = HEADINGS, *, encoding: str = "utf-8") -> Path:
    """A CSV of those rows."""
    text = io.StringIO()
    csv.writer(text).writerows((headings, *rows))
    file = folder / "catalogue.csv"
    file.write_bytes(text.getvalue().encode(encoding))
    return file


def xlsx_file(folder: Path, rows: Rows, headings: Sequence[str] = HEADINGS) -> Path:
    """A workbook of those rows."""
    book = Workbook()
    for row in (headings, *rows):
        book.active.append(list(row))
    file = folder / "catalogue.xlsx"
    book.save(file)
    return file


def checked(file: Path) -> tuple[Checked, list[dict[str, Any]]]:
    """What checking says, and the checked rows."""
    target = file.with_suffix(".jsonl")
    answer = check_file(file, target, TODAY)
    return answer, [json.loads(line) for line in target.read_text().splitlines()] if target.exists() else []


async def imported(kit: Kit, file: Path) -> ImportFacts:
    """Import the file to its end."""
    kept = await keep_file(file.name, file)
    async with unit_of_work(SYSTEM) as work:
        run = await begin_import(work, kept)
    async with aclosing(go_on(run, kit.pools)) as steps:
        return [facts async for facts in steps][-1]
