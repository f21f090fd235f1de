"""``cwt catalogue import`` is killed with SIGKILL while rows go in: run again, it goes on and nothing is doubled."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from backend.vehicles.generate import write_csv

pytestmark = pytest.mark.slow

MODELS = 16_000
KILLS = 2
BEGINS_WITHIN_SECONDS = 90


def command(folder: Path, file: Path) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "CWT_FOLDER": str(folder)}
    arguments = [sys.executable, "-m", "backend.cli", "catalogue", "import", str(file)]
    return subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def count(folder: Path, table: str) -> int:
    """Rows of the table as another process sees them; 0 before it is there."""
    try:
        with closing(sqlite3.connect(f"file:{folder / 'chewutong.sqlite3'}?mode=ro", uri=True)) as store:
            return int(store.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])  # noqa: S608
    except sqlite3.OperationalError:
        return 0


def killed_after_another_batch(folder: Path, file: Path) -> int:
    """Import until more is in than before, kill, and return how much is in."""
    before, deadline = count(folder, "vehicles_model"), time.monotonic() + BEGINS_WITHIN_SECONDS
    running = command(folder, file)
    while count(folder, "vehicles_model") == before and time.monotonic() < deadline:
        time.sleep(0.02)
    running.kill()
    running.communicate()
    return count(folder, "vehicles_model")


def test_a_killed_import_goes_on_where_it_stood(tmp_path: Path):
    folder, file = tmp_path / "var", tmp_path / "catalogue.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        write_csv(out, MODELS, seed=4)
    reached = [killed_after_another_batch(folder, file) for _ in range(KILLS)]
    assert 0 < reached[0] < reached[1] < MODELS
    last = command(folder, file)
    told = json.loads(last.communicate()[0])
    assert last.returncode == 0
    assert (told["rows"], told["added"], told["rejected"]) == (MODELS, MODELS, 0)
    assert count(folder, "vehicles_model") == count(folder, "vehicles_price") == MODELS
    assert count(folder, "vehicles_import") == 1
