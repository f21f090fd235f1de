"""Single models: added, corrected and retired by managers, with a trail."""

from datetime import date

import pytest

from backend import vehicles
from backend.kit import clock
from backend.kit.access.refusals import NotAllowed
from backend.kit.actor import Actor, Role
from backend.kit.audit import latest
from backend.vehicles import ModelChanged, ModelExists, UnknownCatalogueModel
from backend.vehicles.errors import PriceTooOld
from backend.vehicles.importing.errors import PriceAbsurd

MANAGER = Actor("staff", "m" * 20, frozenset({Role.MANAGER, Role.CLERK}))
CLERK = Actor("staff", "c" * 20, frozenset({Role.CLERK}))
DN = {
    "brand_model": "东南牌DN7152HAS",
    "new_price": "94,000",
    "seats": "5",
    "price_valid_from": "2012-03-01",
    "engine": "4A91S",
}


@pytest.fixture
async def model(work_of):
    async with work_of(MANAGER) as work:
        return await vehicles.add_model(work, DN)


class TestAddModel:
    async def test_it_works(self, model):
        assert (model.new_price_fen, model.seats, model.version) == (9_400_000, 5, 1)
        assert (await latest(1))[0].action == "catalogue.model_added"
        assert [one.source for one in await vehicles.price_history(model.id)] == ["人工维护"]
        assert await vehicles.edition() == 1

    async def test_the_same_configuration_is_refused(self, model, work_of):
        with pytest.raises(ModelExists):
            async with work_of(MANAGER) as work:
                await vehicles.add_model(work, DN | {"brand_model": "东南ＤＮ7152HAS"})

    async def test_a_wrong_cell_is_named(self, work_of):
        with pytest.raises(PriceAbsurd) as no:
            async with work_of(MANAGER) as work:
                await vehicles.add_model(work, DN | {"new_price": "9.4"})
        assert no.value.field == "new_price"

    async def test_a_clerk_may_not(self, work_of):
        with pytest.raises(NotAllowed):
            async with work_of(CLERK) as work:
                await vehicles.add_model(work, DN)


class TestEditModel:
    async def test_a_new_price_is_a_new_line_of_the_history(self, model, work_of):
        async with work_of(MANAGER) as work:
            changed = await vehicles.edit_model(work, model.id, 1, DN | {"new_price": "89900", "price_valid_from": ""})
        assert (changed.new_price_fen, changed.price_valid_from, changed.version) == (8_990_000, clock.today(), 2)
        assert (await vehicles.model(model.id, date(2020, 1, 1))).new_price_fen == 9_400_000
        line = (await latest(1))[0]
        assert line.action == "catalogue.model_edited"
        assert line.facts["new_price_fen"] == ["9400000", "8990000"]

    async def test_an_emptied_field_is_emptied(self, model, work_of):
        async with work_of(MANAGER) as work:
            changed = await vehicles.edit_model(work, model.id, 1, DN | {"engine": ""})
        assert changed.engine == ""

    async def test_saving_what_stands_there_changes_nothing(self, model, work_of):
        async with work_of(MANAGER) as work:
            assert (await vehicles.edit_model(work, model.id, 1, DN)).version == 1
        assert await vehicles.edition() == 1

    async def test_who_comes_second_is_told(self, model, work_of):
        async with work_of(MANAGER) as work:
            await vehicles.edit_model(work, model.id, 1, DN | {"seats": "7"})
        with pytest.raises(ModelChanged):
            async with work_of(MANAGER) as work:
                await vehicles.edit_model(work, model.id, 1, DN | {"seats": "4"})

    async def test_a_price_before_the_one_in_force_is_refused(self, model, work_of):
        with pytest.raises(PriceTooOld):
            async with work_of(MANAGER) as work:
                await vehicles.edit_model(
                    work, model.id, 1, DN | {"new_price": "1000", "price_valid_from": "2011-01-01"}
                )

    async def test_it_cannot_become_another_model(self, model, work_of):
        async with work_of(MANAGER) as work:
            other = await vehicles.add_model(work, DN | {"seats": "7"})
        with pytest.raises(ModelExists):
            async with work_of(MANAGER) as work:
                await vehicles.edit_model(work, other.id, 1, DN)

    @pytest.mark.parametrize("unknown", ["0" * 20, "x" * 100])
    async def test_an_unknown_model_is_refused(self, kit, work_of, unknown: str):
        with pytest.raises(UnknownCatalogueModel):
            async with work_of(MANAGER) as work:
                await vehicles.edit_model(work, unknown, 1, DN)


class TestRetireModel:
    async def test_it_leaves_the_list_and_comes_back(self, model, work_of):
        async with work_of(MANAGER) as work:
            await vehicles.retire_model(work, model.id, 1, True)
        assert (await vehicles.list_models()).total == 0
        assert (await vehicles.list_models(retired=True)).total == 1
        assert (await vehicles.model(model.id)).retired
        async with work_of(MANAGER) as work:
            await vehicles.retire_model(work, model.id, 2, False)
        assert (await vehicles.list_models()).total == 1


class TestListModels:
    @pytest.mark.parametrize("text", ["dn7152", "东南牌DN", "ＤＮ７１", "%", "x" * 500])
    async def test_it_finds_by_a_part(self, model, text: str):
        assert (await vehicles.list_models(text)).total == (1 if len(text) < 10 and text != "%" else 0)

    async def test_filters_narrow(self, model):
        assert (await vehicles.list_models(vehicle_type="小型轿车" * 30)).total == 0
        assert (await vehicles.list_models(origin="imported")).total == 0
        assert (await vehicles.list_models(origin="nonsense")).total == 1
        assert (await vehicles.list_models(page=10**6)).page == 1
