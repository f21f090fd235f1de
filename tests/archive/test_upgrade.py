"""An archive of the first manifest version: it still verifies, and has no package."""

import json
from hashlib import sha256

import pytest

from backend.archive import ArchiveTooOld, close, evidence_package, gather, verify_all
from backend.archive.close import BEGINNING
from backend.archive.models import Archive
from backend.kit import clock, ids
from tests.archive.shelf import materials


async def closed_long_ago(work_of, transfer: str) -> None:
    """What ``close`` wrote before manifests had a version."""
    async with work_of() as work:
        moment = clock.now()
        manifest = {
            "transfer": transfer,
            "number": f"n-{transfer}",
            "station": "s1",
            "closed_at": moment.isoformat(),
            "previous": BEGINNING,
            "parts": [{"kind": "document:sales_contract", "id": "d1", "sha256": "a" * 64}],
        }
        data = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1).encode()
        digest = sha256(data).hexdigest()
        await work.kit.objects.put(f"archives/{digest}", data)
        row = await Archive.create(
            public_id=ids.public_id(),
            transfer=transfer,
            number=f"n-{transfer}",
            station="s1",
            parts=1,
            manifest_object=f"archives/{digest}",
            manifest_sha256=digest,
            previous=BEGINNING,
            closed_at=moment,
            keep_until=clock.today(),
        )
        facts = {"archive": row.public_id, "object": row.manifest_object, "sha256": digest, "parts": 1}
        await work.record("archive.closed", transfer, **facts)


async def test_it_works_and_the_next_follows_it(kit, work_of):
    await closed_long_ago(work_of, "t1")
    parts = await gather(kit, [], materials("t2"))
    async with work_of() as work:
        await close(work, transfer="t2", number="n-t2", station="s1", parts=parts, years=10)
    told = await verify_all(kit)
    assert (told.archives, told.wrong) == (2, "")


async def test_a_flipped_hash_is_found(kit, work_of):
    await closed_long_ago(work_of, "t1")
    await Archive.filter(transfer="t1").update(number="n-t9")
    assert (await verify_all(kit)).wrong == "登记的内容与目录不符"


async def test_it_has_no_package(kit, work_of):
    await closed_long_ago(work_of, "t1")
    with pytest.raises(ArchiveTooOld):
        await evidence_package(kit, "t1")
