"""An owner's estimate (估一估): prices for a licence's words, a page without scripts, and nothing kept."""

from datetime import date

import pytest

from backend.appraisal.models import Appraisal
from backend.vehicles import UnknownCatalogueModel, unknown_models
from tests.appraisal.conftest import add_model
from tests.miniprogram_api.caller import Caller, Site

CAR = {
    "brand_model": "东南牌DN7152HAS",
    "vehicle_type": "小型轿车",
    "use_character": "非营运",
    "registered_on": "2014-06-18",
}


@pytest.fixture
async def model(site: Site) -> str:
    """The car's model, 128,800.00 yuan new."""
    return await add_model("东南牌DN7152HAS", ((date(2012, 1, 1), 12_880_000),))


class TestEstimate:
    async def test_it_works(self, model: str, seller: Caller):
        told = await seller.ask("POST", "/estimates", CAR)
        assert (told["verdict"], told["model"]["id"], told["missing"]) == ("exact", model, [])
        assert told["low_fen"] < told["base_fen"] < told["high_fen"]
        assert told["steps"] and "不是评估结论" in told["say"]

    async def test_a_misread_model_is_offered_and_chosen(self, model: str, seller: Caller):
        twin = await add_model("东南牌DN7152HAB", ((date(2012, 1, 1), 15_000_000),))
        told = await seller.ask("POST", "/estimates", CAR | {"brand_model": "东南牌DN7152HA?"})
        assert told["base_fen"] is None and told["missing"]
        assert {one["model"]["id"] for one in told["candidates"]} == {model, twin}
        chosen = await seller.ask("POST", "/estimates", CAR | {"model": twin})
        assert (chosen["model"]["id"], chosen["new_price_fen"]) == (twin, 15_000_000)

    async def test_a_typed_new_price_does_where_the_catalogue_has_none(self, seller: Caller):
        told = await seller.ask("POST", "/estimates", CAR | {"new_price_fen": 12_880_000})
        assert told["verdict"] == "unknown" and told["base_fen"]

    async def test_nothing_is_kept(self, seller: Caller):
        assert (await seller.ask("POST", "/estimates", CAR))["verdict"] == "unknown"
        assert await Appraisal.all().count() == 0
        assert (await unknown_models()).total == 0

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"registered_on": "yesterday"}, "REQ-422"),
            ({"brand_model": ""}, "REQ-422"),
            ({"new_price_fen": 10**12}, "APR-104"),
            ({"model": "nobody"}, UnknownCatalogueModel.code),
        ],
    )
    async def test_it_refuses(self, seller: Caller, wrong: dict[str, str], code: str):
        assert await seller.refused("POST", "/estimates", CAR | wrong) == code

    async def test_it_asks_for_a_login(self, site: Site):
        assert (await site.client.post("/api/v1/estimates", json=CAR)).status_code == 401

    async def test_too_often(self, seller: Caller):
        for _ in range(40):
            await seller.ask("POST", "/estimates", CAR)
        assert await seller.refused("POST", "/estimates", CAR) == "RATE-101"

    async def test_no_photograph_is_read_as_one(self, seller: Caller):
        answer = await seller.site.client.post(
            "/api/v1/estimates/reading",
            content=b"not a photograph",
            headers={"Authorization": f"Bearer {seller.token}", "Content-Type": "image/jpeg"},
        )
        assert 400 <= answer.status_code < 500


class TestPage:
    async def posts(self, caller: Caller, **typed: str) -> str:
        answer = await caller.site.client.post(
            "/h5/estimate",
            data=CAR | typed,
            headers={"Authorization": f"Bearer {caller.token}", "Accept": "text/html"},
        )
        return answer.text

    async def test_it_works(self, model: str, seller: Caller):
        assert "估一估" in (await seller.page("/h5/")).text
        assert "拍行驶证" in (await seller.page("/h5/estimate")).text
        page = await self.posts(seller)
        assert "¥ 27," in page and "不是评估结论" in page and "基准价 = 128800.00" in page

    async def test_an_unknown_model_is_told_kindly(self, seller: Caller):
        assert "车型库里还没有这款车" in await self.posts(seller)

    async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(self, seller: Caller):
        page = await self.posts(seller, registered_on="", new_price="贵")
        assert 'id="e-registered_on" aria-live="polite">请填写注册日期' in page
        assert 'value="贵"' in page
        assert 'id="e-new_price" aria-live="polite">请填写新车价' in await self.posts(seller, new_price="贵")
