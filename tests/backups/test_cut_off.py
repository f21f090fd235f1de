"""Full disks and power cuts: older backups stay whole, nothing half-made counts, and the same command goes on."""

import asyncio
import errno
import os
import sys

import pytest

from backend.backups import back_up, restore, verify
from backend.backups.errors import BackupDiskFull, BackupRunning
from backend.backups.models import BackupRun
from backend.backups.repository import file_lock
from backend.kit.objects import local
from tests.archive.shelf import shelve
from tests.backups.conftest import pieces


class PowerCut(BaseException):
    """The process ends here."""


@pytest.fixture
def fails_at(monkeypatch):
    """``fails_at(n, trouble)``: the n-th write to a store raises."""
    real = local.write_durably

    def fail(number: int, trouble: BaseException) -> None:
        left = number

        def write(path, data, *, replace=False):
            nonlocal left
            left -= 1
            if left <= 0:
                raise trouble
            return real(path, data, replace=replace)

        monkeypatch.setattr(local, "write_durably", write)

    fail.mend = lambda: monkeypatch.setattr(local, "write_durably", real)
    return fail


@pytest.fixture
async def one_more(kit, work_of, shelf, place, ring):
    """A good backup, and an archive that it lacks."""
    made = await back_up(kit, place, ring)
    await shelve(kit, work_of, "t9")
    return made


@pytest.mark.parametrize("write", [1, 4, 8])
@pytest.mark.parametrize("trouble", [OSError(errno.ENOSPC, "No space left on device"), PowerCut()])
async def test_cut_off_at_a_write(kit, place, ring, disk, one_more, fails_at, opened, write, trouble):
    fails_at(write, trouble)
    with pytest.raises((BackupDiskFull, PowerCut)):
        await back_up(kit, place, ring)
    fails_at.mend()
    repository = await opened()
    assert await repository.names() == [one_more.name]
    assert (await verify(repository, [one_more.name])).wrong == []
    kept = {path: path.stat().st_mtime_ns for path in pieces(disk, "objects")}
    again = await back_up(kit, place, ring)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept  # what was written is used, not written again
    assert (await verify(repository, [one_more.name, again.name])).wrong == []


async def test_a_full_disk_is_recorded_in_words(kit, place, ring, disk, one_more, fails_at):
    fails_at(3, OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(BackupDiskFull):
        await back_up(kit, place, ring)
    row = await BackupRun.all().order_by("-id").first()
    assert row.state == "failed" and "磁盘已满" in row.note and str(disk) in row.note


async def test_a_restore_cut_off_goes_on(on_sqlite, one_more, fails_at, opened, ring_file, tmp_path):
    fails_at(5, PowerCut())
    with pytest.raises(PowerCut):
        await restore(await opened(), one_more.name, tmp_path / "new", ring_file)
    assert not (tmp_path / "new" / "keyring.json").exists()
    fails_at.mend()
    done = await restore(await opened(), one_more.name, tmp_path / "new", ring_file)
    assert done.wrong == [] and done.objects == one_more.held["objects"].count
    assert (tmp_path / "new" / "keyring.json").exists()


def test_whoever_holds_the_lock_is_alone_until_its_process_ends(tmp_path):
    with file_lock(tmp_path / "lock"), pytest.raises(BackupRunning), file_lock(tmp_path / "lock"):
        pass
    with file_lock(tmp_path / "lock"):
        pass


@pytest.mark.slow
async def test_killed_for_real(on_sqlite, kit, work_of, place, disk, ring, opened, cwt, settings):
    for number in range(30):
        await shelve(kit, work_of, f"t{number}")
    command = [sys.executable, "-m", "backend.cli", "backup", "create", str(disk)]
    environment = {**os.environ, "CWT_FOLDER": str(settings.folder)}
    process = await asyncio.create_subprocess_exec(*command, env=environment, stderr=asyncio.subprocess.DEVNULL)
    for _ in range(10_000):
        if len(pieces(disk, "objects")) >= 20:
            break
        await asyncio.sleep(0.005)
    process.kill()
    await process.wait()
    repository = await opened()
    assert await repository.names() == []
    told = cwt(settings.folder, "backup", "create", str(disk))
    assert told.returncode == 0, told.stderr
    assert (await verify(repository, await repository.names())).wrong == []
