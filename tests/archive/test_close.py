"""Closing an archive: every part by its hash, signed, each archive chained to the one before."""

import json
from dataclasses import replace
from hashlib import sha256

import pytest
from tortoise.exceptions import IntegrityError

from backend.archive import ArchiveBroken, archive_of, close, gather
from backend.archive.models import Archive
from backend.archive.package.offline import manifest_message, merkle_root
from backend.kit import audit
from tests.archive.shelf import FACTS, materials, shelve


async def manifest_of(kit, facts):
    return json.loads(await kit.objects.get(f"archives/{facts.manifest_sha256}"))


class TestClose:
    async def test_it_works(self, kit, work_of):
        facts = await shelve(kit, work_of, "t1")
        assert (await archive_of("t1")) == facts
        manifest = await manifest_of(kit, facts)
        titles = [part["title"] for part in manifest["parts"]]
        assert titles == ["证据包目录", "离线核验程序", *(one.title for one in materials("t1"))]
        assert manifest["root"] == merkle_root(manifest["parts"])
        assert facts.keep_until.year - facts.closed_at.year == 10
        assert (await audit.verify(kit.objects))[1] is None

    async def test_every_part_is_listed_with_hash_and_size(self, kit, work_of):
        manifest = await manifest_of(kit, await shelve(kit, work_of, "t1"))
        for part in manifest["parts"]:
            data = await kit.objects.get(part["object"])
            assert (len(data), sha256(data).hexdigest()) == (part["size"], part["sha256"])

    async def test_the_platform_signed_it(self, kit, work_of):
        facts = await shelve(kit, work_of, "t1")
        raw = await kit.objects.get(f"archives/{facts.manifest_sha256}")
        signature = bytes.fromhex((await Archive.get(transfer="t1")).signature)
        assert kit.notary.verify(manifest_message(raw), signature, json.loads(raw)["key"]["version"])

    async def test_closing_twice_gives_the_first(self, kit, work_of):
        first = await shelve(kit, work_of, "t1")
        async with work_of() as work:
            assert await close(work, transfer="t1", number="n", station="s1", parts=[], years=10) == first

    async def test_each_names_the_one_before(self, kit, work_of):
        first = await shelve(kit, work_of, "t1")
        await shelve(kit, work_of, "t2")
        assert (await Archive.get(transfer="t2")).previous == first.manifest_sha256

    async def test_the_database_refuses_a_fork_of_the_chain(self, kit, work_of):
        await shelve(kit, work_of, "t1")
        row = await Archive.get(transfer="t1")
        with pytest.raises(IntegrityError):
            await row.clone(pk=None).save()

    async def test_a_transfer_without_archive_has_none(self, kit):
        assert await archive_of("t1") is None


class TestGather:
    async def test_doing_it_again_gives_the_same_and_stores_nothing_twice(self, kit):
        first = await gather(kit, FACTS, materials("t1"))
        size = await kit.objects.total_bytes()
        assert await gather(kit, FACTS, materials("t1")) == first
        assert await kit.objects.total_bytes() == size

    async def test_it_refuses_bytes_that_are_not_what_was_recorded(self, kit):
        wrong = [replace(materials("t1")[0], sha256="0" * 64)]
        with pytest.raises(ArchiveBroken, match="二手车买卖合同的内容被改动"):
            await gather(kit, FACTS, wrong)

    async def test_it_refuses_what_is_not_there(self, kit):
        gone = [replace(materials("t1")[0], data=None, object="documents/gone")]
        with pytest.raises(ArchiveBroken, match="二手车买卖合同不见了"):
            await gather(kit, FACTS, gone)
