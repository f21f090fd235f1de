"""The queue of texts that the catalogue does not know (未知车型)."""

import pytest

from backend.kit.actor import SYSTEM
from backend.kit.audit import latest
from backend.kit.database import unit_of_work
from backend.vehicles import Sighting, find_models, report_unknown, unknown_models
from tests.vehicles.lookup.conftest import add_models

PAGE = "/console/catalogue/unknown"
READ = Sighting("东南牌DN7152XAX", seats=5)


@pytest.fixture
async def waiting(console) -> str:
    """One text that waits; its id."""
    async with unit_of_work(SYSTEM) as work:
        await report_unknown(work, READ, "transfer-1")
    return (await unknown_models()).entries[0].id


async def test_it_works(sits, waiting):
    manager = await sits("manager")
    model = (await add_models("东南牌DN7152HAS"))[0]
    page = (await manager.page(PAGE)).text
    assert READ.brand_model in page
    assert f'value="{model}"' in page
    answer = await manager.posts(f"/console/api/catalogue/unknown/{waiting}", {"model": model})
    assert answer.status_code == 200
    assert (await find_models(READ)).best.model.id == model
    assert (await latest(1))[0].action == "catalogue.unknown_settled"
    assert READ.brand_model not in (await manager.page(PAGE)).text


async def test_a_model_added_for_a_waiting_text_settles_it(sits, waiting):
    manager = await sits("manager")
    form = (await manager.page(f"/console/catalogue/new?unknown={waiting}&brand_model={READ.brand_model}")).text
    assert f'name="unknown" value="{waiting}"' in form
    wanted = {"brand_model": "东南牌DN7152HAX", "new_price": "89800", "unknown": waiting}
    answer = await manager.posts("/console/api/catalogue/models", wanted)
    assert answer.status_code == 201
    assert (await find_models(READ)).best.model.id == answer.json()["id"]
    assert (await unknown_models()).total == 0


async def test_a_text_settled_meanwhile_adds_no_model(sits, waiting):
    manager = await sits("manager")
    await manager.posts(f"/console/api/catalogue/unknown/{waiting}", {"reason": "识别错误"})
    wanted = {"brand_model": READ.brand_model, "new_price": "89800", "unknown": waiting}
    assert (await manager.posts("/console/api/catalogue/models", wanted)).status_code == 409
    assert (await find_models(READ)).best is None


async def test_an_empty_queue_says_so(sits):
    assert "没有待处理的未知车型" in (await (await sits("admin")).page(PAGE)).text


async def test_where_nothing_comes_near_it_says_so(sits, waiting):
    assert "没有相近的型号" in (await (await sits("manager")).page(PAGE)).text


async def test_ignoring_wants_a_reason_beside_its_field(sits, waiting):
    manager = await sits("manager")
    answer = await manager.posts(f"/console/api/catalogue/unknown/{waiting}", {"reason": " "})
    assert (answer.status_code, answer.json()["field"]) == (422, "reason")


@pytest.mark.parametrize("page", ["0", "9999999999", "-1", "x"])
async def test_a_page_that_does_not_exist_shows_the_nearest(sits, waiting, page):
    assert READ.brand_model in (await (await sits("manager")).page(f"{PAGE}?page={page}")).text


async def test_a_clerk_does_not_settle(clerk, waiting):
    assert (await clerk.posts(f"/console/api/catalogue/unknown/{waiting}", {"model": ""})).status_code == 403
