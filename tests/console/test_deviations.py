"""The page of prices far from the base price (价格偏离), and its sheet."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.appraisal.conftest import add_model
from tests.support import story

PAGE = "/console/deviations/"


@pytest.fixture
async def scene(console, team):
    """A car sold at more than three times its base price."""
    await add_model("东南牌DN7152HAS", ((date(2012, 1, 1), 12_880_000),))
    scene = await story.collecting(team["clerk"])
    await scene.desk.edits(price="86,500", deviation_reason="刚换发动机")
    return scene


async def test_it_works(sits, scene):
    manager = await sits("manager")
    page = (await manager.page(PAGE)).text
    assert "86,500.00" in page
    assert "刚换发动机" in page
    assert PAGE in (await manager.page("/console/terms")).text


async def test_the_sheet_says_the_same(sits, scene):
    answer = await (await sits("admin")).page(f"{PAGE}sheet")
    head, line = load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
    told = dict(zip(head, line, strict=True))
    assert (told["偏离的价格"], told["金额（元）"], told["偏离说明"]) == ("成交价", 86500, "刚换发动机")
    assert told["登记服务站"].startswith("无锡")


async def test_a_period_without_any_says_so(sits, scene):
    manager = await sits("manager")
    for period in ("first=2020-01-31&last=2020-01-01", "first=2020-01-01&last=2020-01-31"):
        assert "这段时间没有偏离的价格" in (await manager.page(f"{PAGE}?{period}")).text


async def test_nonsense_in_the_address_is_passed_over(sits, scene):
    manager = await sits("manager")
    for asked in ("first=x&last=", "first=9999-12-31", "page=99", "last=0001-01-01"):
        assert "86,500.00" in (await manager.page(f"{PAGE}?{asked}")).text


async def test_a_clerk_may_not_see_it(clerk):
    assert (await clerk.page(PAGE)).status_code == 403
