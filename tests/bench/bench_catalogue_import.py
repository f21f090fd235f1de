"""How long importing a catalogue takes against bare ``csv`` and ``sqlite3.executemany`` on the same rows and disk.

    .venv/bin/python -m tests.bench.bench_catalogue_import [models]

The baseline reads the file and inserts every row, unchecked, into tables with the same columns and indexes, with a
commit for as many rows as an import's batch has. Memory is the process's peak and that of the one that checks the file.
"""

import asyncio
import csv
import resource
import sqlite3
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from backend.app import open_machine
from backend.kit.ids import letters, public_id
from backend.settings import Settings
from backend.vehicles.generate import write_csv
from backend.vehicles.importing.run import BATCH
from tests.vehicles.files import imported

MODELS = 30_000
TABLES = ("vehicles_model", "vehicles_price")
NOW = "2026-11-21 00:00:00+00:00"


async def measure(folder: Path, file: Path) -> tuple[float, float]:
    """Seconds of a first import and of a second one of the same file."""
    settings = Settings(folder=folder)
    async with open_machine(settings) as kit:
        seconds = []
        for _ in range(2):
            began = time.monotonic()
            await imported(kit, file)
            seconds.append(time.monotonic() - began)
    return seconds[0], seconds[1]


def bare(schema: Path, file: Path, target: Path) -> float:
    """Seconds of reading and inserting without anything else."""
    with sqlite3.connect(schema) as known:
        made = known.execute(f"SELECT sql FROM sqlite_master WHERE tbl_name IN {TABLES} AND sql IS NOT NULL").fetchall()  # noqa: S608
    store = sqlite3.connect(target)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = FULL")
    for (sql,) in made:
        store.execute(sql)
    began = time.monotonic()
    with file.open(newline="", encoding="utf-8") as rows:
        reader = csv.DictReader(rows)
        while batch := [(public_id(), row) for row in islice(reader, BATCH)]:
            insert(store, batch)
            store.commit()
    return time.monotonic() - began


def insert(store: sqlite3.Connection, batch: list[tuple[str, dict[str, str]]]) -> None:
    """Insert one batch of models and their prices."""
    store.executemany(
        "INSERT INTO vehicles_model (public_id, identity, folded, code, brand, maker, brand_model, vehicle_type,"
        " engine, fuel, seats, sold_from, sold_until, origin, new_price_fen, price_valid_from, version, retired,"
        " edition, run, created_at, updated_at)"
        " VALUES (?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, 1, '', ?, ?)",
        [
            (
                name,
                letters(32),
                row["brand_model"],
                row["brand"],
                row["maker"],
                row["brand_model"],
                row["vehicle_type"],
                row["engine"],
                row["fuel"],
                int(row["seats"]),
                row["sold_from"],
                row["sold_until"],
                row["origin"],
                int(row["new_price"]) * 100,
                row["price_valid_from"],
                NOW,
                NOW,
            )
            for name, row in batch
        ],
    )
    store.executemany(
        "INSERT INTO vehicles_price (model, new_price_fen, valid_from, run, recorded_by, recorded_at)"
        " VALUES (?, ?, ?, '', 'system', ?)",
        [(name, int(row["new_price"]) * 100, row["price_valid_from"], NOW) for name, row in batch],
    )


def main() -> None:
    models = int(sys.argv[1]) if len(sys.argv) > 1 else MODELS
    with tempfile.TemporaryDirectory() as place:
        folder, file = Path(place) / "var", Path(place) / "catalogue.csv"
        with file.open("w", newline="", encoding="utf-8") as out:
            write_csv(out, models)
        first, again = asyncio.run(measure(folder, file))
        baseline = bare(folder / "chewutong.sqlite3", file, Path(place) / "bare.sqlite3")
    for name, seconds in (("bare csv and executemany", baseline), ("first import", first), ("same file again", again)):
        print(f"{name:<26}{seconds:8.1f} s {models / seconds:9.0f} models/s {seconds / baseline:7.1f} × baseline")
    own, child = (resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"{'memory at the peak':<26}{own:5} MB here, {child} MB in the process that checks")


if __name__ == "__main__":
    main()
