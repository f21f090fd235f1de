"""价格偏离: what managers are told of prices far from the base price."""

from datetime import timedelta

import pytest
from tortoise.connection import get_connections

from backend import appraisal, transfers
from backend.kit import clock
from backend.kit.audit import latest
from backend.transfers import TransferNotFound, Valuation
from backend.transfers.models import Transfer
from tests.transfers.desk import Desk, both_scanned

TODAY = clock.today()


@pytest.fixture
async def far(model: str, desk: Desk, seller, buyer) -> Desk:
    """Agreed at more than three times the base price, declared near it."""
    await both_scanned(desk, seller, buyer)
    await desk.edits(price="86,500", declared="30,000", deviation_reason="刚换发动机")
    return desk


async def told(member, first=TODAY, last=TODAY):
    return await transfers.price_deviations(member.actor, first, last)


async def test_it_works(far, team):
    page = await told(team["manager"])
    (one,) = page.rows
    view = await far.looks()
    assert (page.total, one.number, one.base_fen) == (1, view.number, view.base_fen)
    assert [(price.title, price.fen) for price in one.far] == [("成交价", 8_650_000)]
    assert one.far[0].ratio == view.deviations["price"].ratio
    assert (one.reason, one.clerk, one.state) == ("刚换发动机", "李经办", view.state_name)


async def test_a_price_brought_back_is_told_no_more(far, team):
    await far.edits(price="30,000")
    assert (await told(team["manager"])).total == 0


async def test_a_coefficients_reason_speaks_for_the_appraised_price_alone(model, team, seller, buyer):
    desk = Desk(team["manager"])
    await both_scanned(desk, seller, buyer)
    told_of = Valuation(coefficient="0.3", coefficient_reason="事故车")
    car, wish = await desk.does(transfers.valuation_wanted, desk.transfer, desk.version, told_of)
    await desk.changes(transfers.revalue, await appraisal.estimate(car, wish))
    assert (await told(team["manager"])).rows[0].reason == "事故车"
    await desk.edits(price="1")
    assert (await told(team["manager"])).rows[0].reason == ""


async def test_only_days_asked_for(far, team):
    yesterday = TODAY - timedelta(days=1)
    assert (await told(team["manager"], yesterday, yesterday)).total == 0


async def test_a_manager_is_told_of_the_own_station_and_an_administrator_of_all(far, team):
    assert (await told(team["manager2"])).total == 0
    assert (await told(team["admin"])).total == 1


async def test_a_clerk_is_told_nothing(far, team):
    with pytest.raises(TransferNotFound):
        await told(team["clerk"])


async def test_a_sheet_holds_all_and_is_audited(far, team):
    async def export(work):
        return [one async for one in transfers.export_deviations(work, TODAY, TODAY)]

    assert len(await team["manager"].does(export)) == 1
    assert (await latest(1))[0].action == "transfer.deviations_exported"


@pytest.mark.parametrize("station", [None, "s"])
async def test_the_period_is_read_from_an_index(kit, station):
    connection = get_connections().get("default")
    if connection.capabilities.dialect != "sqlite":
        pytest.skip("the plan is read from SQLite")
    query = Transfer.deviating(station, clock.now(), clock.now()).sql(params_inline=True)
    plan = await connection.execute_query_dict(f"EXPLAIN QUERY PLAN {query}")
    assert "USING INDEX" in " | ".join(row["detail"] for row in plan)
