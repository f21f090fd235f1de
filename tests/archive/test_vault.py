"""The package in the vault: the very bytes that are handed out, whatever was cut off on the way there."""

import errno
import io
import zipfile
from contextlib import suppress

import pytest

from backend.archive import evidence_package, verify_all, verify_one
from backend.archive.keeping.vault import keep_package
from backend.archive.models import Archive
from backend.kit import audit, files
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.models import AuditEntry
from tests.archive.shelf import materials, shelve


async def kept(kit, work_of, transfer: str = "t1") -> Archive:
    """One archive with its package in the vault."""
    facts = await shelve(kit, work_of, transfer)
    await keep_package(kit, facts.id)
    return await Archive.get(transfer=transfer)


async def in_vault(kit) -> list[str]:
    return [key async for key in kit.vault.keys("packages/")]


class TestKeep:
    async def test_it_works(self, kit, work_of):
        facts = await shelve(kit, work_of, "t1")
        made = (await evidence_package(kit, "t1")).data
        assert await keep_package(kit, facts.id)
        row = await Archive.get(transfer="t1")
        assert await in_vault(kit) == [row.package_object]
        assert await kit.vault.get(row.package_object) == made == (await evidence_package(kit, "t1")).data
        assert (await verify_all(kit)).wrong == ""
        assert (await audit.verify(kit.objects))[1] is None

    async def test_the_disk_sees_no_plain_byte_of_it(self, kit, work_of, settings):
        row = await kept(kit, work_of)
        package = await kit.vault.get(row.package_object)
        (file,) = [path for path in (settings.folder / "vault").rglob("*") if path.is_file()]
        assert b"manifest.json" in package and b"manifest.json" not in file.read_bytes()

    async def test_doing_it_again_changes_nothing(self, kit, work_of):
        row = await kept(kit, work_of)
        assert not await keep_package(kit, row.public_id)
        assert (await Archive.get(transfer="t1")).packed_at == row.packed_at
        assert await AuditEntry.filter(action="archive.packaged").count() == 1

    async def test_closing_asks_for_it(self, kit, work_of):
        from backend.kit.models import Job

        facts = await shelve(kit, work_of, "t1")
        assert (await Job.get(name="archive.keep")).arguments == {"archive": facts.id}

    async def test_a_part_disposed_of_later_is_not_handed_out_and_leaves_the_vault(self, kit, work_of):
        row = await kept(kit, work_of)
        photo = next(one for one in materials("t1") if one.path == "evidence/id.jpeg")
        (key,) = [one async for one in kit.objects.keys("archives/") if await kit.objects.get(one) == photo.data]
        async with unit_of_work(SYSTEM) as work:
            await work.record("object.disposed", "collection", object=key)
        await kit.objects.delete(key)

        def holds(data: bytes) -> bool:
            return photo.path in zipfile.ZipFile(io.BytesIO(data)).namelist()

        assert not holds((await evidence_package(kit, "t1")).data)
        assert await keep_package(kit, row.public_id)
        (left,) = await in_vault(kit)
        assert not holds(await kit.vault.get(left))
        assert (await verify_all(kit)).wrong == ""


class TestVerify:
    @pytest.mark.parametrize(
        ("change", "wrong"),
        [
            ({"package_sha256": "0" * 64}, "登记的证据包与审计链不符"),
            ({"package_object": "", "packed_at": None}, "登记的证据包与审计链不符"),
            ({"package_size": 7}, "证据包的内容被改动"),
        ],
    )
    async def test_an_altered_row_is_found(self, kit, work_of, change, wrong):
        await kept(kit, work_of)
        await Archive.filter(transfer="t1").update(**change)
        assert (await verify_all(kit)).wrong == wrong

    async def test_a_package_that_is_gone_is_found(self, kit, work_of):
        row = await kept(kit, work_of)
        await kit.vault.delete(row.package_object)
        assert (await verify_all(kit)).wrong == "证据包不见了"

    async def test_an_altered_package_is_found(self, kit, work_of):
        row = await kept(kit, work_of)
        sealed = bytearray(await kit.vault._store.get(row.package_object))
        sealed[len(sealed) // 2] ^= 1
        await kit.vault._store.put(row.package_object, bytes(sealed), replace=True)
        assert (await verify_all(kit)).wrong == "证据包已损坏，无法解密"


class Disk:
    """From the durable write numbered ``cut`` on there is no room; ``met`` tells whether somebody came so far."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, cut: int) -> None:
        self.left, self.met = cut, False
        monkeypatch.setattr(files.os, "fsync", self._sync)

    def _sync(self, handle: int) -> None:
        self.left -= 1
        if self.left <= 0:
            self.met = True
            raise OSError(errno.ENOSPC, "No space left on device")


async def test_a_full_disk_leaves_nothing_half_done_and_the_next_run_finishes(kit, work_of, settings, monkeypatch):
    """Whichever write it meets: materials, manifest, package."""
    cut, closed = 1, {True: 0, False: 0}
    while True:
        transfer = f"t{cut}"
        with monkeypatch.context() as full:
            disk = Disk(full, cut)
            with suppress(OSError):
                await kept(kit, work_of, transfer)
        row = await Archive.get_or_none(transfer=transfer)
        if not disk.met:
            break
        closed[row is not None] += 1
        assert row is None or await verify_one(kit, row.number)
        row = await kept(kit, work_of, transfer)
        assert await kit.vault.exists(row.package_object)
        assert await AuditEntry.filter(action="archive.closed", subject=transfer).count() == 1
        cut += 1
    # It was full before the archive was closed, and between that and the package.
    assert closed[False] >= 10 and closed[True] >= 2
    assert list(settings.folder.rglob(files.DRAFT + "*")) == []
    assert (await verify_all(kit)).wrong == ""
    assert len(await in_vault(kit)) == cut
