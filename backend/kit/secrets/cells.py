"""Rotating encrypted columns (加密列换钥): every sealed cell of every table under the ring's current version.

A cell is opened and sealed again in batches, by primary key, each batch one short transaction, so that the platform
works on meanwhile. A cell that somebody else changed in between keeps that change: it was sealed anew anyway.
"""

import asyncio
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tortoise import Tortoise
from tortoise.connection import get_connections
from tortoise.models import Model
from tortoise.transactions import in_transaction

from backend.kit.secrets.cipher import CELL_HEAD_BYTES, Cipher, Mark, SealBroken, cell_mark_of
from backend.kit.secrets.fields import Sealed
from backend.kit.secrets.keyring import KeyMissing

# Some milliseconds of a transaction: nobody waits noticeably, and the disk syncs once for all of them.
BATCH = 200
# Seven letters of base64 hold the five bytes that tell cipher and version, and two bits of the nonce.
PREFIX_LETTERS = 7


@dataclass(frozen=True, slots=True)
class Column:
    """One encrypted column of the database."""

    table: str
    name: str
    primary_key: str
    context: bytes

    def __str__(self) -> str:
        return f"{self.table}.{self.name}"


@dataclass
class CellTally:
    """What a rotation did with the cells of one column; ``broken`` names the primary keys of those that do not open."""

    moved: int = 0
    kept: int = 0
    broken: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Cell:
    primary_key: Any
    old: bytes
    new: bytes


def sealed_columns() -> list[Column]:
    """Every encrypted column of every model of the open database, found by looking at the models themselves."""
    models = Tortoise.apps.get_models_iterable() if Tortoise.apps else ()
    return sorted(_columns(models), key=str)


def _columns(models: Iterable[type[Model]]) -> Iterator[Column]:
    for model in models:
        meta = model._meta
        for name, one in meta.fields_map.items():
            if isinstance(one, Sealed):
                yield Column(meta.db_table, one.source_field or name, meta.db_pk_column, one.context)


async def count_cells(column: Column) -> dict[Mark | None, int]:
    """How many cells lie under which mark; None counts what is no sealed cell. One scan, nothing is opened."""
    cell, table = _quoted(column.name), _quoted(column.table)
    rows = await _connection().execute_query_dict(
        f"SELECT substr({cell}, 1, {PREFIX_LETTERS}) AS start, count(*) AS many "  # noqa: S608 - names of our models
        f"FROM {table} WHERE {cell} IS NOT NULL GROUP BY 1"
    )
    counts: dict[Mark | None, int] = {}
    for row in rows:
        mark = _mark(_bytes(row["start"]))
        counts[mark] = counts.get(mark, 0) + row["many"]
    return counts


async def rotate_cells(column: Column, cipher: Cipher, progress: Callable[[CellTally], None]) -> CellTally:
    """Seal every cell of ``column`` anew that does not lie under ``cipher``'s present mark.

    May be stopped anywhere and done again. ``progress`` is called after each batch.
    """
    tally, after = CellTally(), None
    while True:
        rows = await _batch(column, cipher.mark, after)
        if not rows:
            return tally
        after = rows[-1][0]
        cells = await asyncio.to_thread(_resealed, rows, column, cipher, tally)
        await _write(column, cells, tally)
        progress(tally)


async def _batch(column: Column, mark: Mark, after: Any) -> list[tuple[Any, bytes]]:
    cell, key = _quoted(column.name), _quoted(column.primary_key)
    present = _prefixes(mark)
    marks = ", ".join(_slot() for _ in present)
    where = f"{cell} IS NOT NULL AND substr({cell}, 1, {PREFIX_LETTERS}) NOT IN ({marks})"
    values: list[Any] = [_sent(prefix) for prefix in present]
    if after is not None:
        where += f" AND {key} > {_slot()}"
        values.append(after)
    rows = await _connection().execute_query_dict(
        f"SELECT {key} AS k, {cell} AS c FROM {_quoted(column.table)} "  # noqa: S608 - names of our models
        f"WHERE {where} ORDER BY {key} LIMIT {BATCH}",
        values,
    )
    return [(row["k"], _bytes(row["c"])) for row in rows]


def _resealed(rows: list[tuple[Any, bytes]], column: Column, cipher: Cipher, tally: CellTally) -> list[_Cell]:
    cells = []
    for key, old in rows:
        try:
            plain = cipher.open_cell(urlsafe_b64decode(old), column.context)
        except (SealBroken, KeyMissing, ValueError):
            tally.broken.append(str(key))
            continue
        cells.append(_Cell(key, old, urlsafe_b64encode(cipher.seal_cell(plain, column.context))))
    return cells


async def _write(column: Column, cells: list[_Cell], tally: CellTally) -> None:
    if not cells:
        return
    cell, key = _quoted(column.name), _quoted(column.primary_key)
    update = (
        f"UPDATE {_quoted(column.table)} SET {cell} = {_slot()} "  # noqa: S608 - names of our models
        f"WHERE {key} = {_slot()} AND {cell} = {_slot()}"
    )
    async with in_transaction() as connection:
        for one in cells:
            changed, _ = await connection.execute_query(update, [_sent(one.new), one.primary_key, _sent(one.old)])
            tally.moved += changed
            tally.kept += 1 - changed


def _prefixes(mark: Mark) -> list[bytes]:
    # Behind the five bytes of the head a base64 group has one more, of which seven letters show the upper two bits.
    return [urlsafe_b64encode(mark.cell_head + bytes([bits << 6]))[:PREFIX_LETTERS] for bits in range(4)]


def _mark(start: bytes) -> Mark | None:
    try:
        return cell_mark_of(urlsafe_b64decode(start + b"A")[:CELL_HEAD_BYTES])
    except (SealBroken, ValueError):
        return None


def _connection() -> Any:
    return get_connections().get("default")


def _on_sqlite() -> bool:
    return bool(_connection().capabilities.dialect == "sqlite")


def _sent(cell: bytes) -> bytes | str:
    """As the columns themselves send it (fields.py says why)."""
    return cell if _on_sqlite() else cell.decode()


def _bytes(value: bytes | str) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value)


def _slot() -> str:
    return "?" if _on_sqlite() else "%s"


def _quoted(name: str) -> str:
    return f'"{name}"' if _on_sqlite() else f"`{name}`"
