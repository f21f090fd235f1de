"""Valuing the car of a transfer: what is found, kept, repeated, refused and said to be missing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tortoise.connection import get_connections

from backend import appraisal
from backend.appraisal import Car, ScrapVerdict, Wish
from backend.appraisal.models import Appraisal, Batch
from backend.kit.audit import latest
from backend.rules import tables
from backend.vehicles import unknown_models
from backend.vehicles.models import CatalogueModel, CataloguePrice
from tests.appraisal.conftest import BRAND_MODEL, add_model

SUBJECT = "transfer000000000001"
ON = date(2022, 6, 20)
CAR = Car(BRAND_MODEL, "LDNM41ZG8E0000001", "小型轿车", "非营运", date(2019, 3, 28))


@pytest.fixture
def car(team) -> Car:
    return replace(CAR, station=team["clerk"].station)


class TestEstimate:
    async def test_it_works(self, car, model):
        told = await appraisal.estimate(car, Wish(valued_on=ON))
        assert (told.verdict, told.model.id) == ("exact", model)
        assert (told.new_price_fen, told.used_months, told.service_life_months) == (12_880_000, 38, 180)
        assert (told.base_fen, told.appraised_fen, told.residual_fen) == (10_296_844, 10_296_844, 644_000)
        assert told.rule == "years_method/2013-05-01"
        assert told.missing == ()

    async def test_it_needs_no_station(self, kit, model):
        assert (await appraisal.estimate(CAR, Wish(valued_on=ON))).base_fen == 10_296_844

    async def test_it_takes_the_price_of_the_day(self, car, model):
        assert (await appraisal.estimate(car, Wish(valued_on=date(2024, 1, 1)))).new_price_fen == 9_990_000

    async def test_a_typed_price_goes_first(self, car, model):
        told = await appraisal.estimate(car, Wish(new_price_fen=100_00, valued_on=ON))
        assert (told.new_price_fen, told.price_by_hand, told.model.id) == (100_00, True, model)

    async def test_a_chosen_model_goes_before_the_lookup(self, car, model):
        other = await add_model("别克牌SGM7205ATA", ((date(2012, 1, 1), 20_000_000),))
        told = await appraisal.estimate(car, Wish(model=other, valued_on=ON))
        assert (told.model.id, told.new_price_fen) == (other, 20_000_000)

    async def test_replacement_cost_stands_beside_it(self, car, model):
        told = await appraisal.estimate(car, Wish(condition_score=Decimal(82), valued_on=ON))
        assert (told.replacement.value_fen, told.replacement.grade) == (10_321_173, "二级")

    @pytest.mark.parametrize(
        ("change", "wish", "word"),
        [
            ({"brand_model": "从来没有XX0000"}, {}, "车型库中没有"),
            ({"registered_on": None}, {}, "缺少注册日期"),
            ({"registered_on": date(2022, 6, 21)}, {}, "晚于评估基准日"),
            ({"produced_on": date(2022, 6, 1)}, {}, "出厂日期"),
            ({"vehicle_type": "飞船"}, {}, "车辆类型"),
            ({"use_character": "不明"}, {}, "使用性质"),
            ({"turned_commercial_on": date(2020, 1, 1)}, {}, "转为营运"),
            ({}, {"valued_on": date(2013, 4, 30)}, "早于估价规则"),
            ({}, {"valued_on": date(2099, 1, 1)}, "不能晚于今天"),
            (
                {"registered_on": date(2012, 3, 28)},
                {"valued_on": date(2013, 12, 1), "condition_score": Decimal(82)},
                "技术鉴定分值",
            ),
        ],
    )
    async def test_what_is_missing_is_said_instead_of_a_price(self, car, model, change, wish, word):
        told = await appraisal.estimate(replace(car, **change), Wish(**{"valued_on": ON, **wish}))
        assert word in told.missing[0]
        assert (told.base_fen, told.appraised_fen, told.steps) == (None, None, ())

    @pytest.mark.parametrize(
        ("wish", "code"),
        [
            ({"coefficient": Decimal("1.0000001")}, "APR-102"),
            ({"coefficient": Decimal(0)}, "APR-102"),
            ({"coefficient": Decimal("NaN")}, "APR-102"),
            ({"new_price_fen": 0}, "APR-104"),
            ({"new_price_fen": 10**10}, "APR-104"),
            ({"condition_score": Decimal("100.01")}, "APR-105"),
        ],
    )
    async def test_it_refuses_numbers_that_are_none(self, car, model, wish, code):
        with pytest.raises(appraisal.errors.Refusal) as refused:
            await appraisal.estimate(car, Wish(**wish))
        assert refused.value.code == code
        assert refused.value.field


class TestAppraise:
    async def test_it_works(self, team, car, model):
        made = await team["clerk"].does(appraisal.appraise_car, SUBJECT, car, Wish(valued_on=ON))
        kept = await appraisal.appraisal_of(SUBJECT)
        assert kept == replace(made, candidates=())
        assert kept.by == f"staff:{team['clerk'].id}"
        line = (await latest(1))[0]
        assert (line.action, line.subject, line.facts["base_fen"]) == ("appraisal.made", SUBJECT, 10_296_844)

    async def test_the_latest_counts_and_all_are_kept(self, team, car, model):
        clerk = team["clerk"]
        await clerk.does(appraisal.appraise_car, SUBJECT, car, Wish(valued_on=ON))
        wish = Wish(valued_on=ON, coefficient=Decimal("0.95"), coefficient_reason="左前门重新喷漆")
        await clerk.does(appraisal.appraise_car, SUBJECT, car, wish)
        assert (await appraisal.appraisal_of(SUBJECT)).appraised_fen == 9_782_002
        assert [one.appraised_fen for one in await appraisal.appraisals_of(SUBJECT)] == [9_782_002, 10_296_844]

    async def test_it_repeats_to_the_fen_after_everything_changed(self, team, car, model):
        wish = Wish(
            valued_on=ON,
            coefficient=Decimal("1.1"),
            coefficient_reason="低里程",
            condition_score=Decimal(82),
        )
        made = await team["clerk"].does(appraisal.appraise_car, SUBJECT, car, wish)
        await CataloguePrice.all().delete()
        await CatalogueModel.all().delete()
        other = appraisal.terms.default_terms("无锡", ON)
        values = {name: getattr(other, name) for name in appraisal.terms.VALUES}
        changed = appraisal.TermsValues(**values | {"residual_rate": Decimal("0.2"), "price_step_fen": 10_000})
        await team["manager"].does(appraisal.set_terms, "无锡", appraisal.terms.clock.today(), changed)
        kept = await appraisal.appraisal_of(SUBJECT)
        assert kept.model is None
        again = appraisal.repeat(kept)
        assert again == kept
        numbers = (again.base_fen, again.appraised_fen, again.residual_fen, again.steps, again.replacement)
        assert numbers == (made.base_fen, made.appraised_fen, made.residual_fen, made.steps, made.replacement)

    async def test_it_repeats_to_the_fen_under_other_tables(self, team, car, model, monkeypatch):
        made = await team["clerk"].does(appraisal.appraise_car, SUBJECT, car, Wish(valued_on=ON))
        real = tables.versions
        other = {"method": "yearly", "months": "ceil", "residual_rate": "0.3", "price_step": "100"}

        def changed(rule):
            return tuple(replace(one, data=one.data | (other if rule == "years_method" else {})) for one in real(rule))

        monkeypatch.setattr(tables, "versions", changed)
        assert (await appraisal.estimate(car, Wish(valued_on=ON))).base_fen != made.base_fen
        kept = await appraisal.appraisal_of(SUBJECT)
        assert appraisal.repeat(kept) == kept
        assert appraisal.repeat(kept).steps == made.steps

    async def test_what_has_no_price_is_kept_so_that_an_old_one_counts_no_more(self, team, car, model):
        clerk = team["clerk"]
        await clerk.does(appraisal.appraise_car, SUBJECT, car, Wish(valued_on=ON))
        await clerk.does(appraisal.appraise_car, SUBJECT, replace(car, brand_model="从来没有XX0000"))
        kept = await appraisal.appraisal_of(SUBJECT)
        assert (kept.base_fen, kept.verdict) == (None, "unknown")
        assert appraisal.repeat(kept) == kept

    async def test_a_model_that_is_unknown_is_queued_for_the_managers(self, team, car, model):
        await team["clerk"].does(appraisal.appraise_car, SUBJECT, replace(car, brand_model="从来没有XX0000"))
        assert (await unknown_models()).total == 1

    async def test_nothing_is_known_of_another_subject(self, kit):
        assert await appraisal.appraisal_of("x" * 30) is None

    @pytest.mark.parametrize(("who", "k"), [("clerk", "0.79"), ("clerk", "1.21"), ("manager", "0.09")])
    async def test_it_refuses_a_coefficient_beyond_ones_bounds(self, team, car, model, who, k):
        wish = Wish(valued_on=ON, coefficient=Decimal(k), coefficient_reason="想这样")
        with pytest.raises(appraisal.CoefficientOutOfBounds) as refused:
            await team[who].does(appraisal.appraise_car, SUBJECT, car, wish)
        assert refused.value.field == "coefficient"
        assert await Appraisal.all().count() == 0

    async def test_a_manager_goes_further_than_a_clerk(self, team, car, model):
        wish = Wish(valued_on=ON, coefficient=Decimal("0.5"), coefficient_reason="水淹车")
        assert (await team["manager"].does(appraisal.appraise_car, SUBJECT, car, wish)).appraised_fen == 5_148_422

    async def test_it_asks_why_for_another_coefficient(self, team, car, model):
        with pytest.raises(appraisal.CoefficientUnexplained) as refused:
            await team["clerk"].does(
                appraisal.appraise_car, SUBJECT, car, Wish(valued_on=ON, coefficient=Decimal("0.9"))
            )
        assert refused.value.field == "coefficient_reason"


class TestScrap:
    @pytest.mark.parametrize(
        ("on", "verdict"),
        [
            (date(2022, 1, 26), ScrapVerdict.OK),
            (date(2022, 1, 27), ScrapVerdict.WARN),
            (date(2023, 1, 26), ScrapVerdict.WARN),
            (date(2023, 1, 27), ScrapVerdict.REFUSE),
            (date(2024, 1, 27), ScrapVerdict.REFUSE),
        ],
    )
    async def test_a_car_once_commercial_is_refused_in_its_last_year(self, car, model, on, verdict):
        once = replace(car, use_character="营转非", registered_on=date(2014, 1, 27))
        told = await appraisal.estimate(once, Wish(valued_on=on))
        assert (told.scrap.limit_on, told.scrap.verdict) == (date(2024, 1, 27), verdict)
        assert "报废标准规定" in told.scrap.sentence
        assert told.service_life_months == 120

    async def test_years_run_from_production_when_registered_long_after(self, car, model):
        late = replace(car, use_character="营转非", produced_on=date(2016, 1, 1))
        assert (await appraisal.estimate(late, Wish(valued_on=ON))).scrap.limit_on == date(2026, 1, 1)

    async def test_a_private_car_has_no_limit(self, car, model):
        told = await appraisal.estimate(car, Wish(valued_on=ON))
        assert (told.scrap.limit_on, told.scrap.guide_mileage_km, told.scrap.verdict) == (None, 600_000, "ok")

    async def test_more_than_the_guide_mileage_only_warns(self, car, model):
        far = await appraisal.estimate(replace(car, mileage_km=600_001), Wish(valued_on=ON))
        assert far.scrap.verdict is ScrapVerdict.WARN
        assert "引导报废" in far.scrap.sentence

    @pytest.mark.parametrize(
        ("use", "changed", "years"),
        [("公路客运", "2016-07-27", 11), ("出租客运", "2016-07-27", 9), ("公路客运", "2022-01-27", 13)],
    )
    async def test_a_private_car_turned_commercial_keeps_part_of_its_years(self, car, model, use, changed, years):
        turned = replace(
            car, use_character=use, registered_on=date(2014, 1, 27), turned_commercial_on=date.fromisoformat(changed)
        )
        told = await appraisal.estimate(turned, Wish(valued_on=ON))
        assert told.service_life_months == years * 12
        assert told.scrap.limit_on == date(2014 + years, 1, 27)

    async def test_a_class_the_rule_does_not_name_is_valued_over_fifteen_years(self, car, model):
        tractor = replace(car, vehicle_type="T11")
        told = await appraisal.estimate(tractor, Wish(valued_on=ON))
        assert (told.service_life_months, told.scrap.verdict) == (180, "ok")


async def test_a_vehicle_type_given_by_its_code_is_compared_by_its_name(car, model):
    told = await appraisal.estimate(replace(car, vehicle_type="K33"))
    assert "车辆类型一致（小型轿车）" in told.candidates[0].reasons


class TestDeviation:
    async def test_the_sources_own_trade_is_outside_the_band(self, car, model):
        told = await appraisal.estimate(car, Wish(valued_on=ON))
        far = appraisal.deviates(told, 1_000_000)
        assert (far.outside, far.low, far.high) == (True, Decimal("0.5"), Decimal("1.5"))
        assert not appraisal.deviates(told, 10_000_000).outside

    async def test_without_a_base_price_nothing_deviates(self, car, model):
        told = await appraisal.estimate(replace(car, registered_on=None))
        assert appraisal.deviates(told, 1) is None

    async def test_the_band_in_fen_says_the_same(self, car, model):
        told = await appraisal.estimate(car, Wish(valued_on=ON))
        low, high = appraisal.band_of(told)
        outside = [appraisal.deviates(told, fen).outside for fen in (low - 1, low, high, high + 1)]
        assert outside == [True, False, False, True]

    async def test_the_reason_of_the_coefficient_that_counts_is_told(self, team, car, model):
        for k in ("0.3", "0.4"):
            wish = Wish(valued_on=ON, coefficient=Decimal(k), coefficient_reason=f"事故车 {k}")
            await team["manager"].does(appraisal.appraise_car, SUBJECT, car, wish)
        await team["manager"].does(appraisal.appraise_car, "transfer000000000002", car, Wish(valued_on=ON))
        told = await appraisal.coefficient_reasons([SUBJECT, "transfer000000000002", "nobody"])
        assert told == {SUBJECT: "事故车 0.4"}


class TestPricesOfModel:
    async def test_it_works(self, team, car, model):
        clerk = team["clerk"]
        for subject, on in (("a" * 20, date(2023, 1, 1)), ("b" * 20, date(2022, 1, 1)), ("b" * 20, date(2022, 2, 1))):
            await clerk.does(appraisal.appraise_car, subject, car, Wish(valued_on=on))
        points = await appraisal.prices_of_model(clerk.station, model)
        assert [(one.subject[0], one.valued_on) for one in points] == [
            ("b", date(2022, 2, 1)),
            ("a", date(2023, 1, 1)),
        ]
        assert points[0].base_fen > points[1].base_fen
        assert await appraisal.prices_of_model(None, model) == points
        assert await appraisal.prices_of_model(team["clerk2"].station, model) == ()

    async def test_a_car_that_turned_out_to_be_another_is_left_out(self, team, car, model):
        other = await add_model("别克牌SGM7205ATA", ((date(2012, 1, 1), 20_000_000),))
        for chosen in ("", other):
            await team["clerk"].does(appraisal.appraise_car, SUBJECT, car, Wish(model=chosen, valued_on=ON))
        assert await appraisal.prices_of_model(None, model) == ()


class TestPlans:
    """Queries that grow with the years read an index."""

    @pytest.mark.parametrize(
        "query",
        [
            lambda: Appraisal.of_subject("s").limit(1),
            lambda: Appraisal.of_model("m", None),
            lambda: Appraisal.of_model("m", "s"),
            lambda: Batch.of_station("s", 20),
        ],
    )
    async def test_an_index_is_read(self, kit, query):
        connection = get_connections().get("default")
        if connection.capabilities.dialect != "sqlite":
            pytest.skip("the plan is read from SQLite")
        plan = await connection.execute_query_dict(f"EXPLAIN QUERY PLAN {query().sql(params_inline=True)}")
        told = " | ".join(row["detail"] for row in plan)
        assert "USING INDEX" in told
        assert "SCAN" not in told
