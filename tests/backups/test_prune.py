"""Pruning: a fortnight of days, two years of months, and never a piece that a kept backup needs."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.backups import back_up, prune, verify
from backend.backups.prune import to_keep
from backend.backups.repository import Held, Manifest
from backend.kit import clock
from tests.archive.shelf import shelve
from tests.backups.conftest import pieces

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


def on(day: datetime, *damaged: str, tier: str = "platform") -> Manifest:
    return Manifest(f"{day:%Y%m%d-%H%M}-{tier}", tier, day.isoformat(), "r", None, (), {}, Held(0, 0), damaged)


class TestRule:
    def test_days_then_months(self):
        made = [on(NOON - timedelta(days=n)) for n in range(800)]
        kept = to_keep(made, 14, 24)
        assert [one.made for one in kept[:14]] == [NOON - timedelta(days=n) for n in range(14)]
        months = {f"{clock.local(one.made):%Y-%m}" for one in kept}
        assert len(months) == 24 and len(kept) == 14 + 23

    def test_of_a_day_the_last(self):
        made = [on(NOON), on(NOON + timedelta(hours=2)), on(NOON - timedelta(days=1))]
        assert to_keep(made, 14, 0) == made[1:]

    def test_a_good_one_stays_when_all_later_ones_are_damaged(self):
        good = on(NOON - timedelta(days=40))
        made = [good, *(on(NOON - timedelta(days=n), "objects/x") for n in range(30))]
        assert good in to_keep(made, 3, 1)

    def test_monthly_archives_stay(self):
        old = on(NOON - timedelta(days=2000), tier="month")
        assert to_keep([old, on(NOON)], 1, 1) == [old, on(NOON)]


@pytest.fixture
async def three_days(kit, work_of, shelf, place, ring):
    """A backup on each of three days, each with an archive more."""
    made = []
    for day in range(3):
        with clock.moved_by(timedelta(days=day)):
            await shelve(kit, work_of, f"day{day}")
            made.append(await back_up(kit, place, ring))
    return made


async def test_what_only_the_old_ones_needed_goes_and_the_rest_reads_whole(three_days, kit, disk, place, ring, opened):
    gone = pieces(kit.settings.folder, "objects")[0]
    await kit.objects.delete(f"archives/{gone.name}")
    with clock.moved_by(timedelta(days=3)):
        last = await back_up(kit, place, ring)
    before = len(pieces(disk, "database"))
    repository = await opened()
    pruned = await prune(repository, daily=1, monthly=1)
    assert pruned.gone == [one.name for one in three_days] and pruned.kept == [last.name]
    assert len(pieces(disk, "database")) < before
    assert (await verify(repository, await repository.names())).wrong == []


async def test_doing_it_again_finds_nothing(three_days, opened):
    repository = await opened()
    await prune(repository, daily=2, monthly=1)
    again = await prune(repository, daily=2, monthly=1)
    assert (again.gone, again.pieces) == ([], 0)
    assert (await verify(repository, await repository.names())).backups == 2


async def test_killed_between_manifest_and_pieces_the_next_goes_on(three_days, disk, opened):
    repository = await opened()
    await repository.raw.delete(f"manifests/{three_days[0].name}")
    pruned = await prune(repository)
    assert pruned.pieces > 0
    assert (await verify(repository, await repository.names())).wrong == []


async def test_an_unreadable_manifest_saves_every_piece(three_days, disk, opened):
    broken = pieces(disk, "manifests")[0]
    broken.write_bytes(b"rotten")
    count = len(pieces(disk, "database"))
    pruned = await prune(await opened(), daily=1, monthly=1)
    assert pruned.pieces == 0 and broken.name in pruned.left
    assert len(pieces(disk, "database")) == count
