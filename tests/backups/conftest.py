"""A machine with three archives, a backup disk, and a ring that was kept elsewhere."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.backups import Place, Repository, folder_place
from backend.kit.secrets import KeyRing
from backend.settings import Settings
from tests.archive.shelf import shelve

Cwt = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
async def shelf(kit, work_of):
    """Three archives."""
    return [await shelve(kit, work_of, f"t{n}") for n in range(3)]


@pytest.fixture
def ring_file(settings: Settings, tmp_path: Path) -> Path:
    """The key ring's copy, kept apart from the backups."""
    return Path(shutil.copy(settings.folder / "keyring.json", tmp_path / "kept-elsewhere.json"))


@pytest.fixture
def ring(ring_file: Path) -> KeyRing:
    """The same, opened."""
    return KeyRing(ring_file)


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """Where backups go; it is not there before the first."""
    return tmp_path / "disk"


@pytest.fixture
def place(disk: Path) -> Place:
    """The same, opened."""
    return folder_place(disk, make=True)


@pytest.fixture
def opened(place: Place, ring: KeyRing) -> Callable[[], "object"]:
    """``await opened()``: the repository as another machine opens it, with the ring's copy."""
    return lambda: Repository.open(folder_place(place.folder), ring)


@pytest.fixture
def on_sqlite(settings: Settings) -> None:
    """For what restores a SQLite file; MariaDB has its own drill."""
    if settings.database_url:
        pytest.skip("runs on SQLite")


def pieces(disk: Path, folder: str) -> list[Path]:
    """The files of one kind in the repository, largest first."""
    found = (path for path in (disk / folder).rglob("*") if path.is_file())
    return sorted(found, key=lambda path: (-path.stat().st_size, path.name))


@pytest.fixture
def cwt(tmp_path: Path) -> Cwt:
    """``cwt(folder, "audit", "verify")`` in a process of its own, as on another machine."""

    def run(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        given = {**os.environ, "CWT_FOLDER": str(folder), **environment}
        command = [sys.executable, "-m", "backend.cli", *arguments]
        return subprocess.run(command, env=given, capture_output=True, text=True, timeout=100, check=False)

    return run
