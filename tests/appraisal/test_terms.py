"""A city's terms: who sets them, from when, within what; the latest counts."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from backend import appraisal
from backend.appraisal import Example, TermsValues
from backend.appraisal.terms import VALUES, default_terms
from backend.kit import clock
from backend.kit.access import NotAllowed
from backend.kit.audit import latest
from backend.rules.months import MonthCount
from backend.rules.tables import NoTableInForce
from backend.rules.years_method import Method

DEFAULT = default_terms("", date(2022, 6, 20))
VALUES_OF_DEFAULT = TermsValues(**{name: getattr(DEFAULT, name) for name in VALUES})
OTHER = replace(VALUES_OF_DEFAULT, residual_rate=Decimal("0.1"), method=Method.YEARLY, months=MonthCount.CEIL)


class TestInForce:
    async def test_a_city_without_terms_goes_by_the_table(self, kit):
        told = await appraisal.terms_in_force("无锡", date(2022, 6, 20))
        assert (told.method, told.months) == (Method.STRAIGHT_LINE_WITH_RESIDUAL, MonthCount.FLOOR)
        assert (told.residual_rate, told.coefficient, told.set_by) == (Decimal("0.05"), Decimal(1), "")
        assert (told.clerk_low, told.manager_low, told.band) == (
            Decimal("0.8"),
            Decimal("0.1"),
            (Decimal("0.5"), Decimal("1.5")),
        )

    async def test_before_the_first_table_there_are_none(self, kit):
        with pytest.raises(NoTableInForce):
            await appraisal.terms_in_force("无锡", date(2013, 4, 30))

    async def test_a_name_too_long_for_a_city_is_nobodys(self, kit):
        assert (await appraisal.terms_in_force("锡" * 41)).set_by == ""


class TestSetTerms:
    async def test_it_works(self, team):
        today = clock.today()
        await team["manager"].does(appraisal.set_terms, "无锡", today, OTHER)
        told = await appraisal.terms_in_force("无锡")
        assert {name: getattr(told, name) for name in VALUES} == {name: getattr(OTHER, name) for name in VALUES}
        assert told.set_by == team["manager"].id
        assert (await appraisal.terms_in_force("福州")).set_by == ""
        line = (await latest(1))[0]
        assert (line.action, line.subject, line.facts["residual_rate"]) == ("terms.set", "city:无锡", "0.1")

    async def test_they_begin_on_their_day_and_the_latest_counts(self, team):
        manager, today = team["manager"], clock.today()
        later = today + timedelta(days=7)
        await manager.does(appraisal.set_terms, "无锡", later, OTHER)
        assert (await appraisal.terms_in_force("无锡", today)).set_by == ""
        for rate in ("0.2", "0.3"):
            await manager.does(appraisal.set_terms, "无锡", today, replace(OTHER, residual_rate=Decimal(rate)))
        assert (await appraisal.terms_in_force("无锡", today)).residual_rate == Decimal("0.3")
        assert (await appraisal.terms_in_force("无锡", later)).residual_rate == Decimal("0.1")
        assert [str(one.residual_rate.normalize()) for one in await appraisal.terms_history("无锡")] == [
            "0.3",
            "0.2",
            "0.1",
        ]

    async def test_it_refuses_a_day_that_is_over(self, team):
        with pytest.raises(appraisal.TermsFromThePast) as refused:
            await team["manager"].does(appraisal.set_terms, "无锡", clock.today() - timedelta(days=1), OTHER)
        assert refused.value.field == "valid_from"

    @pytest.mark.parametrize("who", ["clerk", "manager2"])
    async def test_only_managers_of_the_city_may(self, team, who):
        with pytest.raises(NotAllowed):
            await team[who].does(appraisal.set_terms, "无锡", clock.today(), OTHER)

    async def test_an_administrator_may_wherever_a_station_is(self, team):
        await team["admin"].does(appraisal.set_terms, "福州", clock.today(), OTHER)
        with pytest.raises(appraisal.NoSuchCity):
            await team["admin"].does(appraisal.set_terms, "拉萨", clock.today(), OTHER)

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"residual_rate": Decimal(1)}, "residual_rate"),
            ({"residual_rate": Decimal("-0.1")}, "residual_rate"),
            ({"residual_rate": Decimal("0.0500001")}, "residual_rate"),
            ({"residual_rate": Decimal("NaN")}, "residual_rate"),
            ({"residual_rate": Decimal("1E+999999")}, "residual_rate"),
            ({"residual_rate": Decimal("1E-999999")}, "residual_rate"),
            ({"price_step_fen": 7}, "price_step_fen"),
            ({"clerk_low": Decimal("0.05")}, "clerk_low"),
            ({"coefficient": Decimal("1.3")}, "clerk_high"),
            ({"manager_high": Decimal("1.1")}, "manager_high"),
            ({"manager_high": Decimal(101)}, "manager_high"),
            ({"band_low": Decimal("1.1")}, "band_low"),
            ({"age_weight": Decimal("1.1")}, "age_weight"),
        ],
    )
    async def test_it_refuses_what_cannot_be_beside_its_field(self, team, change, field):
        with pytest.raises(appraisal.TermsInvalid) as refused:
            await team["manager"].does(appraisal.set_terms, "无锡", clock.today(), replace(OTHER, **change))
        assert refused.value.field == field


class TestExample:
    def test_it_works_by_the_values_it_is_given(self):
        example = Example(12_880_000, date(2019, 3, 28), date(2022, 6, 20))
        assert appraisal.work_example(VALUES_OF_DEFAULT, example).appraised_fen == 10_296_844
        assert appraisal.work_example(OTHER, example).appraised_fen == 9_788_800

    @pytest.mark.parametrize("example", [(0, date(2019, 1, 1)), (10**10, date(2019, 1, 1)), (1, date(2023, 1, 1))])
    def test_it_refuses_a_car_that_cannot_be(self, example):
        with pytest.raises(appraisal.ExampleImpossible):
            appraisal.work_example(VALUES_OF_DEFAULT, Example(*example, date(2022, 6, 20)))
