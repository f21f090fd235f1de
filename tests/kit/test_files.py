"""可靠写文件: whole or not at all, and one of many wins."""

import errno
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from backend.kit import files
from backend.kit.files import write_durably


def test_it_works(tmp_path):
    assert write_durably(tmp_path / "a" / "b" / "file", b"data")
    assert (tmp_path / "a" / "b" / "file").read_bytes() == b"data"
    assert stat.S_IMODE((tmp_path / "a" / "b" / "file").stat().st_mode) == 0o600


def test_it_keeps_what_is_there_unless_told(tmp_path):
    path = tmp_path / "file"
    write_durably(path, b"first")
    assert not write_durably(path, b"second")
    assert path.read_bytes() == b"first"
    assert write_durably(path, b"third", replace=True)
    assert path.read_bytes() == b"third"


def test_one_of_many_writers_wins(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda n: write_durably(tmp_path / "file", b"%d" % n), range(32)))
    assert won.count(True) == 1
    assert (tmp_path / "file").read_bytes() == b"%d" % won.index(True)


@pytest.mark.parametrize("replace", [True, False])
def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch, replace):
    def full(_):
        raise OSError(errno.ENOSPC, "disk full")

    write_durably(tmp_path / "old", b"old")
    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="disk full"):
        write_durably(tmp_path / ("old" if replace else "new"), b"new", replace=replace)
    assert [file.name for file in tmp_path.iterdir()] == ["old"]
    assert (tmp_path / "old").read_bytes() == b"old"
