"""The index keeps in step with the table, and nothing that happens to its files keeps a model from being found."""

import pytest

from backend.kit.pools import TooBusy
from backend.vehicles import Sighting, find_models, lookup_is_quick
from backend.vehicles.lookup import shelf
from backend.vehicles.models import CatalogueEdition
from tests.vehicles.lookup.conftest import MODELS, add_models


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Three changed rows are many."""
    monkeypatch.setattr(shelf, "MOST_CHANGED", 3)


@pytest.fixture
def folder(settings):
    """Where the files are."""
    return settings.folder / shelf.FOLDER


@pytest.fixture
def another_process(monkeypatch):
    """Call it to forget what this process has in memory."""
    return lambda: monkeypatch.setattr(shelf, "_shelf", None)


async def verdict(text="东南牌DN71S2HAS"):
    return (await find_models(Sighting(text))).verdict


async def test_it_works(catalogue, folder):
    assert await verdict() == "sure"
    assert [each.name for each in folder.iterdir() if each.is_dir()] == ["1"]


async def test_another_process_opens_the_same_files(catalogue, folder, another_process):
    await verdict()
    written = (folder / "1" / "index.json").stat().st_mtime_ns
    another_process()
    assert await verdict() == "sure"
    assert (folder / "1" / "index.json").stat().st_mtime_ns == written


async def test_a_few_changes_are_found_without_new_files(catalogue, folder):
    await verdict()
    await add_models("红旗牌CA7200H3")
    assert await verdict("红旗牌CA72O0H3") == "sure"
    assert await verdict() == "sure"
    assert {each.name for each in folder.iterdir() if each.is_dir()} == {"1"}


async def test_many_changes_make_new_files_and_drop_the_old(catalogue, folder):
    await verdict()
    await add_models(*(f"红旗牌CA720{each}H3" for each in range(4)))
    assert await verdict("红旗牌CA7202H3") == "exact"
    assert {each.name for each in folder.iterdir() if each.is_dir()} == {"2"}


@pytest.mark.parametrize("name", ["keys.npy", "texts.npy", "seen.npy", "index.json"])
@pytest.mark.parametrize("harm", ["cut", "flipped", "gone", "empty"])
async def test_broken_files_are_made_again(catalogue, folder, another_process, name, harm):
    await verdict()
    file = folder / "1" / name
    content = file.read_bytes()
    file.unlink()
    if harm != "gone":
        harmed = {"cut": content[:-3], "flipped": content[:-2] + bytes([content[-2] ^ 1]) + content[-1:], "empty": b""}
        file.write_bytes(harmed[harm])
    another_process()
    assert await verdict() == "sure"
    another_process()
    assert await verdict() == "sure"


async def test_what_a_crash_left_half_written_is_cleared_away(catalogue, folder):
    (folder / "making").mkdir(parents=True)
    (folder / "making" / "keys.npy").write_bytes(b"half")
    assert await verdict() == "sure"
    assert not (folder / "making").exists()


@pytest.mark.parametrize("error", [OSError("disk full"), TooBusy()])
async def test_files_that_cannot_be_written_keep_nobody_from_finding(catalogue, kit, monkeypatch, error):
    async def fails(*args, **kwargs):
        raise error

    monkeypatch.setattr(type(kit.pools), "in_process", fails)
    assert await verdict() == "sure"


async def test_a_database_put_back_to_an_older_day_is_indexed_anew(catalogue, folder):
    await add_models("红旗牌CA7200H3")
    await verdict()
    await CatalogueEdition.reach(1)
    assert await verdict() == "sure"


async def test_it_says_whether_a_lookup_would_wait(catalogue, another_process):
    assert not await lookup_is_quick()
    await verdict()
    assert await lookup_is_quick()
    another_process()
    assert await lookup_is_quick()
    await add_models("红旗牌CA7200H3")
    assert await lookup_is_quick()
    await add_models(*(f"{text}X" for text in MODELS))
    assert not await lookup_is_quick()
