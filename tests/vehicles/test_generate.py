"""The synthetic catalogue: the same for the same seed, no model twice, and good enough to be imported whole."""

import io
from pathlib import Path

from backend.sandbox.people import PEOPLE
from backend.vehicles import demo
from backend.vehicles.generate import generated, write_csv
from backend.vehicles.importing.values import folded
from backend.vehicles.models import CatalogueModel
from tests.vehicles.files import checked


def text_of(count: int, seed: int) -> str:
    file = io.StringIO()
    write_csv(file, count, seed)
    return file.getvalue()


def test_the_seed_decides():
    assert text_of(200, 5) == text_of(200, 5)
    assert text_of(200, 5) != text_of(200, 6)


def test_no_model_twice():
    models = [folded(row["brand_model"]) for row in generated(20_000, 1)]
    assert len(set(models)) == 20_000


def test_every_row_can_be_imported(tmp_path: Path):
    file = tmp_path / "a.csv"
    file.write_text(text_of(3_000, 2))
    answer, rows = checked(file)
    assert answer.rows == 3_000
    assert [one for one in rows if "draft" not in one] == []
    assert {one["draft"]["origin"] for one in rows} == {"domestic", "imported"}


async def test_the_demo_knows_the_cars_of_the_sandbox(kit):
    await demo.plant(kit.pools)
    cars = {person.car.brand_model for person in PEOPLE if person.car}
    known = await CatalogueModel.filter(brand_model__in=list(cars)).values_list("brand_model", flat=True)
    assert set(known) == cars
    before = await CatalogueModel.all().count()
    await demo.plant(kit.pools)
    assert await CatalogueModel.all().count() == before > 2_000
