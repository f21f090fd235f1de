"""The association's month and a station's own copy: packages that prove themselves, and a list of what there is."""

import csv
import io
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from backend.backups import back_up_month, begin_own_copy, own_copy, prune, stream, taken_by, unpack, verify
from backend.backups.errors import NoSuchMonth, NothingToCopy, OwnStationOnly, PeriodTooLong
from backend.kit import clock
from backend.kit.actor import Actor, Role
from tests.archive.shelf import shelve
from tests.backups.conftest import pieces

OCTOBER = datetime(2026, 10, 20, 4, tzinfo=UTC)
BOSS = Actor("staff", "boss", frozenset({Role.CLERK, Role.MANAGER}), station="s1")


@pytest.fixture
async def october(kit, work_of):
    """Two archives in October, one in November; now it is the 2nd of November."""
    for number, moment in (("o1", OCTOBER), ("o2", OCTOBER + timedelta(days=3)), ("n1", OCTOBER + timedelta(days=12))):
        with clock.held_at(moment):
            await shelve(kit, work_of, number)
    with clock.held_at(OCTOBER + timedelta(days=13)):
        yield


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def verified(folder: Path, *files: str) -> "subprocess.CompletedProcess[str]":
    """What the verifier in ``folder`` says, with nothing of ours in its reach."""
    command = [sys.executable, "-I", str(folder / "verify.py"), *files]
    return subprocess.run(command, capture_output=True, text=True, check=False)


class TestMonth:
    async def test_unpacked_it_proves_itself_without_the_platform(self, kit, october, place, ring, opened, tmp_path):
        made = await back_up_month(kit, place, ring, "2026-10")
        repository = await opened()
        assert (await verify(repository, [made.name])).wrong == []
        done = await unpack(repository, made.name, tmp_path / "out")
        assert (done.objects, done.wrong) == (2, [])
        files = sorted(str(path) for path in (tmp_path / "out").glob("*.zip"))
        told = verified(tmp_path / "out", *files)
        assert told.returncode == 0 and told.stdout.count("完好：") == 2
        listed = rows((tmp_path / "out" / "目录.csv").read_bytes())
        assert [(one["业务编号"], one["情况"]) for one in listed] == [("n-o1", "完好"), ("n-o2", "完好")]
        assert "python3 verify.py *.zip" in (tmp_path / "out" / "说明.txt").read_text()

    async def test_nothing_of_it_lies_in_the_clear(self, kit, october, place, ring, disk):
        await back_up_month(kit, place, ring, "2026-10")
        for folder in ("packages", "inventories", "manifests"):
            for file in pieces(disk, folder):
                assert b"n-o1" not in file.read_bytes() and b"manifest.json" not in file.read_bytes()

    async def test_made_again_nothing_is_stored_twice(self, kit, october, place, ring, disk):
        await back_up_month(kit, place, ring, "2026-10")
        stamps = {path: path.stat().st_mtime_ns for path in pieces(disk, "packages")}
        again = await back_up_month(kit, place, ring, "2026-10")
        assert again.added.count == 0
        assert stamps == {path: path.stat().st_mtime_ns for path in pieces(disk, "packages")}

    async def test_pruning_leaves_it_alone(self, kit, october, place, ring, opened):
        made = await back_up_month(kit, place, ring, "2026-10")
        repository = await opened()
        assert (await prune(repository, 1, 1)).pieces == 0
        assert (await verify(repository, [made.name])).wrong == []

    async def test_a_damaged_archive_is_named_and_the_others_are_kept(self, kit, october, place, ring, settings):
        from backend.archive.models import Archive

        row = await Archive.get(transfer="o1")
        await kit.objects.delete(row.manifest_object)
        made = await back_up_month(kit, place, ring, "2026-10")
        assert made.held["packages"].count == 1
        assert len(made.damaged) == 1 and "n-o1" in made.damaged[0]

    @pytest.mark.parametrize("month", ["2026-11", "2026-13", "10月", "2026-1", "../x"])
    async def test_a_month_that_is_none_or_not_over(self, kit, october, place, ring, month):
        with pytest.raises(NoSuchMonth):
            await back_up_month(kit, place, ring, month)

    async def test_an_empty_month(self, kit, october, place, ring, opened, tmp_path):
        made = await back_up_month(kit, place, ring, "2026-01")
        done = await unpack(await opened(), made.name, tmp_path / "out")
        assert done.objects == 0 and rows((tmp_path / "out" / "目录.csv").read_bytes()) == []


class TestOwn:
    async def downloaded(self, kit, actor, first, last) -> zipfile.ZipFile:
        copy = await own_copy(actor, first, last)
        data = b"".join([part async for part in stream(kit, copy, "本站")])
        assert len(data) == pytest.approx(copy.bytes, rel=0.4) or not any(one.package_size for one in copy.rows)
        return zipfile.ZipFile(io.BytesIO(data))

    async def test_it_holds_the_days_archives_and_each_proves_itself(self, kit, october, tmp_path):
        got = await self.downloaded(kit, BOSS, date(2026, 10, 1), date(2026, 11, 30))
        assert got.testzip() is None
        assert [one["业务编号"] for one in rows(got.read("目录.csv"))] == ["n-o1", "n-o2", "n-n1"]
        got.extractall(tmp_path)
        for file in tmp_path.glob("*.zip"):
            assert verified(tmp_path, str(file)).returncode == 0
        assert verified(tmp_path, "--each", str(tmp_path)).stdout.count("完好：") == 3

    async def test_one_package_is_in_memory_at_a_time(self, kit, october):
        copy = await own_copy(BOSS, date(2026, 10, 1), date(2026, 11, 30))
        parts = [len(part) async for part in stream(kit, copy, "本站")]
        assert len(parts) == 4 and max(parts) < sum(parts) / 2

    async def test_another_stations_are_not_in_it(self, kit, october):
        other = Actor("staff", "other", frozenset({Role.CLERK, Role.MANAGER}), station="s2")
        assert (await own_copy(other, date(2026, 10, 1), date(2026, 11, 30))).archives == 0

    @pytest.mark.parametrize("roles", [{Role.CLERK}, {Role.ADMINISTRATOR}])
    async def test_nobody_but_the_manager(self, kit, roles):
        with pytest.raises(OwnStationOnly):
            await own_copy(Actor("staff", "x", frozenset(roles), station="s1"), date(2026, 10, 1), date(2026, 10, 2))

    async def test_it_is_on_record_before_a_byte_leaves(self, kit, work_of, october):
        async with work_of(BOSS) as work:
            await begin_own_copy(work, await own_copy(BOSS, date(2026, 10, 1), date(2026, 10, 31)))
        (taken,) = await taken_by("s1")
        assert (taken.by, taken.period, taken.archives) == ("boss", "2026-10-01~2026-10-31", 2)

    async def test_an_empty_period(self, kit, work_of):
        with pytest.raises(NothingToCopy):
            async with work_of(BOSS) as work:
                await begin_own_copy(work, await own_copy(BOSS, date(2026, 10, 1), date(2026, 10, 31)))

    async def test_more_than_a_year(self, kit):
        with pytest.raises(PeriodTooLong):
            await own_copy(BOSS, date(2025, 1, 1), date(2026, 10, 31))
