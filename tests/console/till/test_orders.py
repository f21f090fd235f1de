"""The list of orders: found by state, day and number, the day's money by channel, and what needs a person."""

from datetime import timedelta

from backend.kit import clock
from backend.payments.models import Charge, Refund


async def test_an_order_is_found_by_its_number_and_its_charges(counter):
    order = await counter.owes()
    other = await counter.owes(0)
    await counter.does(f"orders/{order.id}/code", code=counter.till.code())
    charge = (await counter.till.sees(order)).charges[0]
    for number in (order.number, charge.number):
        page = (await counter.seat.page(f"/console/till/?q={number}")).text
        assert order.number in page and other.number not in page
    assert "没有符合条件" in (await counter.seat.page("/console/till/?q=F20990101")).text


async def test_it_filters_by_state_and_day(counter):
    order = await counter.owes()
    assert order.number in (await counter.seat.page("/console/till/?state=due")).text
    assert order.number not in (await counter.seat.page("/console/till/?state=settled")).text
    tomorrow = clock.today() + timedelta(days=1)
    assert order.number not in (await counter.seat.page(f"/console/till/?first={tomorrow}")).text
    assert order.number in (await counter.seat.page(f"/console/till/?last={clock.today()}&first=rubbish")).text


async def test_it_adds_up_today_by_channel(counter):
    order = await counter.owes()
    await counter.does(f"orders/{order.id}/code", code=counter.till.code("alipay"))
    page = (await counter.seat.page("/console/till/")).text
    assert "今日合计" in page and page.count("300.00") >= 2


async def test_others_stations_orders_are_not_listed_but_an_administrator_sees_all(counter, sits):
    order = await counter.owes()
    assert order.number not in (await (await sits("clerk2")).page("/console/till/")).text
    assert "没有符合条件" in (await (await sits("manager2")).page(f"/console/till/?q={order.number}")).text
    assert order.number in (await (await sits("admin")).page("/console/till/")).text


async def test_what_needs_a_person_is_told_with_the_next_step(counter):
    order = await counter.owes()
    await counter.does(f"orders/{order.id}/code", code=counter.till.code())
    await Charge.all().update(state="disputed")
    page = (await counter.seat.page("/console/till/")).text
    assert "不符" in page and "商户平台核对" in page and f"/console/till/orders/{order.id}" in page
    assert "查看处理办法" in (await counter.seat.page("/console/")).text
    await Charge.all().update(state="paid")
    assert not await Refund.exists()
