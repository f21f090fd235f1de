"""核对文件: every row of a file judged before the first one is imported, in a process of its own.

The result is a file of JSON lines, one a row: ``{"line": 2, "draft": {…}}`` for the good, ``{"line": 3, "field": …}``
for the rejected ones. An import walks along it and remembers the byte it reached.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Final

from backend.kit.errors import Refusal
from backend.kit.spreadsheets import rows_of
from backend.kit.spreadsheets.errors import FileEmpty
from backend.vehicles.importing import errors
from backend.vehicles.importing.columns import Layout
from backend.vehicles.importing.values import Draft, draft_of

# A table of RejectedRow keeps this much of a wrong cell.
LONGEST_VALUE: Final = 100
SAID: Final = tuple(field.name for field in fields(Draft))


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of checking: how many rows, or the code and sentence of why the whole file is refused."""

    rows: int = 0
    refusal: str = ""
    why: str = ""


def check_file(source: Path, target: Path, today: date) -> Checked:
    """Write the checked rows of ``source`` to ``target``, whole or not at all; never raises a Refusal.

    A refusal cannot travel between processes, so its code and sentence do.
    """
    draft = target.with_suffix(".part")
    try:
        with draft.open("w", encoding="utf-8") as file:
            rows = 0
            for row in _judged(source, today):
                file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
                rows += 1
            file.flush()
            os.fsync(file.fileno())
        if not rows:
            raise FileEmpty
        draft.replace(target)
    except Refusal as refusal:
        return Checked(0, refusal.code, refusal.sentence)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    return Checked(rows)


def _judged(source: Path, today: date) -> Iterator[dict[str, Any]]:
    rows = rows_of(source)
    heading = next(rows, None)
    if heading is None:
        raise FileEmpty
    layout = Layout.of(heading[1])
    seen: dict[int, int] = {}
    for line, cells in rows:
        try:
            draft = _draft(cells, layout, today)
            first = seen.setdefault(hash((draft.identity, draft.price_valid_from)), line)
            if first != line:
                raise errors.RowTwice(field="brand_model", line=first)
        except Refusal as refusal:
            yield _rejected(line, layout.cells(cells), refusal)
        else:
            yield {"line": line, "draft": _said(draft)}


def _draft(cells: Sequence[str], layout: Layout, today: date) -> Draft:
    if any(cells[layout.width :]):
        raise errors.TooManyCells(count=len(cells), width=layout.width)
    return draft_of(layout.cells(cells), today, ten_thousands=layout.ten_thousands)


def _said(draft: Draft) -> dict[str, Any]:
    return {name: value for name in SAID if (value := getattr(draft, name)) not in ("", None)}


def _rejected(line: int, cells: dict[str, str], refusal: Refusal) -> dict[str, Any]:
    field = refusal.field or ""
    value = cells.get(field, "")[:LONGEST_VALUE]
    return {"line": line, "field": field, "value": value, "code": refusal.code, "sentence": refusal.sentence}
