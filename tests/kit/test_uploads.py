"""断点续传: every acknowledged byte is kept, sealed, and only its owner's."""

import asyncio
import os
import signal
import subprocess
import sys
from datetime import timedelta
from hashlib import sha256

import pytest

from backend.kit.clock import moved_by
from backend.kit.secrets import Cipher, KeyRing, SealBroken
from backend.kit.uploads import (
    ChecksumDiffers,
    OffsetDiffers,
    TooManyUploads,
    UploadArea,
    UploadIncomplete,
    UploadMalformed,
    UploadTooLarge,
    UploadUnknown,
)

PHOTO = bytes(range(256)) * 40
SUM = sha256(PHOTO).hexdigest()


@pytest.fixture
def cipher(tmp_path):
    return Cipher(KeyRing.open_or_create(tmp_path / "keys.json"))


@pytest.fixture
def area(tmp_path, cipher):
    return UploadArea(tmp_path / "uploads", cipher, largest=20_000, open_uploads=3)


async def begun(area, owner="seller", size=10_240, checksum=SUM):
    return await area.begin(owner, size, checksum, "id_front")


async def test_it_works(area):
    upload = await begun(area)
    assert await area.append(upload, "seller", 0, PHOTO[:4000]) == 4000
    assert await area.append(upload, "seller", 4000, PHOTO[4000:]) == len(PHOTO)
    assert await area.finish(upload, "seller") == PHOTO
    assert await area.finish(upload, "seller") == PHOTO
    await area.discard(upload, "seller")
    with pytest.raises(UploadUnknown):
        await area.finish(upload, "seller")
    await area.discard(upload, "seller")


async def test_it_says_how_far_it_is(area):
    upload = await begun(area)
    await area.append(upload, "seller", 0, PHOTO[:4000])
    status = await area.status(upload, "seller")
    assert (status.kind, status.size, status.sha256, status.offset) == ("id_front", len(PHOTO), SUM, 4000)
    assert await area.unfinished("seller") == [status]
    assert await area.unfinished("buyer") == []


async def test_another_process_goes_on_where_this_one_stopped(area, tmp_path):
    upload = await begun(area)
    await area.append(upload, "seller", 0, PHOTO[:4000])
    restarted = UploadArea(tmp_path / "uploads", Cipher(KeyRing.open_or_create(tmp_path / "keys.json")))
    assert (await restarted.status(upload, "seller")).offset == 4000
    await restarted.append(upload, "seller", 4000, PHOTO[4000:])
    assert await restarted.finish(upload, "seller") == PHOTO


async def test_a_rotation_in_between_changes_nothing(area, tmp_path):
    ring = KeyRing.open_or_create(tmp_path / "keys.json")
    area = UploadArea(tmp_path / "uploads", Cipher(ring))
    upload = await begun(area)
    await area.append(upload, "seller", 0, PHOTO[:4000])
    ring.rotate()
    await area.append(upload, "seller", 4000, PHOTO[4000:])
    assert await area.finish(upload, "seller") == PHOTO


@pytest.mark.parametrize("offset", [0, 3999, 4001, -1, 10**15])
async def test_a_wrong_offset_is_answered_with_the_right_one(area, offset):
    upload = await begun(area)
    await area.append(upload, "seller", 0, PHOTO[:4000])
    with pytest.raises(OffsetDiffers) as refusal:
        await area.append(upload, "seller", offset, PHOTO[:10])
    assert refusal.value.facts["offset"] == 4000
    assert (await area.status(upload, "seller")).offset == 4000


async def test_of_many_pieces_for_one_place_one_is_kept(area):
    upload = await begun(area)
    sent = [area.append(upload, "seller", 0, bytes([n]) * (n + 1)) for n in range(12)]
    answers = await asyncio.gather(*sent, return_exceptions=True)
    (kept,) = [answer for answer in answers if isinstance(answer, int)]
    assert all(isinstance(answer, OffsetDiffers) for answer in answers if answer is not kept)
    assert (await area.status(upload, "seller")).offset == kept


async def test_somebody_elses_upload_is_unknown(area):
    upload = await begun(area)
    for act in (
        area.append(upload, "buyer", 0, b"x"),
        area.status(upload, "buyer"),
        area.finish(upload, "buyer"),
    ):
        with pytest.raises(UploadUnknown):
            await act
    await area.discard(upload, "buyer")
    assert (await area.status(upload, "seller")).offset == 0


@pytest.mark.parametrize("upload", ["", "..", "../../keys.json", "a" * 20, "A" * 20, "a/" * 10, "名" * 20])
async def test_an_id_that_is_none_is_unknown(area, upload):
    with pytest.raises(UploadUnknown):
        await area.status(upload, "seller")


async def test_it_refuses_to_finish_too_early(area):
    upload = await begun(area)
    await area.append(upload, "seller", 0, PHOTO[:4000])
    with pytest.raises(UploadIncomplete) as refusal:
        await area.finish(upload, "seller")
    assert refusal.value.facts["offset"] == 4000


async def test_damage_on_the_way_is_noticed_and_the_upload_begins_anew(area):
    upload = await begun(area)
    await area.append(upload, "seller", 0, PHOTO[:-1] + b"?")
    with pytest.raises(ChecksumDiffers):
        await area.finish(upload, "seller")
    assert await area.unfinished("seller") == []


async def test_a_checksum_is_optional(area):
    upload = await begun(area, size=3, checksum=None)
    await area.append(upload, "seller", 0, b"abc")
    assert await area.finish(upload, "seller") == b"abc"


async def test_it_refuses_more_than_one_may_send(area):
    with pytest.raises(UploadTooLarge):
        await begun(area, size=20_001)
    upload = await begun(area, size=10)
    with pytest.raises(UploadTooLarge):
        await area.append(upload, "seller", 0, b"x" * 11)
    assert (await area.status(upload, "seller")).offset == 0


@pytest.mark.parametrize(("size", "checksum"), [(0, None), (-5, None), (5, "abc"), (5, SUM.upper())])
async def test_it_refuses_a_malformed_announcement(area, size, checksum):
    with pytest.raises(UploadMalformed):
        await begun(area, size=size, checksum=checksum)


async def test_it_refuses_too_many_unfinished_uploads(area):
    uploads = [await begun(area) for _ in range(3)]
    with pytest.raises(TooManyUploads):
        await begun(area)
    await begun(area, owner="buyer")
    await area.discard(uploads[0], "seller")
    await begun(area)


async def test_it_refuses_a_thousand_crumbs(area, monkeypatch):
    monkeypatch.setattr("backend.kit.uploads.PIECES", 3)
    upload = await begun(area)
    for offset in range(3):
        await area.append(upload, "seller", offset, b"x")
    with pytest.raises(UploadMalformed):
        await area.append(upload, "seller", 3, b"x")


async def test_nothing_readable_lies_on_the_disk(area, tmp_path):
    secret = b"13800000000" * 9
    upload = await area.begin("openid-of-a-person", len(secret), sha256(secret).hexdigest(), "id_front")
    await area.append(upload, "openid-of-a-person", 0, secret)
    for path in (tmp_path / "uploads").rglob("*"):
        assert "openid" not in str(path)
        assert path.is_dir() or not any(word in path.read_bytes() for word in (b"138000", b"id_front", b"openid"))


async def test_pieces_cannot_change_places(area, tmp_path):
    upload = await begun(area, size=8, checksum=None)
    await area.append(upload, "seller", 0, b"aaaa")
    await area.append(upload, "seller", 4, b"bbbb")
    one, two = sorted(path for path in (tmp_path / "uploads").rglob("0000*"))
    first = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(first)
    with pytest.raises(SealBroken):
        await area.finish(upload, "seller")


async def test_old_ones_are_swept_and_fresh_ones_stay(area, tmp_path):
    await begun(area)
    assert await area.sweep(timedelta(days=1)) == 0
    with moved_by(timedelta(days=2)):
        assert await area.sweep(timedelta(days=1)) == 1
        assert await area.unfinished("seller") == []
        assert await area.sweep(timedelta(days=1)) == 0


async def test_what_a_crash_left_half_made_is_no_upload_and_is_swept(area, tmp_path):
    upload = await begun(area)
    await area.append(upload, "seller", 0, PHOTO[:4000])
    (owners,) = (tmp_path / "uploads").iterdir()
    (owners / upload / ".draft-killed").write_bytes(b"half a piece")
    (owners / ("b" * 20)).mkdir()  # killed between making the folder and describing it
    assert (await area.status(upload, "seller")).offset == 4000
    assert len(await area.unfinished("seller")) == 1
    with moved_by(timedelta(days=2)):
        assert await area.sweep(timedelta(days=1)) == 2
    assert list((tmp_path / "uploads").rglob("*.draft*")) == []


KILLED = """
import asyncio, os, sys
from pathlib import Path
from backend.kit.secrets import Cipher, KeyRing
from backend.kit.uploads import UploadArea

async def main(folder):
    area = UploadArea(folder / "uploads", Cipher(KeyRing.open_or_create(folder / "keys.json")))
    upload = await area.begin("seller", 1_000_000, None, "id_front")
    offset = 0
    while True:
        offset = await area.append(upload, "seller", offset, os.urandom(1000))
        os.write(1, f"{upload} {offset}\\n".encode())

asyncio.run(main(Path(sys.argv[1])))
"""


def acknowledged_before_sigkill(folder):
    """The last line of a process that was killed in the middle of an upload: its id, its acknowledged offset."""
    script = folder / "killed.py"
    script.write_text(KILLED)
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    with subprocess.Popen(
        [sys.executable, str(script), str(folder)], stdout=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(20)]
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
    upload, offset = lines[-1].decode().split()
    return upload, int(offset)


async def test_every_acknowledged_piece_outlives_sigkill(tmp_path, cipher):
    upload, offset = await asyncio.to_thread(acknowledged_before_sigkill, tmp_path)
    area = UploadArea(tmp_path / "uploads", cipher)
    status = await area.status(upload, "seller")
    assert offset <= status.offset <= offset + 1000
    assert await area.append(upload, "seller", status.offset, b"on we go") == status.offset + 8
