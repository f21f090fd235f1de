"""Verifying archives: one flipped bit in a stored object or in a row is found, and named."""

import random

import pytest

from backend.archive import NoArchive, archive_of, verify_all, verify_one
from backend.archive.keeping.vault import keep_package
from backend.archive.models import Archive
from backend.archive.verifying.command import verify
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.models import AuditEntry
from tests.archive.shelf import shelve

FLIPS = 60


async def flipped_in_store(kit, key: str, at: int, bit: int) -> bytes:
    """Flip one bit of the sealed bytes; what they were."""
    store = kit.objects._store
    sealed = await store.get(key)
    broken = bytearray(sealed)
    broken[at % len(sealed)] ^= 1 << bit
    await store.put(key, bytes(broken), replace=True)
    return sealed


async def objects_of(kit) -> list[str]:
    return sorted([key async for key in kit.objects.keys("archives/")])


class TestAll:
    async def test_it_works(self, kit, work_of, capsys):
        for name in ("t1", "t2", "t3"):
            await shelve(kit, work_of, name)
        told = await verify_all(kit)
        assert (told.archives, told.parts, told.wrong) == (3, 24, "")
        assert await verify(kit, None) == 0
        assert "电子档案完好：3 份，24 件材料" in capsys.readouterr().out

    async def test_nothing_is_whole_too(self, kit):
        assert (await verify_all(kit)).wrong == ""

    async def test_random_flipped_bits_in_stored_objects_are_found_every_time(self, kit, work_of):
        for name in ("t1", "t2"):
            await shelve(kit, work_of, name, size=200)
        dice, keys = random.Random(20261121), await objects_of(kit)
        for _ in range(FLIPS):
            key = dice.choice(keys)
            sealed = await flipped_in_store(kit, key, dice.randrange(1 << 20), dice.randrange(8))
            assert (await verify_all(kit)).wrong, key
            await kit.objects._store.put(key, sealed, replace=True)
        assert not (await verify_all(kit)).wrong

    @pytest.mark.parametrize(
        ("change", "wrong"),
        [
            ({"number": "n-t9"}, "登记的内容与目录不符"),
            ({"station": "s2"}, "登记的内容与目录不符"),
            ({"keep_until": "2020-12-31"}, "登记的内容与目录不符"),
            ({"parts": 7}, "登记的件数与目录不符"),
            ({"signature": ""}, "平台签名不成立"),
            ({"signature": "zz"}, "平台签名不成立"),
        ],
    )
    async def test_it_names_what_is_wrong_in_a_row(self, kit, work_of, change, wrong):
        await shelve(kit, work_of, "t1")
        await Archive.filter(transfer="t1").update(**change)
        assert (await verify_all(kit)).wrong == wrong

    async def test_a_part_that_is_gone_is_named(self, kit, work_of, capsys):
        await shelve(kit, work_of, "t1")
        part = next(one for one in await manifest(kit, "t1") if one["kind"] == "seller:id_front")
        await kit.objects.delete(part["object"])
        assert await verify(kit, None) == 1
        assert "电子档案 n-t1 不符：卖方身份证人像面不见了" in capsys.readouterr().err

    async def test_a_part_that_was_disposed_of_on_purpose_is_not_wrong(self, kit, work_of):
        await shelve(kit, work_of, "t1")
        part = next(one for one in await manifest(kit, "t1") if one["kind"] == "seller:id_front")
        async with unit_of_work(SYSTEM) as work:
            await work.record("object.disposed", "collection", object=part["object"])
        await kit.objects.delete(part["object"])
        assert (await verify_all(kit)).wrong == ""

    @pytest.mark.parametrize("taken", ["t1", "t2"])
    async def test_one_taken_out_of_the_chain_is_found(self, kit, work_of, taken):
        for name in ("t1", "t2", "t3"):
            await shelve(kit, work_of, name)
        await Archive.filter(transfer=taken).delete()
        assert (await verify_all(kit)).wrong == "与前一份档案不相连"

    async def test_the_last_one_taken_away_is_found(self, kit, work_of):
        for name in ("t1", "t2"):
            await shelve(kit, work_of, name)
        await Archive.filter(transfer="t2").delete()
        told = await verify_all(kit)
        assert (told.number, told.wrong) == ("t2", "审计链记有它的归档，档案却不见了")

    @pytest.mark.parametrize("column", ["facts", "digest", "at", "actor"])
    async def test_an_altered_audit_line_vouches_for_nothing(self, kit, work_of, column):
        await shelve(kit, work_of, "t1")
        line = await AuditEntry.get(action="archive.closed")
        text = getattr(line, column)
        await AuditEntry.filter(seq=line.seq).update(**{column: text[:-2] + chr(ord(text[-2]) ^ 1) + text[-1]})
        assert (await verify_all(kit)).wrong == "审计链中没有它的归档记录，或记录被改动"


class TestOne:
    async def test_it_works(self, kit, work_of):
        await shelve(kit, work_of, "t1")
        await shelve(kit, work_of, "t2")
        assert (await verify_one(kit, "n-t2")).archives == 1

    async def test_another_archives_fault_does_not_matter(self, kit, work_of):
        await shelve(kit, work_of, "t1")
        await shelve(kit, work_of, "t2")
        await Archive.filter(transfer="t1").update(signature="")
        assert (await verify_one(kit, "n-t2")).wrong == ""
        assert (await verify_one(kit, "n-t1")).wrong == "平台签名不成立"

    @pytest.mark.parametrize("number", ["n-t9", "", "9" * 60])
    async def test_it_refuses_an_unknown_number(self, kit, number, capsys):
        with pytest.raises(NoArchive):
            await verify_one(kit, number)
        assert await verify(kit, number) == 2
        assert "没有编号为" in capsys.readouterr().err

    async def test_after_a_rotation_and_rewrapping_all_is_whole(self, kit, work_of, settings):
        from backend.kit.secrets import KeyRing

        await keep_package(kit, (await shelve(kit, work_of, "t1")).id)
        KeyRing(settings.folder / "keyring.json").rotate()
        for store in (kit.objects, kit.vault):
            async for key in store.keys(""):
                assert await store.rotate_one(key)
        await shelve(kit, work_of, "t2")
        assert (await verify_all(kit)).wrong == ""
        keys = [part["key"]["version"] for part in (await whole_manifest(kit, "t1"), await whole_manifest(kit, "t2"))]
        assert keys == [1, 2]


async def whole_manifest(kit, transfer):
    import json

    return json.loads(await kit.objects.get(f"archives/{(await archive_of(transfer)).manifest_sha256}"))


async def manifest(kit, transfer):
    return (await whole_manifest(kit, transfer))["parts"]
