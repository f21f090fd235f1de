"""What a finished transfer leaves behind: all of it, as it was recorded, or no archive."""

import json

import pytest

from backend import archive, collection, transfers
from backend.archive import ArchiveBroken, evidence_package, verify_all
from backend.archive.package import offline
from backend.kit.database import unit_of_work
from backend.transfers.desk.materials import gathered
from backend.transfers.states import State
from tests.transfers.desk import run_jobs


@pytest.fixture
async def completed(settling):
    await settling.changes(transfers.complete)
    return settling


async def record(kit, parts, name: str):
    (part,) = [one for one in parts if one.kind == f"record:{name}"]
    return json.loads(await kit.objects.get(part.object))


async def test_it_works(kit, completed, seller, buyer):
    parts = await gathered(kit, completed.transfer)
    kinds = {one.kind for one in parts}
    assert {"document:sales_contract", "shown:sales_contract", "seller:id_front", "buyer:signature"} <= kinds
    told = await record(kit, parts, "transfer")
    assert told["seller"]["principal"]["name"]["value"] == seller.who.name
    assert told["buyer"]["phone"] == buyer.who.phone
    signings = await record(kit, parts, "signings")
    assert {one["side"]: one["state"] for one in signings} == dict.fromkeys(("seller", "buyer", "clerk"), "signed")
    assert (await record(kit, parts, "history"))[-1]["action"] == "completed"
    assert "transfer.completed" in {one["action"] for one in await record(kit, parts, "audit")}
    checks = await record(kit, parts, "checks")
    assert len({one["result"] for one in checks["prohibitions"]}) == 1
    assert {"face_match", "recapture"} <= {one["kind"] for one in checks["judgements"]}


async def test_no_path_is_taken_twice(kit, completed):
    paths = [one.path for one in await gathered(kit, completed.transfer)]
    assert len(set(paths)) == len(paths)


async def test_an_unfinished_one_has_nothing_to_close(kit, settling):
    assert await gathered(kit, settling.transfer) is None
    assert await gathered(kit, "0" * 20) is None


async def test_nothing_is_closed_over_altered_bytes(kit, completed, seller):
    original = (await collection.originals_of(seller.collection))[0]
    await kit.objects.put(original.object, b"altered", replace=True)
    with pytest.raises(ArchiveBroken, match="的内容被改动"):
        await gathered(kit, completed.transfer)
    assert (await completed.looks()).state is State.COMPLETED
    assert await archive.archive_of(completed.transfer) is None


async def test_a_face_taken_back_later_is_no_fault(kit, completed, seller, tmp_path):
    await run_jobs()
    async with unit_of_work(seller.actor) as work:
        await collection.withdraw_consent(work, seller.collection, "face")
    await run_jobs("collection.dispose")
    assert (await verify_all(kit)).wrong == ""
    place = tmp_path / "package.zip"
    place.write_bytes((await evidence_package(kit, completed.transfer)).data)
    said: list[str] = []
    assert offline.verify([place], say=said.append) == 0
    assert any("已依法销毁，不在包内：evidence/seller-selfie" in line for line in said)
