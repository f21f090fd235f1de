"""The restore drill (恢复演练): the disk and the ring's copy are all that is left; a new machine comes of them."""

import shutil

import pytest

from backend.backups import back_up
from backend.kit.secrets import KeyRing
from tests.archive.shelf import shelve


@pytest.mark.slow
async def test_a_new_machine_from_disk_and_ring(
    on_sqlite, kit, work_of, shelf, place, disk, ring, ring_file, tmp_path, cwt
):
    await back_up(kit, place, ring)
    await shelve(kit, work_of, "later")
    shutil.rmtree(kit.settings.folder / "objects")  # the old machine burns
    new = tmp_path / "new"

    told = cwt(
        tmp_path / "nothing", "backup", "restore", str(disk), "latest", "--into", str(new), "--keyring", str(ring_file)
    )
    assert told.returncode == 0, told.stderr
    audit = cwt(new, "audit", "verify")
    assert audit.returncode == 0 and "审计链完好" in audit.stdout
    archives = cwt(new, "archive", "verify", "--all")
    assert archives.returncode == 0 and "电子档案完好：3 份" in archives.stdout
    assert KeyRing(new / "keyring.json").ring_id == ring.ring_id
