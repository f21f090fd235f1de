"""Bringing a file into the catalogue: once, again, with changes, and cut off in the middle."""

import shutil
from contextlib import aclosing
from datetime import date, timedelta
from pathlib import Path

import pytest

from backend import vehicles
from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.audit import latest
from backend.kit.database import unit_of_work
from backend.kit.jobs import Relay, registered
from backend.vehicles import UnknownImport
from backend.vehicles.command import import_file
from backend.vehicles.generate import HEADINGS as OWN_HEADINGS
from backend.vehicles.generate import generated
from backend.vehicles.importing import run as importing
from backend.vehicles.models import CatalogueModel, CataloguePrice
from tests.vehicles.files import DN, HEADINGS, LZW, csv_file, imported, xlsx_file

TODAY = clock.today()


def priced(price: str, since: str = "", **changes: str) -> list[str]:
    return [
        changes.get(n, {"new_price": price, "price_valid_from": since}.get(n, v))
        for n, v in zip(HEADINGS, DN, strict=True)
    ]


async def the_only() -> CatalogueModel:
    return await CatalogueModel.get(folded="东南DN7152HAS")


def counts(facts) -> tuple[int, int, int, int]:
    return facts.added, facts.updated, facts.unchanged, facts.rejected


class TestImport:
    @pytest.mark.parametrize("write", [csv_file, xlsx_file])
    async def test_it_works(self, kit, tmp_path: Path, write):
        facts = await imported(kit, write(tmp_path, [DN, LZW, ["", "1"]]))
        assert (facts.state, facts.rows, counts(facts)) == ("done", 3, (2, 0, 0, 1))
        row = await the_only()
        model = await vehicles.model(row.public_id)
        assert (model.brand_model, model.new_price_fen, model.price_valid_from) == (
            "东南牌DN7152HAS",
            9_400_000,
            date(2012, 3, 1),
        )
        assert (await latest(1))[0].action == "catalogue.imported"
        assert not (kit.settings.folder / "imports" / facts.id).exists()

    async def test_the_rejected_row_is_on_the_report(self, kit, tmp_path: Path):
        facts = await imported(kit, csv_file(tmp_path, [DN, ["=cmd|x" * 20, "94000"]]))
        page = await vehicles.rejected_rows(facts.id)
        assert (page.total, page.rows[0].line, page.rows[0].title, page.rows[0].code) == (1, 3, "品牌型号", "CAT-202")
        report = "".join([part async for part in vehicles.rejected_report(facts.id)])
        assert "3,品牌型号,'=cmd" in report

    async def test_a_file_that_cannot_be_read_is_refused_as_a_whole(self, kit, tmp_path: Path):
        facts = await imported(kit, csv_file(tmp_path, [["5"]], ["seats"]))
        assert facts.state == "refused"
        assert "品牌型号、新车价" in facts.why
        assert (await latest(1))[0].action == "catalogue.import_refused"

    async def test_an_unknown_import_is_refused(self, kit):
        for unknown in ("0" * 20, "x" * 100):
            with pytest.raises(UnknownImport):
                await vehicles.import_run(unknown)


class TestAgain:
    async def test_the_same_file_changes_nothing(self, kit, tmp_path: Path):
        file = csv_file(tmp_path, [DN, LZW])
        await imported(kit, file)
        edition = await vehicles.edition()
        assert counts(await imported(kit, file)) == (0, 0, 2, 0)
        assert (await CatalogueModel.all().count(), await CataloguePrice.all().count()) == (2, 2)
        assert await vehicles.edition() == edition

    async def test_a_new_price_keeps_the_old_one(self, kit, tmp_path: Path):
        await imported(kit, csv_file(tmp_path, [DN]))
        assert counts(await imported(kit, csv_file(tmp_path, [priced("89900", "2015-06-01")]))) == (0, 1, 0, 0)
        row = await the_only()
        prices = await vehicles.price_history(row.public_id)
        assert [(one.new_price_fen, one.valid_from.year) for one in prices] == [(9_400_000, 2012), (8_990_000, 2015)]
        for day, price in (
            (date(2010, 1, 1), 9_400_000),
            (date(2015, 5, 31), 9_400_000),
            (date(2015, 6, 1), 8_990_000),
        ):
            assert (await vehicles.model(row.public_id, day)).new_price_fen == price
        assert row.version == 2

    async def test_an_older_price_goes_into_the_history_only(self, kit, tmp_path: Path):
        await imported(kit, csv_file(tmp_path, [DN]))
        await imported(kit, csv_file(tmp_path, [priced("99900", "2011-01-01")]))
        row = await the_only()
        assert row.new_price_fen == 9_400_000
        assert (await vehicles.model(row.public_id, date(2011, 6, 1))).new_price_fen == 9_990_000

    async def test_a_price_without_a_day_holds_from_today(self, kit, tmp_path: Path):
        await imported(kit, csv_file(tmp_path, [DN]))
        await imported(kit, csv_file(tmp_path, [priced("89900")]))
        assert (await the_only()).price_valid_from == TODAY
        assert (await vehicles.model((await the_only()).public_id, TODAY - timedelta(1))).new_price_fen == 9_400_000

    async def test_empty_cells_change_nothing_and_find_the_only_configuration(self, kit, tmp_path: Path):
        await imported(kit, csv_file(tmp_path, [DN]))
        facts = await imported(kit, csv_file(tmp_path, [("东南DN7152HAS", "88800")], ("型号", "指导价")))
        assert counts(facts) == (0, 1, 0, 0)
        row = await the_only()
        assert (row.seats, row.engine, row.new_price_fen) == (5, "4A91S", 8_880_000)

    async def test_a_fuller_row_completes_the_model(self, kit, tmp_path: Path):
        await imported(kit, csv_file(tmp_path, [("东南牌DN7152HAS", "94000")], ("型号", "指导价")))
        assert counts(await imported(kit, csv_file(tmp_path, [DN]))) == (0, 1, 0, 0)
        assert (await the_only()).seats == 5
        assert counts(await imported(kit, csv_file(tmp_path, [DN]))) == (0, 0, 1, 0)

    async def test_two_configurations_stay_two(self, kit, tmp_path: Path):
        seven = priced("99900", "2012-03-01", seats="7")
        assert counts(await imported(kit, csv_file(tmp_path, [DN, seven]))) == (2, 0, 0, 0)
        assert counts(await imported(kit, csv_file(tmp_path, [DN, seven]))) == (0, 0, 2, 0)
        facts = await imported(kit, csv_file(tmp_path, [("东南牌DN7152HAS", "88800")], ("型号", "指导价")))
        assert counts(facts) == (0, 0, 0, 1)
        assert (await vehicles.rejected_rows(facts.id)).rows[0].code == "CAT-214"


class TestCutOff:
    @pytest.fixture
    def file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setattr(importing, "BATCH", 10)
        rows = [[row.get(name, "") for name in OWN_HEADINGS] for row in generated(95, seed=7)]
        rows[40][0] = ""
        return csv_file(tmp_path, rows, OWN_HEADINGS)

    @pytest.mark.parametrize("batches", [0, 1, 5, 9])
    async def test_it_goes_on_and_doubles_nothing(self, kit, file: Path, batches: int):
        kept = await importing.keep_file(file.name, file)
        async with unit_of_work(SYSTEM) as work:
            run = await importing.begin_import(work, kept)
        async with aclosing(importing.go_on(run, kit.pools)) as steps:
            for _ in range(batches + 1):
                facts = await anext(steps)
        assert facts.settled == batches * 10
        again = await imported(kit, file)
        assert (again.id, again.state, counts(again)) == (run, "done", (94, 0, 0, 1))
        assert await CatalogueModel.all().count() == await CataloguePrice.all().count() == 94

    @pytest.mark.parametrize("lost", ["rows.jsonl", "source", ""])
    async def test_lost_files_are_made_up_for(self, kit, file: Path, lost: str):
        kept = await importing.keep_file(file.name, file)
        async with unit_of_work(SYSTEM) as work:
            run = await importing.begin_import(work, kept)
        async with aclosing(importing.go_on(run, kit.pools)) as steps:
            await anext(steps)
            await anext(steps)
        folder = kit.settings.folder / "imports" / run
        (folder / lost).unlink() if lost else shutil.rmtree(folder)
        assert counts(await imported(kit, file)) == (94, 0, 0, 1)

    async def test_a_crash_before_the_check_was_noted_checks_again(self, kit, file: Path):
        kept = await importing.keep_file(file.name, file)
        async with unit_of_work(SYSTEM) as work:
            run = await importing.begin_import(work, kept)
        (kit.settings.folder / "imports" / run / "rows.jsonl").write_text("")
        assert counts(await imported(kit, file)) == (94, 0, 0, 1)

    async def test_a_batch_that_fails_leaves_nothing_of_itself(self, kit, file: Path, monkeypatch: pytest.MonkeyPatch):
        async def full(*args, **options):
            raise OSError("disk full")

        with monkeypatch.context() as broken:
            broken.setattr(CataloguePrice, "bulk_create", full)
            with pytest.raises(OSError, match="disk full"):
                await imported(kit, file)
        assert await CatalogueModel.all().count() == 0
        assert (await imported(kit, file)).added == 94

    @pytest.mark.parametrize(("asked", "report"), [("none.csv", ""), ("", "none/rejected.csv")])
    async def test_a_path_that_is_not_there_is_said_in_a_sentence(self, kit, file: Path, capsys, asked, report):
        place = file.parent / report if report else None
        assert await import_file(kit, file.with_name(asked or file.name), place) == 1
        assert "请检查路径" in capsys.readouterr().err

    async def test_two_who_lead_the_same_import_do_it_once(self, kit, file: Path):
        kept = await importing.keep_file(file.name, file)
        async with unit_of_work(SYSTEM) as work:
            run = await importing.begin_import(work, kept)
        async with aclosing(importing.go_on(run, kit.pools)) as one, aclosing(importing.go_on(run, kit.pools)) as other:
            await anext(one)
            await anext(other)
            await anext(one)
            told = [facts async for facts in other]
            told += [facts async for facts in one]
        assert counts(told[-1]) == (94, 0, 0, 1)
        assert await CatalogueModel.all().count() == 94

    async def test_the_job_leads_it_to_the_end(self, kit, file: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("backend.vehicles.jobs.Pools", type(kit.pools))
        assert "vehicles.import" in registered()
        kept = await vehicles.keep_file(file.name, file)
        async with unit_of_work(SYSTEM) as work:
            run = await vehicles.start_import(work, kept)
        await Relay(None).drain()
        assert (await vehicles.import_run(run)).state == "done"
