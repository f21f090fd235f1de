"""The page of a city's terms: what is in force, an example before confirming, history."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from backend.kit import clock

VALUES = {
    "method": "straight_line",
    "months": "ceil",
    "residual_rate": "0.08",
    "price_step_fen": "10000",
    "coefficient": "1",
    "clerk_low": "0.9",
    "clerk_high": "1.1",
    "manager_low": "0.5",
    "manager_high": "1.5",
    "band_low": "0.6",
    "band_high": "1.4",
    "age_weight": "0.5",
}


def proposed(**changes: str) -> dict[str, str]:
    return {"city": "无锡", "valid_from": clock.today().isoformat(), **VALUES, **changes}


class TestPage:
    async def test_it_works(self, sits):
        page = (await (await sits("manager")).page("/console/terms")).text
        assert "直线法，计残值" in page
        assert "本市还没有设置过参数" in page

    async def test_a_clerk_may_not_see_it(self, clerk):
        assert (await clerk.page("/console/terms")).status_code == 403

    async def test_an_administrator_chooses_the_city(self, sits):
        page = (await (await sits("admin")).page("/console/terms?city=福州")).text
        assert 'aria-current="true">福州' in page

    async def test_a_manager_sees_the_own_city_whatever_the_address_says(self, sits):
        page = (await (await sits("manager")).page("/console/terms?city=福州")).text
        assert '<input type="hidden" name="city" value="无锡">' in page


class TestTrial:
    async def test_it_shows_both_ways_to_a_price(self, sits):
        sent = proposed(example_price="128800", example_registered=clock.today().isoformat())
        page = (await (await sits("manager")).page(f"/console/terms?{urlencode(sent)}")).text
        assert "试算结果" in page
        assert "128,800.00" in page
        assert 'name="residual_rate" value="0.08"' in page
        assert "四舍五入到 100.00 元" in page

    @pytest.mark.parametrize(
        "change",
        [
            {"residual_rate": "1"},
            {"residual_rate": "x"},
            {"clerk_low": "0.4"},
            {"example_price": "0"},
            {"example_price": "1.234"},
            {"example_registered": "2099-01-01"},
            {"method": "magic"},
        ],
    )
    async def test_what_cannot_be_is_said_beside_its_field(self, sits, change):
        page = await (await sits("manager")).page(f"/console/terms?{urlencode(proposed(**change))}")
        assert page.status_code == 200
        assert 'class="error" role="alert"' in page.text
        assert "试算结果" not in page.text


class TestConfirm:
    async def test_it_works(self, sits):
        manager = await sits("manager")
        answer = await manager.posts("/console/api/terms", proposed())
        assert answer.status_code == 201
        page = (await manager.page(answer.json()["go"])).text
        assert "现行" in page
        assert "赵站长" in page

    async def test_a_day_that_is_over_is_refused_beside_its_field(self, sits):
        yesterday = (clock.today() - timedelta(days=1)).isoformat()
        answer = await (await sits("manager")).posts("/console/api/terms", proposed(valid_from=yesterday))
        assert (answer.json()["code"], answer.json()["field"]) == ("APR-111", "valid_from")

    async def test_another_city_is_not_ones_own(self, sits):
        answer = await (await sits("manager")).posts("/console/api/terms", proposed(city="福州"))
        assert answer.status_code == 403
