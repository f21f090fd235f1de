"""The daily job and the monthly one: asked for once a day, tried again in an hour, an alarm when none was good."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from backend.backups import alarm, ask_for_backups, ask_now, back_up, folder_place, jobs, standing
from backend.backups.errors import NoSchedule
from backend.backups.models import BackupRun
from backend.backups.run import BY_HAND
from backend.kit import clock, tools
from backend.kit.jobs import Relay
from backend.kit.models import Job

# 10:00 in Beijing on the 2nd of November.
MORNING = datetime(2026, 11, 2, 2, tzinfo=UTC)


@pytest.fixture
def scheduled(kit, disk):
    """The machine with a place for backups, at a time that does not move by itself."""
    settings = kit.settings.model_copy(update={"backup_folder": str(disk), "backup_hour": 3})
    tools.install(replace(kit, settings=settings))
    with clock.held_at(MORNING):
        yield tools.installed()


def relay_of(kit) -> Relay:
    return Relay(SimpleNamespace(kit=kit, settings=kit.settings))


async def waiting() -> dict[str, datetime]:
    return {
        f"{one.name} {one.key}": one.run_at for one in await Job.filter(name__startswith="backups.", state="waiting")
    }


async def run_due(kit) -> None:
    """Run the backups that are due, and nothing else."""
    await Job.exclude(name__startswith="backups.").delete()
    await relay_of(kit).drain()


class TestAsked:
    async def test_once_a_day_whoever_asks(self, scheduled, work_of):
        for _ in range(3):
            async with work_of() as work:
                await ask_for_backups(work)
        assert sorted(await waiting()) == ["backups.daily 2026-11-02@03", "backups.monthly 2026-10"]

    async def test_at_its_hour(self, scheduled, work_of):
        with clock.held_at(MORNING - timedelta(hours=9)):  # 1 o'clock
            async with work_of() as work:
                await ask_for_backups(work)
        assert (await waiting())["backups.daily 2026-11-02@03"] == MORNING - timedelta(hours=7)

    async def test_nothing_is_asked_for_without_a_place(self, kit, work_of):
        async with work_of() as work:
            await ask_for_backups(work)
        assert await waiting() == {}
        with pytest.raises(NoSchedule):
            async with work_of() as work:
                await ask_now(work)

    async def test_now_twice_is_once(self, scheduled, work_of):
        for _ in range(2):
            async with work_of() as work:
                await ask_now(work)
        assert len(await waiting()) == 1


class TestRun:
    async def test_it_backs_up_and_asks_for_tomorrow(self, scheduled, shelf, work_of):
        async with work_of() as work:
            await ask_for_backups(work)
        await run_due(scheduled)
        assert await waiting() == {"backups.daily 2026-11-03@03": MORNING + timedelta(hours=17)}
        told = await standing(scheduled.settings)
        assert sorted((one.tier, one.state) for one in told.runs) == [("month", "good"), ("platform", "good")]
        assert told.last_good == MORNING and told.alarm == "" and not told.running

    async def test_an_hour_that_was_changed_leaves_no_second_backup(self, scheduled, shelf, work_of):
        async with work_of() as work:
            await work.queue("backups.daily", "2026-11-02@01")
            await ask_for_backups(work)
        await run_due(scheduled)
        assert await BackupRun.filter(tier="platform").count() == 1

    async def test_what_failed_is_tried_again_in_an_hour(self, scheduled, shelf, work_of, disk):
        disk.write_text("a file where the disk should be")
        async with work_of() as work:
            await ask_now(work)
        await Job.filter(name="backups.monthly").delete()
        await run_due(scheduled)
        again = {key: at for key, at in (await waiting()).items() if "#1" in key}
        assert next(iter(again.values())) == MORNING + timedelta(hours=1)

    async def test_old_ones_go_by_themselves(self, scheduled, shelf, work_of, opened, monkeypatch):
        monkeypatch.setattr(jobs, "DAILY", 3)
        monkeypatch.setattr(jobs, "MONTHLY", 1)
        for day in range(5):
            with clock.held_at(MORNING + timedelta(days=day)):
                async with work_of() as work:
                    await ask_now(work)
                await run_due(scheduled)
        kept = [name for name in await (await opened()).names() if not name.startswith("2026-10-")]
        assert len(kept) == 3


class TestAlarm:
    async def test_none_for_longer_than_a_day_and_a_half(self, scheduled, shelf, work_of):
        async with work_of() as work:
            await ask_now(work)
        await run_due(scheduled)
        for hours, sentence in ((35, ""), (37, "已是 37 小时前")):
            with clock.held_at(MORNING + timedelta(hours=hours)):
                told = await alarm(scheduled.settings)
                assert (sentence in told) and bool(sentence) == bool(told)

    async def test_what_lies_elsewhere_is_not_the_daily_backup(self, scheduled, shelf, work_of, ring, tmp_path, disk):
        """Nor is another spelling of the place another place."""
        (tmp_path / "x").mkdir()
        with clock.held_at(MORNING - timedelta(hours=40)):
            await back_up(scheduled, folder_place(tmp_path / "x" / ".." / disk.name, make=True), ring)
        await back_up(scheduled, folder_place(tmp_path / "stick", make=True), ring, BY_HAND)
        told = await standing(scheduled.settings)
        assert told.last_good == MORNING - timedelta(hours=40) and "已是 40 小时前" in told.alarm
        assert [(one.place, one.by_hand, one.elsewhere) for one in told.runs] == [
            (str(tmp_path / "stick"), True, True),
            (str(disk), False, False),
        ]

    async def test_a_place_that_never_opened_is_told(self, scheduled, shelf, work_of, disk):
        disk.write_text("a file where the disk should be")
        async with work_of() as work:
            await ask_now(work)
        await run_due(scheduled)
        assert "还没有一份完好的平台备份" in await alarm(scheduled.settings)

    async def test_a_damaged_one_is_told_at_once(self, scheduled, shelf, work_of):
        from tests.backups.conftest import pieces

        pieces(scheduled.settings.folder, "objects")[0].write_bytes(b"rotten")
        async with work_of() as work:
            await ask_now(work)
        await run_due(scheduled)
        assert "cwt audit verify" in await alarm(scheduled.settings)
