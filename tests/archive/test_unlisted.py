"""Files that no archive lists: one flipped bit in any is found, what archives list is not read twice."""

import pytest

from backend.archive.verifying.command import verify
from backend.archive.verifying.unlisted import open_unlisted
from tests.archive.shelf import materials, shelve

SHOWN, PHOTO = "shown/id-front-display", "document-photos/car"


@pytest.fixture
async def shelf(kit, work_of):
    """One archive, a picture as shown, a photograph of a car."""
    await shelve(kit, work_of, "t1")
    for key in (SHOWN, PHOTO):
        await kit.objects.put(key, key.encode() * 100)


async def test_it_works_and_leaves_archived_parts_to_their_archive(kit, shelf, capsys):
    everything = {key async for key in kit.objects.keys("")}
    told = await open_unlisted(kit)
    parts = len(materials("t1")) + 2  # index and verifier
    assert (told.whole, told.broken) == (len(everything) - parts, [])
    assert await verify(kit, None) == 0
    assert f"{told.whole} 个，逐个解密无误" in capsys.readouterr().out


@pytest.mark.parametrize("key", [SHOWN, PHOTO])
async def test_a_flipped_bit_is_found_and_the_file_named(kit, shelf, settings, capsys, key):
    (file,) = [one for one in (settings.folder / "objects").rglob(key.rpartition("/")[2]) if one.is_file()]
    data = bytearray(file.read_bytes())
    data[-20] ^= 1
    file.write_bytes(data)
    assert await verify(kit, None) == 1
    assert f"文件已损坏，无法解密：{key}" in capsys.readouterr().err
    assert await verify(kit, "n-t1") == 0  # one archive alone is still whole
