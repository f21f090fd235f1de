"""Closing an archive: every part by its hash, each archive chained to the one before."""

import json

from backend.archive import Part, archive_of, close
from backend.archive.models import Archive
from backend.kit import audit

PARTS = [Part("sales_contract", "document1", "a" * 64), Part("id_front", "evidence1", "b" * 64)]


async def closed(work_of, transfer: str, parts=PARTS):
    async with work_of() as work:
        return await close(work, transfer=transfer, number=f"n-{transfer}", station="s1", parts=parts, years=10)


async def test_it_works(kit, work_of):
    facts = await closed(work_of, "t1")
    assert (await archive_of("t1")) == facts
    manifest = json.loads(await kit.objects.get(f"archives/{facts.manifest_sha256}"))
    assert [part["sha256"] for part in manifest["parts"]] == ["a" * 64, "b" * 64]
    assert facts.keep_until.year - facts.closed_at.year == 10
    assert (await audit.verify(kit.objects))[1] is None


async def test_closing_twice_gives_the_first(kit, work_of):
    first = await closed(work_of, "t1")
    assert await closed(work_of, "t1", parts=[]) == first


async def test_each_names_the_one_before(kit, work_of):
    first = await closed(work_of, "t1")
    await closed(work_of, "t2")
    assert (await Archive.get(transfer="t2")).previous == first.manifest_sha256


async def test_a_transfer_without_archive_has_none(kit):
    assert await archive_of("t1") is None
