"""本地对象存储: what a crash or a full disk leaves."""

import errno
from datetime import timedelta

import pytest

from backend.kit import files
from backend.kit.clock import moved_by
from backend.kit.objects import LocalStore


async def test_a_full_disk_leaves_nothing_half_done(tmp_path, monkeypatch):
    store = LocalStore(tmp_path)

    def full(_):
        raise OSError(errno.ENOSPC, "disk full")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="disk full"):
        await store.put("evidence/a", b"x")
    monkeypatch.undo()
    assert not await store.exists("evidence/a")
    assert await store.put("evidence/a", b"x")


async def test_a_draft_left_by_a_crash_is_no_object_and_is_swept_later(tmp_path):
    store = LocalStore(tmp_path)
    await store.put("evidence/a", b"x")
    draft = next(tmp_path.rglob("a")).parent / ".draft-killed"
    draft.write_bytes(b"half")
    assert [key async for key in store.keys("")] == ["evidence/a"]
    assert await store.total_bytes() == 1
    assert store.sweep_drafts() == 0
    assert draft.exists()  # its writer may still be at work
    with moved_by(timedelta(hours=2)):
        assert store.sweep_drafts() == 1
    assert not draft.exists()
    assert await store.get("evidence/a") == b"x"


async def test_a_draft_that_is_finished_while_drafts_are_swept_stops_nobody_from_starting(tmp_path):
    store = LocalStore(tmp_path)
    await store.put("evidence/a", b"x")
    folder = next((tmp_path / "evidence").iterdir())
    # Listed, and gone when it is looked at: as its writer leaves it.
    (folder / ".draft-gone").symlink_to(tmp_path / "nowhere")
    (folder / ".draft-left").write_bytes(b"half")
    with moved_by(timedelta(hours=2)):
        assert store.sweep_drafts() == 1


async def test_objects_outlive_the_process(tmp_path):
    await LocalStore(tmp_path).put("evidence/a", b"x")
    assert await LocalStore(tmp_path).get("evidence/a") == b"x"
